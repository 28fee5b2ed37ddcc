namespace SettleEngine.SignatureOracle.Paths;

/// <summary>Every way through the engine's code. Whatever is listed here is held to all vectors and compared with the oracle.</summary>
public static class VerdictPaths
{
    /// <summary>Tiers and paths.</summary>
    public static IReadOnlyList<PathDescription> All { get; } =
    [
        new("scalar recovery", null, _ => new ScalarRecoveryPath()),
    ];
}

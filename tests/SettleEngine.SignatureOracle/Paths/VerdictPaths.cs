using SettleEngine.Core.Crypto.Eight;

namespace SettleEngine.SignatureOracle.Paths;

/// <summary>Every way through the engine's code. Whatever is listed here is held to all vectors and compared with the oracle.</summary>
public static class VerdictPaths
{
    /// <summary>Tiers and paths.</summary>
    public static IReadOnlyList<PathDescription> All { get; } =
    [
        new("one at a time", null, _ => new SingleRecoveryPath()),
        .. Enum.GetValues<VerifierTier>().SelectMany(OfTier),
    ];

    private static IEnumerable<PathDescription> OfTier(VerifierTier tier)
    {
        var absence = SignatureKernels.IsSupported(tier) ? null : $"This machine cannot run the tier {tier}.";
        return
        [
            new($"{tier}, unknown payers", absence, _ => new GroupRecoveryPath(tier)),
            new($"{tier}, small tables", absence, payers => new KnownKeyPath(tier, PayerTableSize.Small, payers)),
            new($"{tier}, large tables", absence, payers => new KnownKeyPath(tier, PayerTableSize.Large, payers)),
        ];
    }
}

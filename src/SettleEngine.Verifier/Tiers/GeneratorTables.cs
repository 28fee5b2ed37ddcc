using SettleEngine.Core.Crypto.Eight;
using SettleEngine.Verifier.Memory;

namespace SettleEngine.Verifier.Tiers;

/// <summary>The generator's multiples, made once for a process by each tier that is used: 32 MiB that every verifier and every
/// thread reads.</summary>
/// <remarks>Thread rule: any thread. Never given back.</remarks>
internal static class GeneratorTables
{
    private static readonly Lazy<NativeRegion>[] Tables =
    [
        new(() => Build(VerifierTier.Scalar)),
        new(() => Build(VerifierTier.Avx512)),
    ];

    /// <summary>The table that a tier made; each tier is tested with its own.</summary>
    public static NativeRegion Of(VerifierTier tier) => Tables[(int)tier].Value;

    private static NativeRegion Build(VerifierTier tier)
    {
        var table = new NativeRegion(SignatureKernels.GeneratorTableBytes);
        using var workspace = new NativeRegion(SignatureKernels.WorkspaceBytes);
        SignatureKernels.BuildGeneratorTable(tier, table.Address, workspace.Address);
        return table;
    }
}

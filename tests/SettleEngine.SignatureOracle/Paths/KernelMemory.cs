using System.Runtime.InteropServices;
using SettleEngine.Core.Crypto.Eight;

namespace SettleEngine.SignatureOracle.Paths;

/// <summary>The kernels of one tier with a workspace of their own and the process's table of the generator.</summary>
public sealed class KernelMemory : IDisposable
{
    private static readonly Dictionary<VerifierTier, Lazy<nint>> GeneratorTables =
        Enum.GetValues<VerifierTier>().ToDictionary(tier => tier, tier => new Lazy<nint>(() => BuildGeneratorTable(tier)));

    private readonly nint _workspace = Allocate(SignatureKernels.WorkspaceBytes);

    /// <summary>Makes the kernels; the first of a tier computes the generator's table.</summary>
    public KernelMemory(VerifierTier tier)
    {
        Kernels = SignatureKernels.Create(tier, GeneratorTables[tier].Value, _workspace);
    }

    /// <summary>The kernels, for one thread at a time.</summary>
    public SignatureKernels Kernels { get; }

    /// <summary>Memory that tables may lie in.</summary>
    /// <param name="bytes">How much.</param>
    /// <returns>Its address.</returns>
    public static unsafe nint Allocate(nint bytes)
    {
        var memory = NativeMemory.AlignedAlloc((nuint)bytes, SignatureKernels.Alignment);

        // Whoever reads what he has not written shall not find zeros, which are friendly.
        NativeMemory.Fill(memory, (nuint)bytes, 0xA5);
        return (nint)memory;
    }

    /// <summary>Gives memory back.</summary>
    public static unsafe void Free(nint memory) => NativeMemory.AlignedFree((void*)memory);

    /// <inheritdoc/>
    public void Dispose() => Free(_workspace);

    private static nint BuildGeneratorTable(VerifierTier tier)
    {
        var workspace = Allocate(SignatureKernels.WorkspaceBytes);
        var table = Allocate(SignatureKernels.GeneratorTableBytes);
        SignatureKernels.BuildGeneratorTable(tier, table, workspace);
        Free(workspace);
        return table;
    }
}

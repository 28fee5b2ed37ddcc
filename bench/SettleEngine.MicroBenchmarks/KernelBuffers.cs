using System.Runtime.InteropServices;
using SettleEngine.Core.Crypto.Eight;

namespace SettleEngine.MicroBenchmarks;

/// <summary>Memory at addresses that kernels take, for as long as this object lives.</summary>
internal sealed class KernelBuffers
{
    private readonly List<byte[]> _memory = [];

    /// <summary>Takes memory; what is in it is not defined.</summary>
    /// <param name="bytes">How much.</param>
    /// <returns>Its address.</returns>
    public nint Allocate(int bytes)
    {
        var memory = GC.AllocateUninitializedArray<byte>(bytes + SignatureKernels.Alignment, pinned: true);
        _memory.Add(memory);
        var start = Marshal.UnsafeAddrOfPinnedArrayElement(memory, 0) + SignatureKernels.Alignment - 1;
        return start & -SignatureKernels.Alignment;
    }
}

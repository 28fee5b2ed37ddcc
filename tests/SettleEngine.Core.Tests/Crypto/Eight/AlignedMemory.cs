using System.Runtime.InteropServices;

namespace SettleEngine.Core.Tests.Crypto.Eight;

/// <summary>Memory for tables and workspaces, at an address that kernels take.</summary>
internal sealed unsafe class AlignedMemory : IDisposable
{
    private void* _memory;

    public AlignedMemory(int bytes)
    {
        _memory = NativeMemory.AlignedAlloc((nuint)bytes, 64);

        // What a kernel forgets to write is not zero by luck.
        NativeMemory.Fill(_memory, (nuint)bytes, 0xA5);
    }

    public nint Address => (nint)_memory;

    public void Dispose()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
    }
}

using System.Runtime.InteropServices;
using SettleEngine.Core;

namespace SettleEngine.Verifier.Memory;

/// <summary>Zeroed memory outside of the collector's heap, aligned to a huge page, and on huge pages where the system gives
/// them: a check reads some fifty points far apart, and with small pages each would miss the processor's page tables too.</summary>
/// <remarks>Thread rule: any thread may read and write where it owns; disposed once, when nobody does.</remarks>
internal sealed class NativeRegion : IDisposable
{
    /// <summary>Bytes of a huge page, and the alignment of every region.</summary>
    public const int HugePage = 1 << 21;

    private readonly nint _allocation;
    private readonly long _allocatedBytes;
    private bool _isFreed;

    /// <summary>Takes memory.</summary>
    /// <param name="bytes">How much; at least one byte.</param>
    /// <exception cref="OutOfMemoryException">There is not as much.</exception>
    public NativeRegion(long bytes)
    {
        Invariant.Holds(bytes > 0);

        Bytes = bytes;
        _allocatedBytes = bytes + HugePage;
        _allocation = OperatingSystem.IsLinux() ? LinuxMemory.Map(_allocatedBytes) : AllocateZeroed(_allocatedBytes);
        Address = (_allocation + HugePage - 1) & ~(nint)(HugePage - 1);
        AsksForHugePages = OperatingSystem.IsLinux() && LinuxMemory.TryAskForHugePages(Address, bytes);
    }

    /// <summary>Gives back what nobody disposed.</summary>
    ~NativeRegion() => Free();

    /// <summary>Where it begins.</summary>
    public nint Address { get; }

    /// <summary>How long it is.</summary>
    public long Bytes { get; }

    /// <summary>Whether the system was asked for huge pages and took the wish.</summary>
    public bool AsksForHugePages { get; }

    /// <summary>What of it stands on huge pages by now.</summary>
    public long HugeBytes() => AsksForHugePages ? Math.Min(Bytes, LinuxMemory.HugeBytesAround(Address)) : 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    /// <summary>Writes to every page, so that its first user does not wait for the system to give it.</summary>
    public NativeRegion Touched()
    {
        Clear(Address, Bytes);
        return this;
    }

    private static nint AllocateZeroed(long bytes)
    {
        var address = Marshal.AllocHGlobal((nint)bytes);
        Clear(address, bytes);
        return address;
    }

    private static void Clear(nint address, long bytes)
    {
        var zeros = new byte[Math.Min(bytes, HugePage)];
        for (long done = 0; done < bytes; done += zeros.Length)
        {
            Marshal.Copy(zeros, 0, address + (nint)done, (int)Math.Min(zeros.Length, bytes - done));
        }
    }

    private void Free()
    {
        if (_isFreed || _allocation == 0)
        {
            return;
        }

        _isFreed = true;
        if (OperatingSystem.IsLinux())
        {
            LinuxMemory.Unmap(_allocation, _allocatedBytes);
        }
        else
        {
            Marshal.FreeHGlobal(_allocation);
        }
    }
}

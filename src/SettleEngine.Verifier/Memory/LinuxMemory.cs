using System.Globalization;
using System.Runtime.InteropServices;

namespace SettleEngine.Verifier.Memory;

/// <summary>What the kernel is asked for: pages, and to make them huge ones.</summary>
internal static class LinuxMemory
{
    private const int ReadWrite = 0x1 | 0x2;
    private const int PrivateAnonymous = 0x02 | 0x20;
    private const int NoReserve = 0x4000;
    private const int AdviseHugePage = 14;

    /// <summary>Takes zeroed address space; a page becomes memory when it is first written.</summary>
    /// <exception cref="InsufficientMemoryException">The kernel has none to give.</exception>
    public static nint Map(long bytes)
    {
        var address = NativeMap(0, (nuint)bytes, ReadWrite, PrivateAnonymous | NoReserve, -1, 0);
        return address != -1
            ? address
            : throw new InsufficientMemoryException($"mmap of {bytes} bytes: error {Marshal.GetLastPInvokeError()}.");
    }

    /// <summary>Asks for huge pages.</summary>
    /// <returns>False when the kernel knows none.</returns>
    public static bool TryAskForHugePages(nint address, long bytes) =>
        NativeAdvise(address, (nuint)bytes, AdviseHugePage) == 0;

    /// <summary>Gives address space back.</summary>
    public static void Unmap(nint address, long bytes) => _ = NativeUnmap(address, (nuint)bytes);

    /// <summary>How many bytes around an address the kernel has put on huge pages.</summary>
    /// <returns>The bytes, or zero where the system does not say.</returns>
    public static long HugeBytesAround(nint address)
    {
        const string Maps = "/proc/self/smaps";
        if (!File.Exists(Maps))
        {
            return 0;
        }

        var isInside = false;
        foreach (var line in File.ReadLines(Maps))
        {
            if (TryReadRange(line, out var start, out var end))
            {
                isInside = start <= address && address < end;
            }
            else if (isInside && line.StartsWith("AnonHugePages:", StringComparison.Ordinal))
            {
                return 1_024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
            }
        }

        return 0;
    }

    private static bool TryReadRange(string line, out nint start, out nint end)
    {
        end = 0;
        var dash = line.IndexOf('-', StringComparison.Ordinal);
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        return TryReadHex(line, 0, dash, out start) && TryReadHex(line, dash + 1, space, out end);
    }

    private static bool TryReadHex(string line, int from, int to, out nint value)
    {
        value = 0;
        return to > from
            && from >= 0
            && nint.TryParse(line.AsSpan(from, to - from), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }

    [DllImport("libc", EntryPoint = "mmap", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint NativeMap(nint address, nuint bytes, int protection, int flags, int descriptor, nint offset);

    [DllImport("libc", EntryPoint = "madvise", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeAdvise(nint address, nuint bytes, int advice);

    [DllImport("libc", EntryPoint = "munmap", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeUnmap(nint address, nuint bytes);
}

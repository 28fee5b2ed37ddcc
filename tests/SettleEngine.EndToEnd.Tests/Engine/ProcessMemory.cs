using System.Globalization;

namespace SettleEngine.EndToEnd.Tests.Engine;

/// <summary>What another process has in memory, as far as this one may look.</summary>
internal static class ProcessMemory
{
    private const int ChunkBytes = 1 << 20;

    /// <summary>Whether bytes stand anywhere in a process's writable memory. False too when nobody may look, which is as good.</summary>
    public static bool Holds(int processId, byte[] wanted)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        try
        {
            using var memory = File.OpenHandle($"/proc/{processId}/mem");
            return File.ReadLines($"/proc/{processId}/maps")
                .Where(line => line.Contains(" rw", StringComparison.Ordinal))
                .Any(line => RegionHolds(memory, line, wanted));
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool RegionHolds(Microsoft.Win32.SafeHandles.SafeFileHandle memory, string line, byte[] wanted)
    {
        var bounds = line[..line.IndexOf(' ', StringComparison.Ordinal)].Split('-');
        var start = long.Parse(bounds[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var end = long.Parse(bounds[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var chunk = new byte[ChunkBytes + wanted.Length];
        for (var at = start; at < end; at += ChunkBytes)
        {
            var piece = chunk.AsSpan(0, (int)Math.Min(chunk.Length, end - at));
            try
            {
                var read = RandomAccess.Read(memory, piece, at);
                if (piece[..read].IndexOf(wanted) >= 0)
                {
                    return true;
                }
            }
            catch (IOException)
            {
                // The region was given back meanwhile.
                return false;
            }
        }

        return false;
    }
}

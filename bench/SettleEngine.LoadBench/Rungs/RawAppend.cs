using System.Diagnostics;

namespace SettleEngine.LoadBench.Rungs;

/// <summary>What the same disk gives one thread that writes to a file and flushes it, with nothing else around.</summary>
internal static class RawAppend
{
    private const int ZeroedBytes = 256 << 20;
    private const int MaxWriteBytes = 256 << 10;

    /// <summary>Measures.</summary>
    /// <param name="folder">On the disk to measure.</param>
    /// <param name="isZeroed">Whether the file is as long as it gets before the clock starts, and is written over; else it
    /// grows.</param>
    /// <param name="load">Sizes and times.</param>
    public static AppendFigures Run(string folder, bool isZeroed, JournalLoad load)
    {
        var path = Path.Combine(folder, "raw-" + Path.GetRandomFileName());
        try
        {
            using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
            var bytes = new byte[MaxWriteBytes];
            new Random(1).NextBytes(bytes);
            for (var at = 0L; isZeroed && at < ZeroedBytes; at += bytes.Length)
            {
                RandomAccess.Write(file, bytes, at);
            }

            RandomAccess.FlushToDisk(file);
            var tail = 0L;
            void Append(int groups)
            {
                for (var left = groups * load.GroupBytes; left > 0; left -= MaxWriteBytes)
                {
                    var count = Math.Min(left, MaxWriteBytes);
                    tail = isZeroed && tail + count > ZeroedBytes ? 0 : tail;
                    RandomAccess.Write(file, bytes.AsSpan(0, count), tail);
                    tail += count;
                }

                RandomAccess.FlushToDisk(file);
            }

            var max = Max(Append, load);
            var paced = Paced(Append, load);
            return new(max.PerSecond, max.P50, max.P99, max.Microseconds, paced.PerSecond, paced.P50, paced.P99, paced.Microseconds);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static (double PerSecond, double P50, double P99, double Microseconds) Max(Action<int> append, JournalLoad load)
    {
        // As many groups a flush as the journal's appenders can have waiting.
        var clock = new AppendClock();
        var latencies = new List<double>();
        while (clock.Elapsed < load.Duration)
        {
            var start = Stopwatch.GetTimestamp();
            append(load.Appenders);
            latencies.AddRange(Enumerable.Repeat(Stopwatch.GetElapsedTime(start).TotalMilliseconds, load.Appenders));
        }

        return clock.End(latencies, load.GroupSize);
    }

    private static (double PerSecond, double P50, double P99, double Microseconds) Paced(Action<int> append, JournalLoad load)
    {
        var clock = new AppendClock();
        var latencies = new List<double>();
        var total = load.PacedGroups;
        for (var sent = 0; sent < total;)
        {
            var due = Math.Min(total, load.DueGroups(clock.Elapsed));
            if (due == sent)
            {
                Thread.Sleep(1);
                continue;
            }

            append(due - sent);
            for (; sent < due; sent++)
            {
                latencies.Add((clock.Elapsed - load.DueAt(sent)).TotalMilliseconds);
            }
        }

        return clock.End(latencies, load.GroupSize);
    }
}

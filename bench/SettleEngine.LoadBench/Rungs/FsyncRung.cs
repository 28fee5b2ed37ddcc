using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using SettleEngine.LoadBench.Reporting;

namespace SettleEngine.LoadBench.Rungs;

/// <summary>What the disk can do: one 4 KiB write, made durable, then the next. No acknowledgement can be quicker.</summary>
internal static class FsyncRung
{
    private const int BlockBytes = 4_096;
    private const int FileBytes = 64 << 20;

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var seconds = RungCommand.Option("--seconds", "How long.", 3);
        var data = new Option<string?>("--data") { Description = "Folder on the disk to measure; a temporary one otherwise." };
        return RungCommand.Create(
            "fsync",
            "Writes 4 KiB and makes it durable, one after the other.\n\nExample:\n  ./run-bench.sh fsync --data /var/lib/settle",
            [seconds, data],
            (parsed, _) => Task.FromResult(Run(parsed.GetValue(data), TimeSpan.FromSeconds(parsed.GetValue(seconds)))));
    }

    /// <summary>Runs the rung.</summary>
    public static RungReport Run(string? folder, TimeSpan duration)
    {
        var path = Path.Combine(folder ?? Path.GetTempPath(), "settle-fsync-" + Path.GetRandomFileName());
        var latencies = new List<double>();
        TimeSpan elapsed;
        try
        {
            using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.None, FileBytes);
            var block = new byte[BlockBytes];
            new Random(1).NextBytes(block);

            // The blocks are there before the clock starts, as in the journal, whose segments are zeroed ahead of need.
            for (var at = 0L; at < FileBytes; at += BlockBytes)
            {
                RandomAccess.Write(file, block, at);
            }

            RandomAccess.FlushToDisk(file);
            var watch = Stopwatch.StartNew();
            for (var at = 0L; watch.Elapsed < duration; at = (at + BlockBytes) % FileBytes)
            {
                var start = Stopwatch.GetTimestamp();
                RandomAccess.Write(file, block, at);
                RandomAccess.FlushToDisk(file);
                latencies.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            elapsed = watch.Elapsed;
        }
        finally
        {
            File.Delete(path);
        }

        return new RungReport(
            "fsync",
            string.Create(CultureInfo.InvariantCulture, $"one writer, 4 KiB overwritten and flushed to the disk, {elapsed.TotalSeconds:N0} s"),
            [
                new("flushes_per_second", latencies.Count / elapsed.TotalSeconds, "flushes/s"),
                .. LatencyFigures.Of("flush", latencies),
            ]);
    }
}

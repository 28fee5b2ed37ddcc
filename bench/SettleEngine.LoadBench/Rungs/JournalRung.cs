using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using SettleEngine.Core.Encoding;
using SettleEngine.LoadBench.Reporting;
using SettleEngine.Pipeline.Ports;
using SettleEngine.Storage;

namespace SettleEngine.LoadBench.Rungs;

/// <summary>How fast the journal makes records durable: appenders in a closed loop, each waiting for its group.</summary>
internal static class JournalRung
{
    private const int PayloadBytes = 300;

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var appenders = Argument("appenders", "Loops side by side.", 8);
        var group = Argument("group", "Records per append.", 100);
        var seconds = Argument("seconds", "How long.", 5);
        var directory = new Argument<string?>("directory")
        {
            Description = "Folder on the disk to measure; a temporary one otherwise.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        return RungCommand.Create(
            "journal",
            "Appends records of 300 bytes to the journal, then opens it again.\n\nExample:\n  ./run-bench.sh journal 8 100 5 /var/lib/settle",
            [appenders, group, seconds, directory],
            (parsed, _) => RunAsync(
                parsed.GetValue(appenders),
                parsed.GetValue(group),
                TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                parsed.GetValue(directory)));
    }

    /// <summary>Runs the rung.</summary>
    public static async Task<RungReport> RunAsync(int appenders, int groupSize, TimeSpan duration, string? directory)
    {
        var parent = directory is null
            ? Directory.CreateTempSubdirectory("settle-journal-")
            : Directory.CreateDirectory(directory);
        var path = Path.Combine(parent.FullName, "journal-rung");
        try
        {
            var appended = await MeasureAsync(path, appenders, groupSize, duration);
            var reopened = await ReopenAsync(path);
            return new RungReport(
                "journal",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{appenders} appenders in a closed loop, {groupSize} records of {PayloadBytes} B each, {duration.TotalSeconds:N0} s"),
                [.. appended, .. reopened]);
        }
        finally
        {
            Directory.Delete(path, true);
            if (directory is null)
            {
                parent.Delete();
            }
        }
    }

    private static async Task<RungFigure[]> MeasureAsync(string path, int appenders, int groupSize, TimeSpan duration)
    {
        await using var journal = BlockJournal.Open(JournalAdapter.Faster, new JournalOptions { DataDirectory = path });
        await journal.RecoverAsync((_, _, _) => { }, CancellationToken.None);

        // Warm-up: the code compiles and the next segment is zeroed.
        await LoopAsync(journal, appenders, groupSize, TimeSpan.FromSeconds(2));

        var cpuBefore = Process.GetCurrentProcess().TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        var latencies = await LoopAsync(journal, appenders, groupSize, duration);
        var elapsed = watch.Elapsed;
        var cpu = Process.GetCurrentProcess().TotalProcessorTime - cpuBefore;

        var records = (double)latencies.Count * groupSize;
        latencies.Sort();
        return
        [
            new("durable_records_per_second", records / elapsed.TotalSeconds, "records/s"),
            new("bytes_per_second", records * PayloadBytes / elapsed.TotalSeconds / 1e6, "MB/s"),
            new("append_p50", At(latencies, 0.5), "ms"),
            new("append_p99", At(latencies, 0.99), "ms"),
            new("cpu_per_record", cpu.TotalMicroseconds / records, "us"),
        ];
    }

    private static async Task<RungFigure[]> ReopenAsync(string path)
    {
        var watch = Stopwatch.StartNew();
        await using var journal = BlockJournal.Open(JournalAdapter.Faster, new JournalOptions { DataDirectory = path });
        var bytes = 0L;
        await journal.RecoverAsync((_, _, payload) => bytes += payload.Length, CancellationToken.None);
        return
        [
            new("reopened_records", journal.DurableSequence, "records"),
            new("reopened_bytes", bytes / 1e6, "MB"),
            new("reopen_records_per_second", journal.DurableSequence / watch.Elapsed.TotalSeconds, "records/s"),
        ];
    }

    private static async Task<List<double>> LoopAsync(BlockJournal journal, int appenders, int groupSize, TimeSpan duration)
    {
        var loops = Enumerable.Range(0, appenders).Select(seed => Task.Run(async () =>
        {
            var records = Records(groupSize, seed);
            var latencies = new List<double>();
            var end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
            while (Stopwatch.GetTimestamp() < end)
            {
                var start = Stopwatch.GetTimestamp();
                await journal.AppendAsync(records, CancellationToken.None);
                latencies.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            return latencies;
        })).ToArray();
        return [.. (await Task.WhenAll(loops)).SelectMany(latencies => latencies)];
    }

    private static JournalRecord[] Records(int count, int seed)
    {
        var random = new Random(seed);
        var records = new JournalRecord[count];
        for (var index = 0; index < count; index++)
        {
            var payload = new byte[PayloadBytes];
            random.NextBytes(payload);
            records[index] = new JournalRecord(JournalRecordKind.Accept, payload);
        }

        return records;
    }

    private static double At(List<double> sorted, double share) => sorted[(int)(share * (sorted.Count - 1))];

    private static Argument<int> Argument(string name, string meaning, int value) => new(name)
    {
        Description = $"{meaning} Default: {value}.",
        DefaultValueFactory = _ => value,
    };
}

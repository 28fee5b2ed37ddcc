using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using SettleEngine.LoadBench.Reporting;
using SettleEngine.Storage;

namespace SettleEngine.LoadBench.Rungs;

/// <summary>How fast the journal makes records durable on either adapter, and beside them a file that is written and flushed with
/// nothing around it: what the disk itself gives.</summary>
internal static class JournalRung
{
    private const int PacedRate = 100_000;

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var appenders = Argument("appenders", "Loops side by side.", 8);
        var group = Argument("group", "Records per append.", 100);
        var seconds = Argument("seconds", "How long each part takes.", 4);
        var directory = new Argument<string?>("directory")
        {
            Description = "Folder on the disk to measure; a temporary one otherwise.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        return RungCommand.Create(
            "journal",
            "Appends records of 300 bytes to a bare file and to the journal on both adapters: as fast as they take them, then "
            + "100,000 a second; then opens the journal again.\n\nExample:\n  ./run-bench.sh journal 8 100 4 /var/lib/settle",
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
        var load = new JournalLoad(appenders, groupSize, PacedRate, duration);
        try
        {
            var grown = RawAppend.Run(parent.FullName, isZeroed: false, load);
            var zeroed = RawAppend.Run(parent.FullName, isZeroed: true, load);
            var segments = await MeasureAsync(JournalAdapter.Segments, path, load);
            Directory.Delete(path, true);
            var faster = await MeasureAsync(JournalAdapter.Faster, path, load);
            return new RungReport(
                "journal",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{groupSize} records of {JournalLoad.PayloadBytes} B an append; {appenders} appenders in a closed loop, then {PacedRate:N0} records/s; {duration.TotalSeconds:N0} s each"),
                [
                    .. Lines("raw_append", grown),
                    .. Lines("raw_zeroed", zeroed),
                    .. Lines("segments", segments),
                    .. Lines("faster", faster),
                    new("durable_records_per_second", faster.MaxPerSecond, "records/s"),
                    new("bytes_per_second", faster.MaxPerSecond * JournalLoad.PayloadBytes / 1e6, "MB/s"),
                    new("append_p50", faster.MaxP50, "ms"),
                    new("append_p99", faster.MaxP99, "ms"),
                    new("cpu_per_record", faster.MaxMicroseconds, "us"),
                    .. await ReopenAsync(path),
                ]);
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

    private static async Task<AppendFigures> MeasureAsync(JournalAdapter adapter, string path, JournalLoad load)
    {
        await using var journal = BlockJournal.Open(adapter, new JournalOptions { DataDirectory = path });
        await journal.RecoverAsync((_, _, _) => { }, CancellationToken.None);
        return await load.RunAsync(journal);
    }

    private static RungFigure[] Lines(string name, AppendFigures figures) =>
    [
        new(name + "_max_per_second", figures.MaxPerSecond, "records/s"),
        new(name + "_max_cpu_per_record", figures.MaxMicroseconds, "us"),
        new(name + "_paced_per_second", figures.PacedPerSecond, "records/s"),
        new(name + "_paced_p50", figures.PacedP50, "ms"),
        new(name + "_paced_p99", figures.PacedP99, "ms"),
        new(name + "_paced_cpu_per_record", figures.PacedMicroseconds, "us"),
    ];

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

    private static Argument<int> Argument(string name, string meaning, int value) => new(name)
    {
        Description = $"{meaning} Default: {value}.",
        DefaultValueFactory = _ => value,
    };
}

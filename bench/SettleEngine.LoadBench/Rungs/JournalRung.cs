using System.Diagnostics;
using System.Globalization;
using SettleEngine.Core.Encoding;
using SettleEngine.Pipeline.Ports;
using SettleEngine.Storage;

namespace SettleEngine.LoadBench.Rungs;

/// <summary>How fast the journal makes records durable: appenders in a closed loop, each waiting for its group.</summary>
public static class JournalRung
{
    private const int PayloadBytes = 300;

    /// <summary>Runs the rung and prints one line. Arguments, all optional: appenders (8), records per group (100),
    /// seconds (5), directory (a temporary one).</summary>
    /// <param name="arguments">The arguments.</param>
    /// <returns>0.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var appenders = Number(arguments, 0, 8);
        var groupSize = Number(arguments, 1, 100);
        var seconds = Number(arguments, 2, 5);
        var parent = arguments.Length > 3 ? Directory.CreateDirectory(arguments[3]) : Directory.CreateTempSubdirectory("settle-journal-");
        var path = Path.Combine(parent.FullName, "journal-rung");
        try
        {
            await MeasureAsync(path, appenders, groupSize, TimeSpan.FromSeconds(seconds));
            await ReopenAsync(path);
        }
        finally
        {
            Directory.Delete(path, true);
        }

        return 0;
    }

    private static async Task MeasureAsync(string path, int appenders, int groupSize, TimeSpan duration)
    {
        await using var journal = FasterJournal.Open(new FasterJournalOptions { DataDirectory = path });
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
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"journal: {appenders} appenders x {groupSize} records x {PayloadBytes} B: {records / elapsed.TotalSeconds:N0} records/s "
            + $"({records * PayloadBytes / elapsed.TotalSeconds / 1e6:N0} MB/s), "
            + $"append p50 {At(latencies, 0.5):N2} ms, p99 {At(latencies, 0.99):N2} ms, {cpu.TotalMicroseconds / records:N2} us CPU/record"));
    }

    private static async Task ReopenAsync(string path)
    {
        var watch = Stopwatch.StartNew();
        await using var journal = FasterJournal.Open(new FasterJournalOptions { DataDirectory = path });
        var bytes = 0L;
        await journal.RecoverAsync((_, _, payload) => bytes += payload.Length, CancellationToken.None);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"journal: reopened and verified {journal.DurableSequence:N0} records ({bytes / 1e6:N0} MB) in "
            + $"{watch.Elapsed.TotalSeconds:N2} s: {journal.DurableSequence / watch.Elapsed.TotalSeconds:N0} records/s"));
    }

    private static async Task<List<double>> LoopAsync(FasterJournal journal, int appenders, int groupSize, TimeSpan duration)
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

    private static int Number(string[] arguments, int index, int otherwise) =>
        arguments.Length > index ? int.Parse(arguments[index], CultureInfo.InvariantCulture) : otherwise;
}

using System.Diagnostics;
using SettleEngine.Core.Encoding;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.LoadBench.Rungs;

/// <summary>The load that is put on a journal, and on the bare disk beside it: as much as it takes, then at a given pace.</summary>
/// <param name="Appenders">Loops side by side, each waiting for its group, when there is no pace.</param>
/// <param name="GroupSize">Records in an append.</param>
/// <param name="Rate">Records in a second when there is a pace.</param>
/// <param name="Duration">Of each of the two.</param>
internal sealed record JournalLoad(int Appenders, int GroupSize, int Rate, TimeSpan Duration)
{
    /// <summary>Bytes of a record's payload.</summary>
    public const int PayloadBytes = 300;

    /// <summary>Bytes of a group.</summary>
    public int GroupBytes => GroupSize * PayloadBytes;

    /// <summary>Groups of the paced part.</summary>
    public int PacedGroups => (int)(Duration.TotalSeconds * Rate / GroupSize);

    /// <summary>Groups that are due by a time.</summary>
    public int DueGroups(TimeSpan elapsed) => 1 + (int)(elapsed.TotalSeconds * Rate / GroupSize);

    /// <summary>When a group is due.</summary>
    public TimeSpan DueAt(int group) => TimeSpan.FromSeconds((double)group * GroupSize / Rate);

    /// <summary>Puts the load on a journal.</summary>
    public async Task<AppendFigures> RunAsync(IJournal journal)
    {
        // Warm-up: the code compiles and the next segment is zeroed.
        await LoopAsync(journal, TimeSpan.FromSeconds(2));

        var clock = new AppendClock();
        var max = clock.End(await LoopAsync(journal, Duration), GroupSize);

        // The closed loop uses segments up as fast as they can be filled: the pace begins when one lies ready again.
        await Task.Delay(TimeSpan.FromSeconds(2));
        clock = new AppendClock();
        var pacing = await Task.Factory.StartNew(
            () => Pace(journal, clock), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var paced = clock.End([.. await Task.WhenAll(pacing)], GroupSize);
        return new(max.PerSecond, max.P50, max.P99, max.Microseconds, paced.PerSecond, paced.P50, paced.P99, paced.Microseconds);
    }

    private async Task<List<double>> LoopAsync(IJournal journal, TimeSpan duration)
    {
        var loops = Enumerable.Range(0, Appenders).Select(seed => Task.Run(async () =>
        {
            var records = Records(GroupSize, seed);
            var latencies = new List<double>();
            var start = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(start) < duration)
            {
                var before = Stopwatch.GetTimestamp();
                await journal.AppendAsync(records, CancellationToken.None);
                latencies.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
            }

            return latencies;
        })).ToArray();
        return [.. (await Task.WhenAll(loops)).SelectMany(latencies => latencies)];
    }

    // Groups come when they are due, whether those before are durable or not: a slow disk does not slow the callers down. It sleeps
    // on a thread of its own, because the pool completes the appends.
    private List<Task<double>> Pace(IJournal journal, AppendClock clock)
    {
        var records = Records(GroupSize, 0);
        var total = PacedGroups;
        var pending = new List<Task<double>>(total);
        while (pending.Count < total)
        {
            for (var due = Math.Min(total, DueGroups(clock.Elapsed)); pending.Count < due;)
            {
                pending.Add(AppendAsync(journal, records, clock, DueAt(pending.Count)));
            }

            Thread.Sleep(1);
        }

        return pending;
    }

    private static async Task<double> AppendAsync(IJournal journal, JournalRecord[] records, AppendClock clock, TimeSpan due)
    {
        await journal.AppendAsync(records, CancellationToken.None);
        return (clock.Elapsed - due).TotalMilliseconds;
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
}

using System.Diagnostics;
using System.Globalization;
using SettleEngine.Storage;
using SettleEngine.Torture;
using Xunit;
using Xunit.Abstractions;

namespace SettleEngine.PortContracts.Tests.Journal;

/// <summary>A process is killed without warning, again and again, on one and the same journal.</summary>
public abstract class KilledJournalTests(JournalAdapter adapter, ITestOutputHelper output) : IDisposable
{
    private const int Cycles = 20;
    private readonly TemporaryDirectory _directory = new();

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _directory.Delete();
    }

    [Fact]
    public async Task Twenty_killed_writers_lose_nothing_that_they_acknowledged()
    {
        var random = new Random(42);
        var before = new Dictionary<ulong, byte[]>();
        for (var cycle = 0; cycle < Cycles; cycle++)
        {
            var acknowledged = await RunAndKillAsync(random.Next(20, 250));
            var replayed = await ReplayAsync();

            // 1. Everything that an earlier opening had seen is still there: it was durable when it was replayed.
            Assert.True(before.Count <= replayed.Count);
            foreach (var (sequence, payload) in before)
            {
                Assert.Equal(payload, replayed[sequence]);
            }

            // 2. Everything acknowledged is there, at its sequence, with its bytes, and groups are whole.
            foreach (var (first, count, appender, round) in acknowledged)
            {
                for (var index = 0; index < count; index++)
                {
                    Assert.Equal(JournalWriter.Payload(appender, round, index), replayed[first + (ulong)index]);
                }
            }

            output.WriteLine($"cycle {cycle}: {acknowledged.Sum(ack => ack.Count)} acknowledged, {replayed.Count} recovered");
            before = replayed;
        }
    }

    private async Task<List<(ulong First, int Count, int Appender, int Round)>> RunAndKillAsync(int milliseconds)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add(typeof(JournalWriter).Assembly.Location);
        start.ArgumentList.Add("journal-writer");
        start.ArgumentList.Add(_directory.DataPath);
        start.ArgumentList.Add("8");
        start.ArgumentList.Add(adapter.ToString());
        using var process = Process.Start(start)!;
        var acknowledged = new List<(ulong, int, int, int)>();
        var killing = Task.CompletedTask;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            var words = line.Split(' ');
            if (words[0] == "recovered")
            {
                killing = Task.Delay(milliseconds).ContinueWith(_ => process.Kill(), TaskScheduler.Default);
            }
            else if (words is ["ack", var first, var count, var appender, var round] && round.Length > 0)
            {
                acknowledged.Add((ulong.Parse(first, CultureInfo.InvariantCulture), Number(count), Number(appender), Number(round)));
            }
        }

        await killing;
        await process.WaitForExitAsync();
        Assert.NotEqual(0, process.ExitCode);

        // The last line may have been cut by the kill; a cut number would name a group that never was.
        if (acknowledged.Count > 0)
        {
            acknowledged.RemoveAt(acknowledged.Count - 1);
        }

        return acknowledged;
    }

    private async Task<Dictionary<ulong, byte[]>> ReplayAsync()
    {
        var replayed = new Dictionary<ulong, byte[]>();
        await using var journal = BlockJournal.Open(adapter, JournalWriter.Options(_directory.DataPath));
        await journal.RecoverAsync(
            (sequence, _, payload) =>
            {
                Assert.Equal((ulong)replayed.Count + 1, sequence);
                replayed.Add(sequence, payload.ToArray());
            },
            CancellationToken.None);
        return replayed;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}

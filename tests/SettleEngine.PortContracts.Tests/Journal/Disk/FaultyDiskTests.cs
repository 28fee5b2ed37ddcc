using System.Globalization;
using SettleEngine.Storage;
using Xunit;
using Xunit.Abstractions;

namespace SettleEngine.PortContracts.Tests.Journal.Disk;

/// <summary>Every write and every flush of a journal's life goes wrong once, in every way, and nothing acknowledged is lost.</summary>
/// <remarks>The usual run takes a part of the writes; <c>SETTLE_TEST_EVERY_WRITE=true</c> takes all of them, of longer lives.</remarks>
public abstract class FaultyDiskTests(JournalAdapter adapter, ITestOutputHelper output) : IDisposable
{
    // Opening, ticks, checkpoint, truncation, end; how many ticks there are is a matter of time.
    private const int AnchorWrites = 12;
    private const string EveryWrite = "SETTLE_TEST_EVERY_WRITE";
    private static readonly bool IsFull = Environment.GetEnvironmentVariable(EveryWrite) == "true";
    private readonly TemporaryDirectory _directory = new();

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _directory.Delete();
    }

    [Theory]
    [InlineData(DiskFault.WriteError)]
    [InlineData(DiskFault.NoSpace)]
    [InlineData(DiskFault.Torn)]
    [InlineData(DiskFault.Reordered)]
    [InlineData(DiskFault.Lost)]
    [InlineData(DiskFault.FlushError)]
    public async Task Whatever_a_write_does_nothing_acknowledged_is_lost_and_an_error_stops_the_journal(DiskFault fault)
    {
        var (records, step) = IsFull ? (10_000, 1) : (1_200, 4);
        await RunAsync(fault, records, step, only: null);
    }

    [Theory]
    [InlineData(DiskFault.WriteError)]
    [InlineData(DiskFault.NoSpace)]
    [InlineData(DiskFault.Torn)]
    [InlineData(DiskFault.Lost)]
    [InlineData(DiskFault.FlushError)]
    public Task Whatever_a_write_of_the_anchor_does_nothing_acknowledged_is_lost(DiskFault fault) =>
        RunAsync(fault, records: 300, step: 1, only: "journal.anchor");

    [Fact]
    public async Task A_read_that_fails_refuses_the_start_and_changes_nothing()
    {
        var whole = new FaultyDisk();
        var run = new DiskRun(adapter, _directory.DataPath, 600);
        Assert.Null(await run.LiveAsync(whole, DiskFault.None));
        for (var at = 0; ; at++)
        {
            var disk = whole.Copy(failingRead: at);
            var journal = BlockJournal.Open(adapter, run.Options(disk));
            var failure = await Record.ExceptionAsync(() => journal.RecoverAsync((_, _, _) => { }, CancellationToken.None).AsTask());
            await journal.DisposeAsync();
            if (!disk.Fired)
            {
                Assert.Null(failure);
                Assert.True(at > 5, $"only {at} reads");
                break;
            }

            Assert.IsType<IOException>(failure);
            foreach (var name in whole.List())
            {
                Assert.True(whole.Bytes(name).AsSpan().SequenceEqual(disk.Bytes(name)), name);
            }
        }
    }

    [Fact]
    public async Task A_directory_without_room_for_another_name_stops_admissions_until_there_is_one()
    {
        // Anchor, the segment in use; the next one finds no inode.
        var disk = new FaultyDisk { MaxFiles = 2 };
        var run = new DiskRun(adapter, _directory.DataPath, 0);
        var journal = BlockJournal.Open(adapter, run.Options(disk));
        await journal.RecoverAsync(run.Checker(out _), CancellationToken.None);
        await UntilAsync(() => !journal.HasRoomForAdmissions);
        Assert.False(journal.Broken.IsCompleted);

        // Attempts and outcomes go on in the segment that is there.
        await run.AppendAsync(journal, 100);
        disk.MaxFiles = 10;
        await UntilAsync(() => journal.HasRoomForAdmissions);
        await run.AppendAsync(journal, 2_000);

        // And when the reserve is used up, too, the journal stops with all that it acknowledged.
        disk.MaxFiles = 0;
        await Assert.ThrowsAsync<IOException>(() => run.AppendAsync(journal, 5_000));
        Assert.True(journal.Broken.IsCompleted);
        await journal.DisposeAsync();
        disk.MaxFiles = 100;
        Assert.Null(await run.StartAgainAsync(disk.PowerCut()));
    }

    private async Task RunAsync(DiskFault fault, int records, int step, string? only)
    {
        var (unfinished, before) = await UnfinishedAsync();
        var (runs, refused, acknowledged) = (0, 0, 0ul);
        var onFiles = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var at = 0; only is null || at < AnchorWrites; at += step)
        {
            // 1. A life that begins behind a crash, with unfinished writes to clear, and ends with the fault.
            var disk = unfinished.Copy(fault, at, random: at, only: only);
            var run = new DiskRun(adapter, _directory.DataPath, records) { Acknowledged = before };
            var problem = await run.LiveAsync(disk, fault);
            Assert.True(problem is null, $"{fault} at {at}: {problem}");
            if (!disk.Fired)
            {
                break;
            }

            // 2. The next start, on what a power cut then leaves.
            acknowledged += run.Acknowledged;
            runs++;
            var kind = disk.FiredOn.StartsWith("journal.log", StringComparison.Ordinal) ? "segment" : disk.FiredOn;
            onFiles[kind] = onFiles.GetValueOrDefault(kind) + 1;
            try
            {
                var refusal = await run.StartAgainAsync(disk.PowerCut());
                if (refusal is not null)
                {
                    // Only a disk that lied may cost a start, and then the text says where to look.
                    Assert.True(fault == DiskFault.Lost, $"{fault} at {at}: {refusal}");
                    Assert.Contains(" offset ", refusal, StringComparison.Ordinal);
                    refused++;
                }
            }
            catch (Exception failure) when (failure is not Xunit.Sdk.XunitException { Message: "" })
            {
                throw new InvalidOperationException($"{fault} at {at} on {disk.FiredOn}: {failure.Message}", failure);
            }
        }

        Assert.True(runs >= 8, $"only {runs} runs");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{adapter} {fault}: {runs} runs ({string.Join(", ", onFiles)}), {acknowledged} acknowledged, 0 lost, {refused} refused"));
    }

    // A whole journal with the rest of a torn write behind its end, which every opening has to clear.
    private async Task<(FaultyDisk Left, ulong Acknowledged)> UnfinishedAsync()
    {
        var disk = new FaultyDisk();
        var run = new DiskRun(adapter, _directory.DataPath, 300);
        Assert.Null(await run.LiveAsync(disk, DiskFault.None));
        var last = disk.List().Where(name => disk.Bytes(name).AsSpan().ContainsAnyExcept((byte)0)).Max(StringComparer.Ordinal)!;
        var end = disk.Bytes(last).AsSpan().LastIndexOfAnyExcept((byte)0);
        var rest = new byte[5_000];
        new Random(1).NextBytes(rest);
        using var file = disk.Open(last, create: false)!;
        file.Write(rest, (end + 4_096) & -4_096);
        return (disk, run.Acknowledged);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            await Task.Delay(5, timeout.Token);
        }
    }
}

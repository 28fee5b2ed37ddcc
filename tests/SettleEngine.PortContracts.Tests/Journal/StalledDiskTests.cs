using SettleEngine.Storage;
using Xunit;

namespace SettleEngine.PortContracts.Tests.Journal;

/// <summary>A disk that stops answering at the change of segments, where no commit is under way that could time out.</summary>
public abstract class StalledDiskTests(JournalAdapter adapter) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly JournalMedium _medium = JournalMedium.Create(adapter);
    private readonly ManualResetEventSlim _answers = new();

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _answers.Set();
        _medium.Delete();
    }

    [Fact]
    public async Task A_disk_that_never_answers_breaks_the_journal_and_leaves_nobody_waiting()
    {
        var (journal, _) = await _medium.OpenAsync(Options(TimeSpan.FromSeconds(1)));
        await JournalMedium.AppendAsync(journal, 1);
        var appends = BeyondTheSegment(journal);

        var failure = await journal.Broken.WaitAsync(Patience);

        Assert.Contains("--data", failure.Message, StringComparison.Ordinal);
        Assert.False(journal.HasRoomForAdmissions);
        foreach (var append in appends)
        {
            // Acknowledged before the disk stopped, or refused: never left waiting, though the disk still hangs.
            await Task.WhenAny(append).WaitAsync(Patience);
            Assert.True(append.IsCompletedSuccessfully || append.Exception?.InnerException is IOException);
        }

        Assert.Contains(appends, append => append.IsFaulted);
        await Assert.ThrowsAsync<IOException>(() => JournalMedium.AppendAsync(journal, 1));
        await journal.DisposeAsync().AsTask().WaitAsync(Patience);

        // An answer that comes too late acknowledges nothing.
        var durable = journal.DurableSequence;
        _answers.Set();
        await Task.Delay(100);
        Assert.Equal(durable, journal.DurableSequence);
    }

    [Fact]
    public async Task A_disk_that_hesitates_stops_admissions_until_it_goes_on()
    {
        var (journal, _) = await _medium.OpenAsync(Options(TimeSpan.FromMinutes(1)));
        await JournalMedium.AppendAsync(journal, 1);
        Assert.True(journal.HasRoomForAdmissions);
        var appends = BeyondTheSegment(journal);

        await UntilAsync(() => !journal.HasRoomForAdmissions);
        Assert.False(journal.Broken.IsCompleted);
        _answers.Set();

        await Task.WhenAll(appends).WaitAsync(Patience);
        await UntilAsync(() => journal.HasRoomForAdmissions);
        await journal.DisposeAsync();
        Assert.Equal(1ul + (100 * 8), await _medium.OpenGoOnAndReopenAsync());
    }

    private JournalOptions Options(TimeSpan commitTimeout) => _medium.Options() with
    {
        StallAfter = TimeSpan.FromMilliseconds(200),
        CommitTimeout = commitTimeout,
        AnchorInterval = TimeSpan.FromMilliseconds(20),
        Files = new HangingFiles(_medium.DataPath, "journal.log.1", _answers),
    };

    private static Task<ulong>[] BeyondTheSegment(BlockJournal journal) =>
        [.. Enumerable.Range(0, 100).Select(async index =>
            await journal.AppendAsync(JournalMedium.Next((ulong)(2 + (index * 8)), 8), CancellationToken.None))];

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var timeout = new CancellationTokenSource(Patience);
        while (!condition())
        {
            await Task.Delay(10, timeout.Token);
        }
    }
}

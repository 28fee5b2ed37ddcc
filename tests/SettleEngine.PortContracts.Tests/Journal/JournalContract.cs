using System.Text;
using SettleEngine.Core.Encoding;
using SettleEngine.Pipeline.Ports;
using Xunit;

namespace SettleEngine.PortContracts.Tests.Journal;

/// <summary>What every journal promises, whatever it stands on. A subclass says how one is opened on one and the same medium
/// again and again.</summary>
public abstract class JournalContract : IAsyncLifetime
{
    private readonly List<IJournal> _open = [];

    /// <summary>Opens the medium of this test, which is empty at first. Not yet recovered.</summary>
    protected abstract IJournal OpenJournal();

    /// <summary>Removes the medium.</summary>
    protected virtual Task RemoveMediumAsync() => Task.CompletedTask;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var journal in _open)
        {
            await journal.DisposeAsync();
        }

        await RemoveMediumAsync();
    }

    [Fact]
    public async Task A_new_journal_replays_nothing_and_has_room()
    {
        var (journal, replayed) = await RecoverAsync();

        Assert.Empty(replayed);
        Assert.Equal(0ul, journal.DurableSequence);
        Assert.True(journal.HasRoomForAdmissions);
    }

    [Fact]
    public async Task Sequences_start_at_one_and_follow_the_order_of_the_calls()
    {
        var (journal, _) = await RecoverAsync();

        var appends = Enumerable.Range(0, 100).Select(index => Append(journal, Records($"r{index}", 1 + (index % 3)))).ToArray();

        var expected = 1ul;
        for (var index = 0; index < appends.Length; index++)
        {
            Assert.Equal(expected, await appends[index]);
            expected += (ulong)(1 + (index % 3));
        }

        Assert.Equal(expected - 1, journal.DurableSequence);
    }

    [Fact]
    public async Task Records_are_replayed_equal_and_in_order_after_reopening()
    {
        var (journal, _) = await RecoverAsync();
        var expected = new List<Replayed>();
        for (var index = 0; index < 50; index++)
        {
            var records = Records($"group {index}", 1 + (index % 7));
            var first = await Append(journal, records);
            expected.AddRange(records.Select((record, offset) => Expect(first + (ulong)offset, record)));
        }

        await CloseAsync(journal);
        var (reopened, replayed) = await RecoverAsync();

        Assert.Equal(expected, replayed);
        Assert.Equal((ulong)expected.Count, reopened.DurableSequence);
        Assert.Equal((ulong)expected.Count + 1, await Append(reopened, Records("next", 1)));
    }

    [Fact]
    public async Task Records_survive_many_reopenings_with_appends_between()
    {
        var expected = new List<Replayed>();
        for (var round = 0; round < 6; round++)
        {
            var (journal, replayed) = await RecoverAsync();
            Assert.Equal(expected, replayed);
            var records = Records($"round {round}", 3);
            var first = await Append(journal, records);
            expected.AddRange(records.Select((record, offset) => Expect(first + (ulong)offset, record)));
            await CloseAsync(journal);
        }
    }

    [Fact]
    public async Task Sixteen_concurrent_appenders_get_contiguous_sequences_and_whole_groups()
    {
        var (journal, _) = await RecoverAsync();
        var groups = new System.Collections.Concurrent.ConcurrentBag<(ulong First, JournalRecord[] Records)>();

        await Task.WhenAll(Enumerable.Range(0, 16).Select(appender => Task.Run(async () =>
        {
            for (var round = 0; round < 40; round++)
            {
                var records = Records($"{appender}/{round}", 1 + ((appender + round) % 5));
                groups.Add((await Append(journal, records), records));
            }
        })));

        var ordered = groups.OrderBy(group => group.First).ToArray();
        var next = 1ul;
        foreach (var (first, records) in ordered)
        {
            Assert.Equal(next, first);
            next += (ulong)records.Length;
        }

        await CloseAsync(journal);
        var (_, replayed) = await RecoverAsync();
        var expected = ordered.SelectMany(group => group.Records.Select((record, offset) => Expect(group.First + (ulong)offset, record)));
        Assert.Equal(expected, replayed);
    }

    [Fact]
    public async Task An_append_has_made_durable_what_it_returned()
    {
        var (journal, _) = await RecoverAsync();
        for (var index = 0; index < 20; index++)
        {
            var records = Records("x", 2);
            var first = await Append(journal, records);
            Assert.True(journal.DurableSequence >= first + 1);
        }
    }

    [Fact]
    public async Task The_callers_buffer_may_be_reused_once_the_call_has_returned()
    {
        var (journal, _) = await RecoverAsync();
        var payload = "before"u8.ToArray();
        var records = new[] { new JournalRecord(JournalRecordKind.Accept, payload) };

        var append = journal.AppendAsync(records, CancellationToken.None);
        payload.AsSpan().Fill((byte)'z');
        records[0] = default;
        await append;

        await CloseAsync(journal);
        var (_, replayed) = await RecoverAsync();
        Assert.Equal(new Replayed(1, JournalRecordKind.Accept, "before"), Assert.Single(replayed));
    }

    [Fact]
    public async Task Appending_before_recovery_is_refused()
    {
        var journal = Track(OpenJournal());

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Append(journal, Records("early", 1)));
    }

    [Fact]
    public async Task Recovering_twice_is_refused()
    {
        var (journal, _) = await RecoverAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await journal.RecoverAsync((_, _, _) => { }, CancellationToken.None));
    }

    [Fact]
    public async Task An_empty_group_and_an_oversized_payload_are_refused_and_take_no_sequence()
    {
        var (journal, _) = await RecoverAsync();

        await Assert.ThrowsAsync<ArgumentException>(async () => await Append(journal, []));
        await Assert.ThrowsAsync<ArgumentException>(
            async () => await Append(journal, [new JournalRecord(JournalRecordKind.Accept, new byte[(256 << 10) + 1])]));

        Assert.Equal(1ul, await Append(journal, Records("first", 1)));
    }

    [Fact]
    public async Task Empty_payloads_and_payloads_of_256_KiB_are_kept()
    {
        var (journal, _) = await RecoverAsync();
        var big = new byte[256 << 10];
        new Random(7).NextBytes(big);
        await Append(journal, [new JournalRecord(JournalRecordKind.Attempt, big), new JournalRecord(JournalRecordKind.Outcome, default)]);
        await Append(journal, [new JournalRecord(JournalRecordKind.Attempt, big)]);
        await CloseAsync(journal);

        var lengths = new List<int>();
        var same = true;
        var reopened = Track(OpenJournal());
        await reopened.RecoverAsync(
            (_, _, payload) =>
            {
                lengths.Add(payload.Length);
                same &= payload.IsEmpty || payload.SequenceEqual(big);
            },
            CancellationToken.None);

        Assert.Equal([big.Length, 0, big.Length], lengths);
        Assert.True(same);
    }

    [Fact]
    public async Task Cancelling_the_wait_does_not_take_back_the_write()
    {
        var (journal, _) = await RecoverAsync();
        using var cancellation = new CancellationTokenSource();
        var append = journal.AppendAsync(Records("kept", 1), cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Task.WhenAny(append);

        Assert.Equal(2ul, await Append(journal, Records("after", 1)));
        await CloseAsync(journal);
        var (_, replayed) = await RecoverAsync();
        Assert.Equal(2, replayed.Count);
    }

    [Fact]
    public async Task A_checkpoint_changes_nothing_that_can_be_seen()
    {
        var (journal, _) = await RecoverAsync();
        await Append(journal, Records("a", 3));
        await journal.CheckpointAsync(CancellationToken.None);
        await Append(journal, Records("b", 3));
        await CloseAsync(journal);

        var (_, replayed) = await RecoverAsync();
        Assert.Equal(6, replayed.Count);
    }

    [Fact]
    public async Task Truncation_keeps_every_record_from_the_first_retained_on()
    {
        var (journal, _) = await RecoverAsync();
        var count = 0ul;
        for (var index = 0; index < 60; index++)
        {
            count += 2;
            await Append(journal, [Filled(index), Filled(index)]);
        }

        var firstRetained = count - 20;
        await journal.CheckpointAsync(CancellationToken.None);
        await journal.TruncateAsync(firstRetained, CancellationToken.None);
        Assert.Equal(count + 1, await Append(journal, Records("after", 1)));
        await CloseAsync(journal);

        var sequences = new List<ulong>();
        var reopened = Track(OpenJournal());
        await reopened.RecoverAsync((sequence, _, _) => sequences.Add(sequence), CancellationToken.None);

        Assert.True(sequences[0] <= firstRetained);
        Assert.Equal(count + 1, sequences[^1]);
        Assert.Equal(sequences[^1] - sequences[0] + 1, (ulong)sequences.Count);
        Assert.Equal(count + 2, await Append(reopened, Records("later", 1)));
    }

    [Fact]
    public async Task A_second_opener_is_refused_while_the_first_lives()
    {
        var (journal, _) = await RecoverAsync();

        Assert.Throws<IOException>(() => Track(OpenJournal()));

        await CloseAsync(journal);
        await RecoverAsync();
    }

    [Fact]
    public async Task Appending_after_disposal_is_refused_and_what_was_appended_before_is_kept()
    {
        var (journal, _) = await RecoverAsync();
        var last = journal.AppendAsync(Records("last", 1), CancellationToken.None).AsTask();
        await CloseAsync(journal);

        Assert.Equal(1ul, await last);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await Append(journal, Records("late", 1)));
    }

    /// <summary>Opens and recovers the medium.</summary>
    protected async Task<(IJournal Journal, List<Replayed> Replayed)> RecoverAsync()
    {
        var journal = Track(OpenJournal());
        var replayed = new List<Replayed>();
        await journal.RecoverAsync(
            (sequence, kind, payload) => replayed.Add(new Replayed(sequence, kind, Encoding.UTF8.GetString(payload))),
            CancellationToken.None);
        return (journal, replayed);
    }

    /// <summary>Closes a journal so that its medium can be opened again.</summary>
    protected async Task CloseAsync(IJournal journal)
    {
        _open.Remove(journal);
        await journal.DisposeAsync();
    }

    protected static Task<ulong> Append(IJournal journal, JournalRecord[] records) =>
        journal.AppendAsync(records, CancellationToken.None).AsTask();

    protected static JournalRecord[] Records(string text, int count) =>
        [.. Enumerable.Range(0, count).Select(index =>
            new JournalRecord((JournalRecordKind)(1 + (index % 6)), Encoding.UTF8.GetBytes($"{text} #{index}")))];

    private static JournalRecord Filled(int seed)
    {
        var payload = new byte[50_000];
        payload.AsSpan().Fill((byte)seed);
        return new JournalRecord(JournalRecordKind.Accept, payload);
    }

    private static Replayed Expect(ulong sequence, JournalRecord record) =>
        new(sequence, record.Kind, Encoding.UTF8.GetString(record.Payload.Span));

    private IJournal Track(IJournal journal)
    {
        _open.Add(journal);
        return journal;
    }
}

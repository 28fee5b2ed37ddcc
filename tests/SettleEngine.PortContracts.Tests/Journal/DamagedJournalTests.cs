using SettleEngine.Storage;
using Xunit;

namespace SettleEngine.PortContracts.Tests.Journal;

/// <summary>What the disk may do to a journal. The rule in every case: a record at or below the anchor's durable sequence, or
/// below one that a later block proves, is replayed as it was or the journal refuses to open and changes nothing.</summary>
public abstract class DamagedJournalTests(JournalAdapter adapter) : IAsyncLifetime
{
    private readonly JournalMedium _medium = JournalMedium.Create(adapter);
    private readonly List<JournalMedium> _copies = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
    {
        _medium.Delete();
        _copies.ForEach(copy => copy.Delete());
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_torn_last_block_that_the_anchor_saw_is_refused_with_its_place()
    {
        await _medium.FillAsync(10);
        var last = _medium.Blocks()[^1];
        using (var file = new FileStream(_medium.SegmentPath(last.Segment), FileMode.Open))
        {
            file.SetLength(last.Offset + 200);
        }

        var refusal = await AssertRefusedAsync(_medium);
        Assert.Contains("journal.log.0 offset", refusal, StringComparison.Ordinal);
        Assert.Contains("sequence 10", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_torn_last_block_that_nobody_saw_ends_the_prefix_before_it(bool cutOff)
    {
        var (journal, _) = await _medium.OpenAsync();
        await JournalMedium.AppendAsync(journal, 10);
        var copy = Copy(_medium);
        await journal.DisposeAsync();
        var (segment, offset, header) = copy.Blocks()[^1];
        if (cutOff)
        {
            using var file = new FileStream(copy.SegmentPath(segment), FileMode.Open);
            file.SetLength(offset + 64 + 300);
        }
        else
        {
            var sector = (offset + 64 + (int)header.RecordBytes - 1) / 512 * 512;
            JournalMedium.Overwrite(copy.SegmentPath(segment), sector, new byte[512]);
        }

        Assert.Equal(9ul, await copy.OpenGoOnAndReopenAsync());
    }

    [Fact]
    public async Task A_hole_before_unacknowledged_blocks_ends_the_prefix_and_they_do_not_come_back()
    {
        // 1. Many blocks in one commit: all of them were built when only the records before were durable. How many are left
        //    for the last commit depends on when the committer woke, so another number is tried until they are enough.
        var (journal, _) = await _medium.OpenAsync();
        JournalMedium copy;
        (int Segment, int Offset, BlockHeader Header)[] sameCommit;
        var count = 60;
        do
        {
            var first = journal.DurableSequence + 1;
            await Task.WhenAll(Enumerable.Range(0, count).Select(index =>
                journal.AppendAsync(JournalMedium.Next(first + (ulong)(index * 8), 8), CancellationToken.None).AsTask()));
            copy = Copy(_medium);
            var blocks = copy.Blocks();
            var durable = blocks[^1].Header.DurableSequenceAtBuild;
            sameCommit = [.. blocks.Where(block => block.Header.DurableSequenceAtBuild == durable)];
        }
        while (sameCommit.Length <= 4 && ++count < 80);
        await journal.DisposeAsync();
        Assert.True(sameCommit.Length > 4, $"only {sameCommit.Length} blocks in the last commit");

        // 2. The second of them never reached the disk, the others did.
        var (segment, offset, header) = sameCommit[1];
        JournalMedium.Overwrite(copy.SegmentPath(segment), offset, new byte[64 + header.RecordBytes]);

        Assert.Equal(header.FirstRecordSequence - 1, await copy.OpenGoOnAndReopenAsync());
    }

    [Fact]
    public async Task A_missing_block_before_acknowledged_ones_is_refused_even_when_the_anchor_is_old()
    {
        var (journal, _) = await _medium.OpenAsync();
        await JournalMedium.AppendAsync(journal, 10);
        var copy = Copy(_medium);
        await journal.DisposeAsync();
        var (segment, offset, header) = copy.Blocks()[5];
        JournalMedium.Overwrite(copy.SegmentPath(segment), offset, new byte[64 + header.RecordBytes]);

        var refusal = await AssertRefusedAsync(copy);
        Assert.Contains($"block {header.BlockSequence}", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_flipped_bit_in_any_header_loses_a_record_silently()
    {
        await _medium.FillAsync(8);
        var anchor = _medium.Anchor();
        var flips = 0;
        foreach (var (segment, offset, _) in _medium.Blocks())
        {
            for (var bit = 0; bit < 64 * 8; bit++)
            {
                JournalMedium.FlipBit(_medium.SegmentPath(segment), offset + (bit / 8), bit % 8);
                Assert.Throws<InvalidDataException>(() => Scan(anchor));
                JournalMedium.FlipBit(_medium.SegmentPath(segment), offset + (bit / 8), bit % 8);
                flips++;
            }
        }

        Assert.Equal(8ul, Scan(anchor).LastRecord);
        Assert.True(flips >= 8 * 512);
    }

    [Fact]
    public async Task Four_hundred_bits_flipped_anywhere_lose_no_record_silently()
    {
        await _medium.FillAsync(120);
        var random = new Random(20260821);
        var end = _medium.Blocks()[^1];
        var (refused, whole) = (0, 0);
        for (var flip = 0; flip < 400; flip++)
        {
            var address = random.NextInt64((end.Segment * (128 << 10)) + end.Offset + 1_000);
            var path = _medium.SegmentPath((int)(address / (128 << 10)));
            var (offset, bit) = (address % (128 << 10), random.Next(8));
            JournalMedium.FlipBit(path, offset, bit);
            try
            {
                Assert.Equal(120ul, Scan(_medium.Anchor()).LastRecord);
                whole++;
            }
            catch (InvalidDataException)
            {
                refused++;
            }

            JournalMedium.FlipBit(path, offset, bit);
        }

        // Padding, commit records and page ends may be damaged without harm; records and envelopes may not.
        Assert.Equal(400, refused + whole);
        Assert.True(refused > 30, $"{refused} refused, {whole} whole");
    }

    [Fact]
    public async Task Forty_bits_flipped_in_blocks_are_refused_by_opening_too_and_nothing_changes()
    {
        await _medium.FillAsync(40);
        var random = new Random(7);
        var blocks = _medium.Blocks().Where(block => block.Header.RecordCount > 0).ToArray();
        for (var flip = 0; flip < 40; flip++)
        {
            var copy = Copy(_medium);
            var (segment, offset, header) = blocks[random.Next(blocks.Length)];
            JournalMedium.FlipBit(copy.SegmentPath(segment), offset + random.Next(64 + (int)header.RecordBytes), random.Next(8));

            await AssertRefusedAsync(copy);
            copy.Delete();
        }
    }

    [Fact]
    public async Task Damage_of_either_anchor_slot_costs_nothing_after_an_orderly_end()
    {
        await _medium.FillAsync(10);
        for (var slot = 0; slot < 2; slot++)
        {
            for (var offset = 0; offset < JournalAnchor.Size; offset++)
            {
                JournalMedium.FlipBit(_medium.AnchorPath, (slot * 4096) + offset, offset % 8);
                Assert.Equal(10ul, _medium.Anchor()!.Value.DurableSequence);
                JournalMedium.FlipBit(_medium.AnchorPath, (slot * 4096) + offset, offset % 8);
            }

            var copy = Copy(_medium);
            JournalMedium.Overwrite(copy.AnchorPath, slot * 4096, new byte[4096]);
            Assert.Equal(10ul, await copy.OpenGoOnAndReopenAsync());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_missing_or_zeroed_anchor_is_refused_unless_the_operator_accepts_it(bool delete)
    {
        await _medium.FillAsync(10);
        if (delete)
        {
            File.Delete(_medium.AnchorPath);
        }
        else
        {
            JournalMedium.Overwrite(_medium.AnchorPath, 0, new byte[8192]);
        }

        var refusal = await AssertRefusedAsync(_medium);
        Assert.Contains("journal.anchor", refusal, StringComparison.Ordinal);
        Assert.Contains("--accept-missing-anchor true", refusal, StringComparison.Ordinal);

        Assert.Equal(10ul, await _medium.OpenGoOnAndReopenAsync(_medium.Options() with { AcceptMissingAnchor = true }));
    }

    [Fact]
    public async Task A_deleted_segment_is_refused_whichever_it_is()
    {
        await _medium.FillAsync(120);
        var used = _medium.Blocks().Select(block => block.Segment).Distinct().ToArray();
        Assert.True(used.Length >= 3);
        foreach (var segment in used)
        {
            var copy = Copy(_medium);
            File.Delete(copy.SegmentPath(segment));
            await AssertRefusedAsync(copy);
        }
    }

    [Fact]
    public async Task The_unused_next_segment_may_be_missing()
    {
        await _medium.FillAsync(10);
        File.Delete(_medium.SegmentPath(1));

        Assert.Equal(10ul, await _medium.OpenGoOnAndReopenAsync());
    }

    [Fact]
    public async Task A_log_whose_segments_are_all_gone_is_not_taken_for_a_new_one()
    {
        await _medium.FillAsync(1);
        File.Delete(_medium.SegmentPath(0));
        File.Delete(_medium.SegmentPath(1));

        await AssertRefusedAsync(_medium);
    }

    [Fact]
    public async Task Zeroed_segments_are_not_taken_for_a_new_log()
    {
        await _medium.FillAsync(5);
        JournalMedium.Overwrite(_medium.SegmentPath(0), 0, new byte[128 << 10]);

        await AssertRefusedAsync(_medium);
    }

    [Fact]
    public async Task An_older_copy_of_the_segments_is_refused()
    {
        await _medium.FillAsync(5);
        var old = Copy(_medium);
        await (await OpenAndAppendAsync(_medium, 5)).DisposeAsync();
        File.Copy(old.SegmentPath(0), _medium.SegmentPath(0), true);

        await AssertRefusedAsync(_medium);
    }

    [Fact]
    public async Task A_branch_of_the_same_log_is_refused()
    {
        await _medium.FillAsync(5);
        var branch = Copy(_medium);
        await (await OpenAndAppendAsync(_medium, 5)).DisposeAsync();

        // The same number of blocks after another opening: only the checksum of the block tells them apart.
        await (await OpenAndAppendAsync(branch, 0)).DisposeAsync();
        await (await OpenAndAppendAsync(branch, 4)).DisposeAsync();
        Assert.Equal(_medium.Blocks().Count, branch.Blocks().Count);
        File.Copy(branch.SegmentPath(0), _medium.SegmentPath(0), true);

        var refusal = await AssertRefusedAsync(_medium);
        Assert.Contains("different histories", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_block_written_to_the_place_of_another_is_refused()
    {
        await _medium.FillAsync(10);
        var blocks = _medium.Blocks();
        var (from, to) = (blocks[3], blocks[6]);
        var bytes = File.ReadAllBytes(_medium.SegmentPath(0)).AsSpan(from.Offset, 64 + (int)from.Header.RecordBytes);
        JournalMedium.Overwrite(_medium.SegmentPath(0), to.Offset, bytes);

        await AssertRefusedAsync(_medium);
    }

    [Fact]
    public async Task An_opening_that_ended_after_its_first_anchor_is_repeated()
    {
        await _medium.FillAsync(0);
        var anchor = _medium.Anchor()!.Value;
        var slot = new byte[8192];
        (anchor with { BlockSequence = 0, BlockCrc = 0 }).Encode(slot);
        JournalMedium.Overwrite(_medium.AnchorPath, 0, slot);
        File.Delete(_medium.SegmentPath(0));
        File.Delete(_medium.SegmentPath(1));

        Assert.Equal(0ul, await _medium.OpenGoOnAndReopenAsync());
    }

    [Fact]
    public async Task Files_of_a_truncation_that_was_cut_short_are_removed_at_the_next_opening()
    {
        var (journal, _) = await _medium.OpenAsync();
        await JournalMedium.AppendAsync(journal, 120);
        await journal.CheckpointAsync(CancellationToken.None);
        var before = Copy(_medium);
        await journal.TruncateAsync(118, CancellationToken.None);
        Assert.False(File.Exists(_medium.SegmentPath(0)));
        await journal.DisposeAsync();

        File.Copy(before.SegmentPath(0), _medium.SegmentPath(0));
        var sequences = new List<ulong>();
        var reopened = _medium.Open();
        await reopened.RecoverAsync((sequence, _, _) => sequences.Add(sequence), CancellationToken.None);
        await reopened.DisposeAsync();

        Assert.True(sequences[0] is > 1 and <= 118);
        Assert.Equal(120ul, sequences[^1]);
        Assert.False(File.Exists(_medium.SegmentPath(0)));
    }

    [Fact]
    public async Task A_journal_made_with_other_sizes_is_opened_with_the_sizes_it_was_made_with()
    {
        await _medium.FillAsync(30);

        var other = _medium.Options() with { PageBytes = 1 << 20, SegmentBytes = 4 << 20, MemoryBytes = 4 << 20 };
        Assert.Equal(30ul, await _medium.OpenGoOnAndReopenAsync(other));
    }

    private static async Task<BlockJournal> OpenAndAppendAsync(JournalMedium medium, int count)
    {
        var (journal, _) = await medium.OpenAsync();
        await JournalMedium.AppendAsync(journal, count);
        return journal;
    }

    private static async Task<string> AssertRefusedAsync(JournalMedium medium)
    {
        var before = medium.Fingerprint();
        var refusal = await Assert.ThrowsAsync<InvalidDataException>(() => medium.OpenAsync());
        Assert.Equal(before, medium.Fingerprint());
        return refusal.Message;
    }

    private JournalMedium Copy(JournalMedium medium)
    {
        var copy = medium.Copy();
        _copies.Add(copy);
        return copy;
    }

    private JournalScan Scan(JournalAnchor? anchor)
    {
        using var directory = DataDirectory.Open(_medium.DataPath);
        return new JournalScanner(directory, 128 << 10, 64 << 10, anchor, (_, _, _) => { }).Scan(CancellationToken.None);
    }
}

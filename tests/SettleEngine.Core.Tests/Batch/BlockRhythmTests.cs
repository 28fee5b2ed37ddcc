using SettleEngine.Core.Batch;
using Xunit;

namespace SettleEngine.Core.Tests.Batch;

public class BlockRhythmTests
{
    private const long Period = 2_000;

    // Block n exists at n × period; a poll sees it up to 200 ms later, by a pattern.
    private static readonly long[] Late = [40, 190, 120, 60, 10, 150, 90, 30];

    private static BlockRhythm Seen(int blocks, long period = Period, Func<int, long>? late = null)
    {
        var rhythm = new BlockRhythm();
        for (var n = 1; n <= blocks; n++)
        {
            rhythm.OnHead((ulong)n, (n * period) + (late?.Invoke(n) ?? Late[n % Late.Length]));
        }

        return rhythm;
    }

    [Fact]
    public void A_batch_waits_until_the_latest_moment_that_makes_the_same_block()
    {
        var rhythm = Seen(20);
        var now = (20 * Period) + 300;

        var latest = rhythm.LatestFor(now, now);

        // Block 21 is seen at 42,010 at the earliest.
        Assert.Equal(Period, rhythm.PeriodMs);
        Assert.InRange(latest, (21 * Period) - rhythm.LeadMs - 50, (21 * Period) + 60 - rhythm.LeadMs);
        Assert.Equal(21UL, rhythm.BlockFor(now, now));
        Assert.Equal(21UL, rhythm.BlockFor(latest, latest));
    }

    [Fact]
    public void Whoever_is_too_late_to_count_on_a_block_leaves_at_once_and_nobody_waits_for_another_block()
    {
        var rhythm = Seen(20);
        var expected = (21 * Period) + 10;
        for (var due = (20 * Period) + 250; due <= expected; due += 7)
        {
            var latest = rhythm.LatestFor(due, due);

            Assert.Equal(due <= expected - rhythm.LeadMs ? (long)(expected - rhythm.LeadMs) : due, latest);
            Assert.Equal(rhythm.BlockFor(due, due), rhythm.BlockFor(latest, latest));
        }
    }

    [Fact]
    public void The_moment_does_not_move_away_while_it_is_waited_for()
    {
        var rhythm = Seen(20);
        var due = (20 * Period) + 300;
        var latest = rhythm.LatestFor(due, due);

        Assert.Equal(latest, rhythm.LatestFor(due, latest));
        Assert.Equal(latest, rhythm.LatestFor(due, latest + 30));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    public void Nothing_waits_before_enough_blocks_were_seen(int blocks)
    {
        var now = (blocks * Period) + 300;

        Assert.Equal(now, Seen(blocks).LatestFor(now, now));
        Assert.Equal(0UL, Seen(blocks).BlockFor(now, now));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(12_000)]
    public void Nothing_waits_where_blocks_come_very_fast_or_very_slowly(long period)
    {
        var now = (30 * period) + 250;

        Assert.Equal(now, Seen(30, period).LatestFor(now, now));
    }

    [Fact]
    public void Nothing_waits_where_blocks_come_irregularly()
    {
        var rhythm = Seen(40, late: n => (n * 7_919L) % 1_900);
        var now = (40 * Period) + 1_950;

        Assert.Equal(now, rhythm.LatestFor(now, now));
    }

    [Fact]
    public void Nothing_waits_for_a_chain_that_stands_still()
    {
        var rhythm = Seen(20);

        Assert.Equal(23 * Period, rhythm.LatestFor(23 * Period, 23 * Period));
        Assert.Equal(90 * Period, rhythm.LatestFor(90 * Period, 90 * Period));
    }

    [Fact]
    public void After_a_pause_the_rhythm_is_learned_anew()
    {
        var rhythm = Seen(20);
        var pause = 7_300;
        for (var n = 21; n <= 40; n++)
        {
            rhythm.OnHead((ulong)n, (n * Period) + pause + Late[n % Late.Length]);
        }

        var now = (40 * Period) + pause + 300;
        var latest = rhythm.LatestFor(now, now);

        Assert.InRange(latest, (41 * Period) + pause - rhythm.LeadMs - 50, (41 * Period) + pause + 60 - rhythm.LeadMs);
    }

    [Fact]
    public void A_reorg_starts_over()
    {
        var rhythm = Seen(20);
        rhythm.OnHead(18, (20 * Period) + 400);

        var now = (20 * Period) + 500;
        Assert.Equal(now, rhythm.LatestFor(now, now));
    }

    [Fact]
    public void A_miss_raises_the_lead_by_much_and_a_hit_lowers_it_by_little()
    {
        var rhythm = Seen(20);
        var before = rhythm.LeadMs;

        rhythm.OnIncluded(aim: 21, block: 22);
        Assert.Equal(before + 100, rhythm.LeadMs);

        rhythm.OnIncluded(aim: 22, block: 22);
        Assert.InRange(rhythm.LeadMs, before + 99, before + 99.9);
    }

    [Fact]
    public void Many_misses_end_the_waiting_and_many_hits_bring_it_back()
    {
        var rhythm = Seen(20);
        var now = (20 * Period) + 300;
        for (var i = 0; i < 50; i++)
        {
            rhythm.OnIncluded(aim: 21, block: 23);
        }

        Assert.Equal(now, rhythm.LatestFor(now, now));
        for (var i = 0; i < 1_000; i++)
        {
            rhythm.OnIncluded(aim: 21, block: 21);
        }

        Assert.True(rhythm.LatestFor(now, now) > now);
        for (var i = 0; i < 100_000; i++)
        {
            rhythm.OnIncluded(aim: 21, block: 21);
        }

        Assert.Equal(50, rhythm.LeadMs);
    }

    [Fact]
    public void Where_the_edge_lies_is_found_with_few_misses()
    {
        // What leaves less than 650 ms before the block is seen is too late for it.
        var rhythm = Seen(20);
        var misses = 0;
        for (var i = 0; i < 5_000; i++)
        {
            var isLate = rhythm.LeadMs < 650;
            misses += isLate ? 1 : 0;
            rhythm.OnIncluded(21, isLate ? 22UL : 21UL);
        }

        Assert.InRange(misses, 5, 50);
    }

    [Fact]
    public void What_was_due_long_ago_waits_for_nothing_more()
    {
        var rhythm = Seen(20);
        var now = (20 * Period) + 300;

        Assert.Equal(now - Period, rhythm.LatestFor(now - Period, now));
        Assert.Equal(long.MaxValue, rhythm.LatestFor(long.MaxValue, now));
    }
}

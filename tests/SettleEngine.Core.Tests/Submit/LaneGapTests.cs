using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;
using Xunit;

namespace SettleEngine.Core.Tests.Submit;

public class LaneGapTests
{
    private const long StallMs = 10_000;

    private readonly LaneGap _gap = new(new AccountNonce(5), StallMs);

    [Fact]
    public void What_is_missing_below_the_first_account_nonce_is_filled_once_the_chain_has_said_so_for_the_stall_time()
    {
        Tell(included: 3, nowMs: 1_000);
        Tell(included: 3, nowMs: 9_000);

        Assert.False(_gap.TryTake(10_999, out _, out _));
        Assert.True(_gap.TryTake(11_000, out var from, out var below));
        Assert.Equal((3UL, 5UL), (from.Value, below.Value));
    }

    [Fact]
    public void A_filling_is_given_the_stall_time_before_the_next()
    {
        Tell(included: 3, nowMs: 0);
        Assert.True(_gap.TryTake(StallMs, out _, out _));

        Tell(included: 3, nowMs: StallMs + 1);
        Assert.False(_gap.TryTake((2 * StallMs) - 1, out _, out _));
        Assert.True(_gap.TryTake(2 * StallMs, out _, out _));
    }

    [Fact]
    public void A_count_that_comes_back_ends_it()
    {
        Tell(included: 3, nowMs: 0);
        Tell(included: 5, nowMs: 5_000);

        Assert.False(_gap.TryTake(20_000, out _, out _));
    }

    [Fact]
    public void A_lagging_endpoint_does_not_fill_what_is_final()
    {
        _gap.OnNews(new AccountNonce(3), new AccountNonce(5), 0);
        Tell(included: 3, nowMs: 1_000);

        Assert.False(_gap.TryTake(20_000, out _, out _));
    }

    [Fact]
    public void Not_more_is_filled_at_once_than_a_pool_takes()
    {
        var gap = new LaneGap(new AccountNonce(1_000), StallMs);
        gap.OnNews(default, default, 0);

        Assert.True(gap.TryTake(StallMs, out var from, out var below));
        Assert.Equal(LaneGap.MaxAtOnce, below.Value - from.Value);
    }

    private void Tell(ulong included, long nowMs) =>
        _gap.OnNews(new AccountNonce(included), new AccountNonce(0), nowMs);
}

using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;
using Xunit;

namespace SettleEngine.Core.Tests.Submit;

public class LaneStateTests
{
    [Fact]
    public void Account_nonces_are_issued_in_order_until_the_lane_is_full()
    {
        var lane = new LaneState(new AccountNonce(7), maxOpen: 2, stallMs: 1_000);

        Assert.Equal(new LaneDecision(LaneAction.Send, new AccountNonce(7)), lane.Decide(0, batchIsReady: true));
        Assert.Equal(new LaneDecision(LaneAction.Send, new AccountNonce(8)), lane.Decide(0, batchIsReady: true));
        Assert.Equal(LaneAction.Wait, lane.Decide(0, batchIsReady: true).Action);
    }

    [Fact]
    public void A_stalled_submission_is_replaced_at_its_own_account_nonce()
    {
        var lane = new LaneState(new AccountNonce(7), maxOpen: 2, stallMs: 1_000);
        lane.Decide(0, batchIsReady: true);

        Assert.Equal(new LaneDecision(LaneAction.Replace, new AccountNonce(7)), lane.Decide(1_000, batchIsReady: true));
    }

    [Fact]
    public void A_foreign_transaction_quarantines_the_lane()
    {
        var lane = new LaneState(new AccountNonce(7), maxOpen: 2, stallMs: 1_000);

        lane.OnIncluded(new AccountNonce(8), nowMs: 0);

        Assert.Equal(LaneAction.Quarantine, lane.Decide(0, batchIsReady: true).Action);
    }
}

using SettleEngine.Core.Batch;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;
using Xunit;

namespace SettleEngine.Core.Tests.Submit;

public class LaneStateTests
{
    private static LaneState Lane(ulong next = 7, int maxOpen = 2) =>
        new(new AccountNonce(next), new AccountNonce(next), maxOpen, stallMs: 1_000);

    private static LaneDecision At(LaneAction action, ulong accountNonce) => new(action, new AccountNonce(accountNonce));

    [Fact]
    public void Account_nonces_are_issued_in_order_until_the_lane_is_full()
    {
        var lane = Lane();

        Assert.Equal(At(LaneAction.Send, 7), lane.Decide(0, batchIsReady: true));
        Assert.Equal(At(LaneAction.Send, 8), lane.Decide(0, batchIsReady: true));
        Assert.Equal(LaneAction.Wait, lane.Decide(0, batchIsReady: true).Action);
        Assert.Equal(0, lane.Room);
    }

    [Fact]
    public void A_stalled_submission_is_sent_again_and_then_replaced_at_its_own_account_nonce()
    {
        var lane = Lane();
        lane.Decide(0, batchIsReady: true);

        Assert.Equal(At(LaneAction.Resend, 7), lane.Decide(1_000, batchIsReady: true));
        Assert.Equal(At(LaneAction.Replace, 7), lane.Decide(2_000, batchIsReady: true));
        Assert.Equal(At(LaneAction.Resend, 7), lane.Decide(3_000, batchIsReady: true));
    }

    [Fact]
    public void A_lane_whose_oldest_transaction_does_not_land_is_given_nothing_until_it_moves()
    {
        var lane = Lane(maxOpen: 12);
        lane.Decide(0, batchIsReady: true);
        lane.Decide(900, batchIsReady: true);
        Assert.False(lane.IsStuck(999));

        // Sending it again or replacing it is no movement.
        Assert.True(lane.IsStuck(1_000));
        Assert.Equal(At(LaneAction.Resend, 7), lane.Decide(1_000, batchIsReady: true));
        Assert.Equal(LaneAction.Wait, lane.Decide(1_001, batchIsReady: true).Action);
        Assert.True(lane.IsStuck(1_001));

        lane.OnIncluded(new AccountNonce(8), nowMs: 1_500);
        Assert.False(lane.IsStuck(2_499));
        Assert.Equal(At(LaneAction.Send, 9), lane.Decide(1_500, batchIsReady: true));
        Assert.True(lane.IsStuck(2_500));
    }

    [Fact]
    public void An_idle_lane_is_not_stuck_however_long_it_rests()
    {
        var lane = Lane();
        lane.Decide(0, batchIsReady: true);
        lane.OnIncluded(new AccountNonce(8), nowMs: 100);

        Assert.False(lane.IsStuck(1_000_000));
        Assert.Equal(At(LaneAction.Send, 8), lane.Decide(1_000_000, batchIsReady: true));
        Assert.False(lane.IsStuck(1_000_999));
        Assert.True(lane.IsStuck(1_001_000));
    }

    [Fact]
    public void What_was_open_at_the_start_is_given_the_stall_time_to_land()
    {
        var lane = new LaneState(new AccountNonce(5), new AccountNonce(7), maxOpen: 12, stallMs: 1_000);
        Assert.Equal(At(LaneAction.Resend, 5), lane.Decide(50_000, batchIsReady: true));

        Assert.Equal(At(LaneAction.Send, 7), lane.Decide(50_000, batchIsReady: true));
        Assert.True(lane.IsStuck(51_000));
    }

    [Fact]
    public void An_account_nonce_at_which_nothing_was_signed_is_given_out_again()
    {
        var lane = Lane();
        lane.Decide(0, batchIsReady: true);
        Assert.Equal(At(LaneAction.Send, 8), lane.Decide(0, batchIsReady: true));

        lane.OnUnsigned(new AccountNonce(8), nowMs: 0, pauseMs: 500);

        Assert.Equal(1, lane.OpenCount);
        Assert.Equal(LaneAction.Wait, lane.Decide(499, batchIsReady: true).Action);
        Assert.Equal(At(LaneAction.Send, 8), lane.Decide(500, batchIsReady: true));
    }

    [Fact]
    public void A_foreign_transaction_quarantines_the_lane()
    {
        var lane = Lane();

        lane.OnIncluded(new AccountNonce(8), nowMs: 0);

        Assert.Equal(LaneAction.Quarantine, lane.Decide(0, batchIsReady: true).Action);
        Assert.Equal(0, lane.Room);
    }

    [Fact]
    public void A_quarantine_ends_when_a_reorg_takes_the_foreign_transaction_out()
    {
        var lane = Lane();
        lane.OnIncluded(new AccountNonce(8), nowMs: 0);

        lane.OnIncluded(new AccountNonce(7), nowMs: 10);

        Assert.False(lane.IsQuarantined);
        Assert.Equal(At(LaneAction.Send, 7), lane.Decide(10, batchIsReady: true));
    }

    [Fact]
    public void A_lane_goes_on_behind_foreign_transactions_that_are_accounted_for()
    {
        var lane = Lane();
        lane.Decide(0, batchIsReady: true);
        lane.OnIncluded(new AccountNonce(10), nowMs: 0);

        lane.OnAccounted(new AccountNonce(9));
        Assert.True(lane.IsQuarantined);
        lane.OnAccounted(new AccountNonce(10));
        lane.OnIncluded(new AccountNonce(10), nowMs: 10);

        Assert.Equal(0, lane.OpenCount);
        Assert.Equal(At(LaneAction.Send, 10), lane.Decide(10, batchIsReady: true));
    }

    [Fact]
    public void What_is_accounted_for_takes_no_account_nonce_back()
    {
        var lane = Lane();
        lane.Decide(0, batchIsReady: true);

        lane.OnAccounted(new AccountNonce(7));

        Assert.Equal(1, lane.OpenCount);
        Assert.Equal(At(LaneAction.Send, 8), lane.Decide(0, batchIsReady: true));
    }

    [Fact]
    public void A_lane_without_gas_money_signs_nothing_and_goes_on_sending_what_it_has_signed()
    {
        var lane = Lane();
        lane.Decide(0, batchIsReady: true);

        lane.OnFunds(isFunded: false);

        Assert.Equal(0, lane.Room);
        Assert.Equal(LaneAction.Wait, lane.Decide(0, batchIsReady: true).Action);
        Assert.Equal(At(LaneAction.Resend, 7), lane.Decide(1_000, batchIsReady: true));
        lane.OnFunds(isFunded: true);
        lane.OnIncluded(new AccountNonce(8), nowMs: 1_001);
        Assert.Equal(At(LaneAction.Send, 8), lane.Decide(1_001, batchIsReady: true));
    }

    [Fact]
    public void A_lane_beyond_a_limit_of_spending_signs_nothing_new_and_sends_what_it_has()
    {
        var lane = Lane();
        Assert.Equal(LaneAction.Send, lane.Decide(0, batchIsReady: true).Action);
        var next = lane.Next;

        lane.OnLimits(isWithin: false);
        Assert.Equal(0, lane.Room);
        Assert.Equal(LaneAction.Wait, lane.Decide(0, batchIsReady: true).Action);
        Assert.Equal(LaneAction.Resend, lane.Decide(1_000, batchIsReady: true).Action);

        lane.OnLimits(isWithin: true);
        Assert.Equal(LaneAction.Wait, lane.Decide(1_001, batchIsReady: true).Action);
        lane.OnIncluded(next, nowMs: 1_001);
        Assert.Equal(At(LaneAction.Send, next.Value), lane.Decide(1_001, batchIsReady: true));
    }

    [Fact]
    public void A_lane_whose_key_was_taken_away_sends_again_and_signs_nothing()
    {
        var lane = new LaneState(new AccountNonce(3), new AccountNonce(5), maxOpen: 12, stallMs: 1_000, canSign: false);

        Assert.Equal(0, lane.Room);
        Assert.Equal(At(LaneAction.Resend, 3), lane.Decide(0, batchIsReady: true));
        Assert.Equal(LaneAction.Wait, lane.Decide(0, batchIsReady: true).Action);
        Assert.Equal(At(LaneAction.Resend, 3), lane.Decide(1_000, batchIsReady: true));
        Assert.Equal(At(LaneAction.Resend, 3), lane.Decide(2_000, batchIsReady: true));
    }

    [Fact]
    public void A_lane_needs_what_a_full_batch_may_cost()
    {
        var full = GasFormula.Limit(20, 20 * GasFormula.Item(payeeHasBalance: false));
        Assert.Equal((UInt256)(full * 7), LaneFunds.Least(new FeeOffer(1, 7), batchMax: 20));
        Assert.Equal((UInt256)((full * 7) + 99), LaneFunds.Least(new FeeOffer(1, 7), batchMax: 20, l1FeeWei: 99));
        var single = GasFormula.Limit(1, GasFormula.Item(payeeHasBalance: false));
        Assert.Equal((UInt256)(single * 7), LaneFunds.Least(new FeeOffer(1, 7), batchMax: 1));
    }

    [Fact]
    public void A_reorg_sends_what_it_took_out_again()
    {
        var lane = Lane();
        lane.Decide(0, batchIsReady: true);
        lane.Decide(0, batchIsReady: true);
        lane.OnIncluded(new AccountNonce(9), nowMs: 10);
        Assert.Equal(0, lane.OpenCount);

        lane.OnIncluded(new AccountNonce(7), nowMs: 20);

        Assert.Equal(2, lane.OpenCount);
        Assert.Equal(At(LaneAction.Resend, 7), lane.Decide(20, batchIsReady: false));
    }

    [Fact]
    public void A_lane_in_trouble_pauses_and_then_sends_again_without_skipping()
    {
        var lane = Lane();
        lane.Decide(0, batchIsReady: true);

        lane.OnSent(SendVerdict.LaneTrouble, nowMs: 0, pauseMs: 500);

        Assert.Equal(LaneAction.Wait, lane.Decide(499, batchIsReady: true).Action);
        Assert.Equal(At(LaneAction.Resend, 7), lane.Decide(500, batchIsReady: true));
        Assert.Equal(At(LaneAction.Send, 8), lane.Decide(500, batchIsReady: true));
    }

    [Fact]
    public void An_underpriced_submission_is_replaced_after_a_pause()
    {
        var lane = Lane();
        lane.Decide(0, batchIsReady: true);

        lane.OnSent(SendVerdict.Underpriced, nowMs: 5, pauseMs: 500);

        Assert.Equal(LaneAction.Wait, lane.Decide(504, batchIsReady: true).Action);
        Assert.Equal(At(LaneAction.Replace, 7), lane.Decide(505, batchIsReady: true));
    }

    [Fact]
    public void A_possibly_sent_transaction_keeps_its_account_nonce()
    {
        var lane = Lane();
        lane.Decide(0, batchIsReady: true);

        lane.OnSent(SendVerdict.PossiblySent, nowMs: 0, pauseMs: 500);

        Assert.Equal(1, lane.OpenCount);
        Assert.Equal(At(LaneAction.Send, 8), lane.Decide(0, batchIsReady: true));
    }

    [Fact]
    public void A_lane_that_comes_back_with_open_submissions_sends_them_again_first()
    {
        var lane = new LaneState(new AccountNonce(3), new AccountNonce(5), maxOpen: 12, stallMs: 1_000);

        Assert.Equal(At(LaneAction.Resend, 3), lane.Decide(0, batchIsReady: true));
        Assert.Equal(At(LaneAction.Send, 5), lane.Decide(0, batchIsReady: true));
    }
}

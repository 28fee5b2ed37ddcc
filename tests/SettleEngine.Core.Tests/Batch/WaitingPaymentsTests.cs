using SettleEngine.Core.Batch;
using SettleEngine.Core.Primitives;
using Xunit;

namespace SettleEngine.Core.Tests.Batch;

public class WaitingPaymentsTests
{
    private const long Wait = 250;
    private const long Patience = 1_000;
    private const long Far = 1_000_000;

    private static readonly CutLimits Ample = new(BatchLimits.MaxItems, BatchLimits.MaxGas);

    private static WaitingPayments Waiting(int maxItems = 3) => new(new BatchPolicy(maxItems, Wait, Patience));

    private static BatchCandidate Bulk(ulong id, long at = 0, long expires = Far, ulong gas = 100, bool alone = false) =>
        new(new AdmissionSequence(id), at, expires, gas, IsHeldRequest: false, alone ? Company.Alone : Company.Any);

    private static BatchCandidate Held(ulong id, long at = 0, long expires = Far) => Bulk(id, at, expires) with { IsHeldRequest = true };

    private static ulong[] Cut(WaitingPayments waiting, CutLimits limits)
    {
        var taken = new List<AdmissionSequence>();
        waiting.Cut(limits, taken);
        return [.. taken.Select(id => id.Value)];
    }

    [Fact]
    public void Nothing_is_due_when_nothing_waits()
    {
        Assert.Equal(long.MaxValue, Waiting().NextCutMs(0));
        Assert.Empty(Cut(Waiting(), Ample));
    }

    [Fact]
    public void A_batch_is_due_at_once_when_it_is_full()
    {
        var waiting = Waiting(maxItems: 3);
        waiting.Add(Bulk(1));
        waiting.Add(Bulk(2));
        Assert.Equal(Wait, waiting.NextCutMs(5));

        waiting.Add(Bulk(3));

        Assert.Equal(5, waiting.NextCutMs(5));
    }

    [Fact]
    public void A_batch_is_due_when_its_oldest_payment_has_waited_long_enough()
    {
        var waiting = Waiting();
        waiting.Add(Bulk(1, at: 100));
        waiting.Add(Bulk(2, at: 300));

        Assert.Equal(100 + Wait, waiting.NextCutMs(300));
    }

    [Fact]
    public void A_batch_is_due_before_its_soonest_validity_ends()
    {
        var waiting = Waiting();
        waiting.Add(Bulk(1, at: 100));
        waiting.Add(Bulk(2, at: 100, expires: 120));

        Assert.Equal(120, waiting.NextCutMs(100));
        Assert.Equal([2UL, 1UL], Cut(waiting, Ample));
    }

    [Fact]
    public void A_batch_holds_no_more_than_the_policy_or_the_transaction_allows()
    {
        var waiting = Waiting(maxItems: 3);
        for (ulong id = 1; id <= 8; id++)
        {
            waiting.Add(Bulk(id));
        }

        Assert.Equal([1UL, 2UL, 3UL], Cut(waiting, Ample));
        Assert.Equal([4UL, 5UL], Cut(waiting, Ample with { MaxItems = 2 }));
        Assert.Equal(3, waiting.Count);
    }

    [Fact]
    public void The_earliest_due_goes_first_and_age_decides_among_equals()
    {
        var waiting = Waiting(maxItems: 10);
        waiting.Add(Bulk(1, at: 30));
        waiting.Add(Bulk(2, at: 10));
        waiting.Add(Bulk(4, at: 20));
        waiting.Add(Bulk(3, at: 20));

        Assert.Equal([2UL, 3UL, 4UL, 1UL], Cut(waiting, Ample));
    }

    [Fact]
    public void Payments_that_a_request_is_held_open_for_go_before_bulk()
    {
        var waiting = Waiting(maxItems: 2);
        waiting.Add(Bulk(1));
        waiting.Add(Bulk(2));
        waiting.Add(Held(3, at: Patience - 1));
        waiting.Add(Held(4, at: Patience - 1));

        Assert.Equal([3UL, 4UL], Cut(waiting, Ample));
    }

    [Fact]
    public void Bulk_does_not_starve_behind_held_requests_that_never_end()
    {
        var waiting = Waiting(maxItems: 2);
        waiting.Add(Bulk(1));

        // Two requests arrive every 100 ms and a batch takes two: without bounded patience bulk would wait forever.
        ulong next = 2;
        for (long now = 0; now <= 2 * Patience; now += 100)
        {
            waiting.Add(Held(next++, at: now));
            waiting.Add(Held(next++, at: now));
            if (Cut(waiting, Ample).Contains(1UL))
            {
                Assert.InRange(now, Patience, Patience + 100);
                return;
            }
        }

        Assert.Fail("The bulk payment was never taken.");
    }

    [Fact]
    public void Bulk_waits_no_longer_than_held_requests_when_there_are_none()
    {
        var waiting = Waiting();
        waiting.Add(Bulk(1, at: 100));

        Assert.Equal(100 + Wait, waiting.NextCutMs(100));
    }

    [Fact]
    public void A_batch_stops_before_its_gas_does_not_fit()
    {
        var waiting = Waiting(maxItems: 10);
        waiting.Add(Bulk(1, gas: 400));
        waiting.Add(Bulk(2, gas: 400));
        waiting.Add(Bulk(3, gas: 201));
        var taken = new List<AdmissionSequence>();

        var gas = waiting.Cut(new CutLimits(10, 1_000), taken);

        Assert.Equal(800UL, gas);
        Assert.Equal([1UL, 2UL], taken.Select(id => id.Value));
        Assert.Equal([3UL], Cut(waiting, new CutLimits(10, 1_000)));
    }

    [Fact]
    public void Gas_that_fills_a_batch_exactly_still_fits()
    {
        var waiting = Waiting(maxItems: 10);
        waiting.Add(Bulk(1, gas: 400));
        waiting.Add(Bulk(2, gas: 600));

        Assert.Equal([1UL, 2UL], Cut(waiting, new CutLimits(10, 1_000)));
    }

    [Fact]
    public void A_payment_above_the_gas_cap_travels_alone_instead_of_blocking_the_others()
    {
        var waiting = Waiting(maxItems: 10);
        waiting.Add(Bulk(1, gas: 5_000));
        waiting.Add(Bulk(2, gas: 100));

        Assert.Equal([1UL], Cut(waiting, new CutLimits(10, 1_000)));
        Assert.Equal([2UL], Cut(waiting, new CutLimits(10, 1_000)));
    }

    [Fact]
    public void A_payment_that_must_travel_alone_neither_joins_others_nor_takes_company()
    {
        var waiting = Waiting(maxItems: 10);
        waiting.Add(Bulk(1, at: 1));
        waiting.Add(Bulk(2, at: 2, alone: true));
        waiting.Add(Bulk(3, at: 3));

        Assert.Equal([1UL, 3UL], Cut(waiting, Ample));
        Assert.Equal([2UL], Cut(waiting, Ample));
    }

    [Fact]
    public void Payments_that_must_travel_alone_take_turns_with_the_others_and_never_shorten_their_batches()
    {
        var waiting = Waiting(maxItems: 4);
        for (ulong id = 1; id <= 20; id++)
        {
            waiting.Add(Bulk(id, alone: id % 2 == 0));
        }

        Assert.Equal([1UL, 3UL, 5UL, 7UL], Cut(waiting, Ample));
        Assert.Equal([2UL], Cut(waiting, Ample));
        Assert.Equal([9UL, 11UL, 13UL, 15UL], Cut(waiting, Ample));
        Assert.Equal([4UL], Cut(waiting, Ample));
        Assert.Equal([17UL, 19UL], Cut(waiting, Ample));
        Assert.Equal([6UL], Cut(waiting, Ample));
        Assert.Equal([8UL], Cut(waiting, Ample));
    }

    [Fact]
    public void A_payment_apart_that_is_due_waits_for_no_batch_that_is_not()
    {
        var waiting = Waiting(maxItems: 4);
        waiting.Add(Bulk(1, at: 0, alone: true));
        waiting.Add(Bulk(2, at: 200));

        // Nobody will join it, so it waits for nobody.
        Assert.Equal(200, waiting.NextCutMs(200));
        var taken = new List<AdmissionSequence>();
        waiting.Cut(Ample, taken, nowMs: 200);

        Assert.Equal([1UL], taken.Select(id => id.Value));
        Assert.Equal(200 + Wait, waiting.NextCutMs(200));
    }

    [Theory]
    [InlineData(50, 32)]
    [InlineData(32, 32)]
    [InlineData(3, 2)]
    [InlineData(1, 1)]
    public void Limited_company_shares_a_batch_with_its_like_up_to_the_power_of_two_below(int company, int shared)
    {
        var waiting = Waiting(maxItems: 100);
        for (ulong id = 1; id <= 60; id++)
        {
            waiting.Add(Bulk(id) with { MaxCompany = company });
        }

        waiting.Add(Bulk(100));

        Assert.Equal([100UL], Cut(waiting, Ample));
        Assert.Equal(shared, Cut(waiting, Ample).Length);
    }

    [Theory]
    [InlineData(200, 7)]
    [InlineData(100, 6)]
    [InlineData(2, 1)]
    public void Failures_without_anybody_to_blame_lead_to_a_payment_alone_in_a_bounded_number_of_steps(int size, int steps)
    {
        var company = size;
        for (var i = 0; i < steps; i++)
        {
            Assert.NotEqual(Company.Alone, company);
            company = Company.Halved(company);
        }

        Assert.InRange(company, Company.Alone, Company.Alone);
    }

    [Fact]
    public void Risky_payments_are_at_most_a_fifth_of_the_largest_batch()
    {
        var waiting = Waiting(maxItems: 10);
        for (ulong id = 1; id <= 20; id++)
        {
            waiting.Add(Bulk(id) with { IsRisky = id <= 8 });
        }

        Assert.Equal([1UL, 2, 9, 10, 11, 12, 13, 14, 15, 16], Cut(waiting, Ample));
        Assert.Equal([3UL, 4, 17, 18, 19, 20], Cut(waiting, Ample));
        Assert.Equal([5UL, 6], Cut(waiting, Ample));
        Assert.Equal([7UL, 8], Cut(waiting, Ample));
        Assert.Equal(0, waiting.Count);
    }

    [Fact]
    public void A_payment_may_come_back_in_another_class()
    {
        var waiting = Waiting(maxItems: 10);
        waiting.Add(Bulk(1));
        waiting.Add(Bulk(2));
        waiting.Remove(new AdmissionSequence(1));
        waiting.Add(Bulk(1, alone: true));

        Assert.Equal([2UL], Cut(waiting, Ample));
        Assert.Equal([1UL], Cut(waiting, Ample));
        Assert.Equal(long.MaxValue, waiting.NextCutMs(0));
    }

    [Fact]
    public void A_removed_payment_is_neither_due_nor_taken()
    {
        var waiting = Waiting(maxItems: 2);
        waiting.Add(Bulk(1, at: 0, expires: 10));
        waiting.Add(Bulk(2, at: 50));

        Assert.True(waiting.Remove(new AdmissionSequence(1)));
        Assert.False(waiting.Remove(new AdmissionSequence(1)));

        Assert.Equal(1, waiting.Count);
        Assert.Equal(50 + Wait, waiting.NextCutMs(60));
        Assert.Equal([2UL], Cut(waiting, Ample));
        Assert.False(waiting.Remove(new AdmissionSequence(2)));
        Assert.Equal(long.MaxValue, waiting.NextCutMs(60));
    }

    [Fact]
    public void A_payment_removed_from_the_middle_is_skipped()
    {
        var waiting = Waiting(maxItems: 10);
        waiting.Add(Bulk(1));
        waiting.Add(Bulk(2));
        waiting.Add(Bulk(3));
        waiting.Remove(new AdmissionSequence(2));

        Assert.Equal([1UL, 3UL], Cut(waiting, Ample));
    }

    [Fact]
    public void A_payment_may_wait_again_after_it_was_taken()
    {
        var waiting = Waiting(maxItems: 10);
        waiting.Add(Bulk(1));
        Cut(waiting, Ample);

        waiting.Add(Bulk(1, at: 500, alone: true));

        Assert.Equal(1, waiting.Count);
        Assert.Equal(500, waiting.NextCutMs(500));
        Assert.Equal([1UL], Cut(waiting, Ample));
        Assert.Equal(0, waiting.Count);
    }

    [Fact]
    public void A_removed_payment_that_is_added_again_is_taken_once()
    {
        var waiting = Waiting(maxItems: 10);
        waiting.Add(Bulk(1));
        waiting.Remove(new AdmissionSequence(1));
        waiting.Add(Bulk(1, at: 100));
        waiting.Add(Bulk(2, at: 100));

        Assert.Equal([1UL, 2UL], Cut(waiting, Ample));
        Assert.Equal(0, waiting.Count);
    }
}

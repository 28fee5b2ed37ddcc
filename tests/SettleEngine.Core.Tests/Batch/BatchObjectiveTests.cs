using SettleEngine.Core.Batch;
using SettleEngine.Core.Primitives;
using Xunit;

namespace SettleEngine.Core.Tests.Batch;

/// <summary>What providers ask of the moment at which their payments leave.</summary>
public class BatchObjectiveTests
{
    private const long Wait = 250;
    private const long Safe = 4_000;
    private const long Usual = 2_300;
    private const long Far = 10_000_000;

    private static readonly CutLimits Ample = new(BatchLimits.MaxItems, BatchLimits.MaxGas);
    private static readonly BatchObjective Cheap = BatchObjective.WithinCost(0.00061);

    // A batch costs 0.001 for itself and 0.0005 for each payment, times the fee level: 0.00061 is met by ten.
    private double _fees = 1;

    private double Price(int payments) => _fees * (0.0005 + (0.001 / payments));

    private WaitingPayments Waiting(int maxItems = 100) =>
        new(new BatchPolicy(maxItems, Wait, 10_000), Price) { Landing = new LandingEstimate(Usual, Safe) };

    private static BatchCandidate Bulk(ulong id, BatchObjective? objective = null, long at = 0, long expires = Far) =>
        new(new AdmissionSequence(id), at, expires, 100, IsHeldRequest: false) { AcceptedAtMs = at, Objective = objective };

    private static ulong[] Cut(WaitingPayments waiting, long now)
    {
        var taken = new List<AdmissionSequence>();
        Assert.True(waiting.NextCutMs(now) <= now);
        waiting.Cut(Ample, taken, now);
        return [.. taken.Select(id => id.Value)];
    }

    private static List<PriceWait> PriceWaits(WaitingPayments waiting, long now)
    {
        var waits = new List<PriceWait>();
        waiting.NextCutMs(now);
        waiting.CollectPriceWaits(waits);
        return waits;
    }

    [Fact]
    public void An_objective_can_be_written_down()
    {
        Assert.Contains("0.002", Cheap.Below(0.002).ToString(), StringComparison.Ordinal);
        Assert.Equal(BatchObjective.Balanced.Below(0.002), Cheap.Below(0.002).WhenPressed());
    }

    [Fact]
    public void A_latency_is_used_up_to_what_landing_takes()
    {
        var waiting = Waiting();
        waiting.Add(Bulk(1, BatchObjective.WithinLatency(TimeSpan.FromSeconds(4)), at: 1_000));

        Assert.Equal(1_000 + 4_000 - Usual, waiting.NextCutMs(1_000));
    }

    [Fact]
    public void A_latency_that_is_shorter_than_landing_leaves_at_once()
    {
        var waiting = Waiting();
        waiting.Add(Bulk(1, BatchObjective.WithinLatency(TimeSpan.FromSeconds(1)), at: 1_000));

        Assert.Equal(1_000, waiting.NextCutMs(1_000));
    }

    [Fact]
    public void The_most_urgent_takes_the_others_along()
    {
        var waiting = Waiting();
        waiting.Add(Bulk(1, BatchObjective.WithinLatency(TimeSpan.FromSeconds(60))));
        waiting.Add(Bulk(2, at: 100));

        Assert.Equal(100 + Wait, waiting.NextCutMs(100));
        Assert.Equal([1UL, 2UL], Cut(waiting, 100 + Wait).Order().ToArray());
    }

    [Theory]
    [InlineData(15_000, 20_000, 15_000)]
    [InlineData(15_000, 18_000, 14_000)]
    [InlineData(60_000, 20_000, 16_000)]
    public void A_long_wait_for_company_ends_where_validity_presses(long wait, long validity, long leaves)
    {
        var waiting = new WaitingPayments(new BatchPolicy(100, wait, 10_000)) { Landing = new LandingEstimate(Usual, Safe) };
        waiting.Add(Bulk(1, expires: validity));

        Assert.Equal(leaves, waiting.NextCutMs(0));
    }

    [Fact]
    public void Those_who_ask_for_a_price_wait_until_enough_share_it()
    {
        var waiting = Waiting();
        for (ulong id = 1; id <= 9; id++)
        {
            waiting.Add(Bulk(id, Cheap));
        }

        Assert.True(waiting.NextCutMs(60_000) > 60_000);
        Assert.Equal([9], PriceWaits(waiting, 60_000).Select(wait => wait.Count));
        Assert.False(PriceWaits(waiting, 60_000)[0].IsTooDear);

        waiting.Add(Bulk(10, Cheap, at: 60_000));

        Assert.Equal(10, Cut(waiting, 60_000).Length);
        Assert.Empty(PriceWaits(waiting, 60_000));
    }

    [Fact]
    public void Company_of_others_counts_for_the_price()
    {
        var waiting = Waiting();
        waiting.Add(Bulk(1, Cheap));
        for (ulong id = 2; id <= 10; id++)
        {
            waiting.Add(Bulk(id, at: 5_000));
        }

        Assert.Equal(Wait, waiting.NextCutMs(5_000));
        Assert.Equal(10, Cut(waiting, 5_000).Length);
    }

    [Fact]
    public void Who_asks_for_a_price_joins_no_dearer_batch()
    {
        var waiting = Waiting();
        waiting.Add(Bulk(1, Cheap));
        waiting.Add(Bulk(2));

        Assert.Equal([2UL], Cut(waiting, Wait));
        Assert.Equal(1, waiting.Count);
    }

    [Fact]
    public void A_lower_price_is_asked_in_vain_while_a_higher_one_is_met()
    {
        var waiting = Waiting();
        waiting.Add(Bulk(1, BatchObjective.WithinCost(0.0004)));
        for (ulong id = 2; id <= 5; id++)
        {
            waiting.Add(Bulk(id, BatchObjective.WithinCost(0.0008)));
        }

        Assert.Equal([2UL, 3, 4, 5], Cut(waiting, Wait));
        var left = Assert.Single(PriceWaits(waiting, Wait));
        Assert.True(left is { Count: 1, IsTooDear: true, IsCeiling: false });
    }

    [Fact]
    public void Whoever_waits_for_a_price_leaves_when_validity_presses_whatever_it_costs()
    {
        _fees = 100;
        var waiting = Waiting();
        waiting.Add(Bulk(1, Cheap, expires: 20_000));
        waiting.Add(Bulk(2, Cheap, expires: 100_000));

        Assert.Equal(20_000 - Safe, waiting.NextCutMs(0));
        Assert.Equal([1UL], Cut(waiting, 20_000 - Safe));
        Assert.Equal(100_000 - Safe, waiting.NextCutMs(30_000));
    }

    [Fact]
    public void Where_it_is_company_that_lacks_all_leave_together_with_the_first_that_must()
    {
        var waiting = Waiting();
        waiting.Add(Bulk(1, Cheap, expires: 20_000));
        waiting.Add(Bulk(2, Cheap, expires: 900_000));
        waiting.Add(Bulk(3, Cheap, expires: 500_000));

        Assert.Equal([1UL, 2, 3], Cut(waiting, 20_000 - Safe).Order().ToArray());
    }

    [Fact]
    public void Those_whose_validity_presses_soon_after_one_another_leave_together()
    {
        _fees = 100;
        var waiting = Waiting();
        for (ulong id = 1; id <= 5; id++)
        {
            waiting.Add(Bulk(id, Cheap, expires: 20_000 + ((long)id * 2_000)));
        }

        waiting.Add(Bulk(6, Cheap, expires: 100_000));

        Assert.Equal([1UL, 2, 3, 4, 5], Cut(waiting, 22_000 - Safe).Order().ToArray());
    }

    [Fact]
    public void When_landing_takes_longer_validity_presses_earlier_also_for_those_who_wait_already()
    {
        _fees = 100;
        var waiting = Waiting();
        waiting.Add(Bulk(1, Cheap, expires: 100_000));

        waiting.Landing = new LandingEstimate(20_000, 20_000);

        Assert.Equal(80_000, waiting.NextCutMs(0));
    }

    [Fact]
    public void A_ceiling_is_never_broken_however_validity_presses()
    {
        _fees = 100;
        var waiting = Waiting();
        waiting.Add(Bulk(1, BatchObjective.Balanced.Below(0.01), expires: 20_000));
        waiting.Add(Bulk(2, Cheap.Below(0.01), expires: 20_000));
        waiting.Add(Bulk(3, BatchObjective.WithinLatency(TimeSpan.FromSeconds(1)).Below(0.01), expires: 20_000));

        Assert.True(waiting.NextCutMs(19_999) > 19_999);
        Assert.True(waiting.IsAboveCeiling(new AdmissionSequence(1)));
        Assert.True(waiting.IsAboveCeiling(new AdmissionSequence(2)));
        Assert.All(PriceWaits(waiting, 19_999), wait => Assert.True(wait.IsCeiling && wait.IsTooDear));

        _fees = 10;
        Assert.Equal([1UL, 2, 3], Cut(waiting, 19_999).Order().ToArray());
    }

    [Fact]
    public void A_ceiling_holds_for_those_who_travel_apart()
    {
        _fees = 10;
        var waiting = Waiting();
        waiting.Add(Bulk(1, BatchObjective.Balanced.Below(0.01)) with { MaxCompany = Company.Alone });
        waiting.Add(Bulk(2, Cheap) with { MaxCompany = Company.Alone });

        // Nothing brings the second one company, so that it waits for none.
        Assert.Equal([2UL], Cut(waiting, Wait));
        Assert.Equal(long.MaxValue, waiting.NextCutMs(Far - 1));

        _fees = 5;
        Assert.Equal([1UL], Cut(waiting, Wait));
    }

    [Fact]
    public void A_request_that_is_held_open_is_signed_in_time_whatever_is_asked()
    {
        _fees = 100;
        var waiting = new WaitingPayments(new BatchPolicy(100, 60_000, 10_000), Price) { Landing = new LandingEstimate(Usual, Safe) };
        waiting.Add(Bulk(1, Cheap, at: 1_000) with { IsHeldRequest = true });
        Assert.Equal(1_000 + BatchPolicy.HeldPatienceMs, waiting.NextCutMs(1_000));
        Assert.Equal([1UL], Cut(waiting, 1_000 + BatchPolicy.HeldPatienceMs));

        waiting.Add(Bulk(2, at: 2_000) with { IsHeldRequest = true });
        waiting.Add(Bulk(3, BatchObjective.WithinLatency(TimeSpan.FromMinutes(2)), at: 3_000) with { IsHeldRequest = true });
        Assert.Equal(2_000 + BatchPolicy.HeldPatienceMs, waiting.NextCutMs(3_000));
        Assert.True(BatchPolicy.HeldPatienceMs + BlockRhythm.MaxPeriodMs <= 15_000);
    }

    [Fact]
    public void Nobody_waits_for_a_price_for_ever_because_nobody_knows_it()
    {
        _fees = double.PositiveInfinity;
        var waiting = Waiting();
        waiting.Add(Bulk(1, Cheap, expires: 20_000));
        waiting.Add(Bulk(2, BatchObjective.Balanced.Below(1), expires: 20_000));

        Assert.Equal([1UL], Cut(waiting, 20_000 - Safe));
        Assert.Equal(1, waiting.Count);
    }

    [Fact]
    public void A_full_batch_leaves_at_once_and_what_is_left_waits_again()
    {
        var waiting = Waiting(maxItems: 20);
        for (ulong id = 1; id <= 25; id++)
        {
            waiting.Add(Bulk(id, Cheap));
        }

        Assert.Equal(20, Cut(waiting, 0).Length);
        Assert.True(waiting.NextCutMs(10_000) > 10_000);
        Assert.False(waiting.IsFull);
    }

    [Fact]
    public void Removing_a_payment_takes_its_part_of_the_price_away()
    {
        var waiting = Waiting();
        for (ulong id = 1; id <= 10; id++)
        {
            waiting.Add(Bulk(id, Cheap));
        }

        Assert.Equal(Wait, waiting.NextCutMs(0));
        Assert.True(waiting.Remove(new AdmissionSequence(4)));

        Assert.True(waiting.NextCutMs(60_000) > 60_000);
    }
}

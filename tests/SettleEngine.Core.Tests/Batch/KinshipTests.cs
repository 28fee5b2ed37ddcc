using SettleEngine.Core.Batch;
using SettleEngine.Core.Primitives;
using Xunit;

namespace SettleEngine.Core.Tests.Batch;

/// <summary>Payments of the same payers and to the same payees share batches when there is a choice.</summary>
public class KinshipTests
{
    private static readonly CutLimits Ample = new(BatchLimits.MaxItems, BatchLimits.MaxGas);

    private static WaitingPayments Waiting(int maxItems) => new(new BatchPolicy(maxItems, 250, 10_000));

    private static BatchCandidate Payment(ulong id, int payer, int payee = 0) =>
        new(new AdmissionSequence(id), (long)id, 1_000_000, 100, IsHeldRequest: false) { PayerMark = payer, PayeeMark = payee };

    private static ulong[] Cut(WaitingPayments waiting)
    {
        var taken = new List<AdmissionSequence>();
        waiting.Cut(Ample, taken);
        return [.. taken.Select(id => id.Value)];
    }

    [Fact]
    public void The_half_of_a_batch_is_chosen_for_its_payers_then_for_its_payees()
    {
        var waiting = Waiting(maxItems: 8);
        for (ulong id = 1; id <= 20; id++)
        {
            waiting.Add(Payment(id, payer: (int)id, payee: (int)id));
        }

        waiting.Add(Payment(21, payer: 99, payee: 3));
        waiting.Add(Payment(22, payer: 2, payee: 98));
        waiting.Add(Payment(23, payer: 1, payee: 1));

        Assert.Equal([1UL, 2, 3, 4, 23, 22, 21, 5], Cut(waiting));
        Assert.Equal([6UL, 7, 8, 9, 10, 11, 12, 13], Cut(waiting));
    }

    [Fact]
    public void What_fits_into_one_batch_stays_in_its_order()
    {
        var waiting = Waiting(maxItems: 8);
        for (ulong id = 1; id <= 8; id++)
        {
            waiting.Add(Payment(id, payer: id % 2 == 0 ? 1 : (int)id));
        }

        Assert.Equal([1UL, 2, 3, 4, 5, 6, 7, 8], Cut(waiting));
    }

    [Fact]
    public void A_payment_that_came_back_and_stands_in_its_queue_twice_is_taken_once()
    {
        var waiting = Waiting(maxItems: 4);
        for (ulong id = 1; id <= 10; id++)
        {
            waiting.Add(Payment(id, payer: id == 6 ? 1 : (int)id));
        }

        waiting.Remove(new AdmissionSequence(6));
        waiting.Add(Payment(6, payer: 1) with { EnqueuedAtMs = 500 });

        Assert.Equal([1UL, 2, 6, 3], Cut(waiting));
        Assert.Equal([4UL, 5, 7, 8], Cut(waiting));
        Assert.Equal([9UL, 10], Cut(waiting));
        Assert.Equal(0, waiting.Count);
    }

    [Fact]
    public void Nobody_is_passed_over_for_longer_than_twice_its_turn()
    {
        // A popular payer's payments never end: whoever else came waits for its own turn and no longer.
        const int MaxItems = 10;
        var waiting = Waiting(MaxItems);
        ulong next = 1;
        for (; next <= 200; next++)
        {
            waiting.Add(Payment(next, payer: next % 5 == 0 ? (int)next : 1));
        }

        var left = Enumerable.Range(1, 200).Select(id => (ulong)id).ToHashSet();
        var cuts = 0;
        while (left.Count > 0)
        {
            var first = left.Min();
            var taken = Cut(waiting);
            cuts++;
            Assert.Contains(first, taken);
            Assert.Equal(MaxItems, taken.Length);
            left.ExceptWith(taken);
            for (var i = 0; i < MaxItems; i++)
            {
                waiting.Add(Payment(next++, payer: 1));
            }
        }

        Assert.InRange(cuts, 20, 40);
    }

    [Fact]
    public void Far_behind_the_earliest_due_nobody_is_looked_for()
    {
        var waiting = Waiting(maxItems: 2);
        waiting.Add(Payment(1, payer: 7));
        for (ulong id = 2; id <= 40; id++)
        {
            waiting.Add(Payment(id, payer: 100 + (int)id));
        }

        waiting.Add(Payment(41, payer: 7));

        Assert.Equal([1UL, 2], Cut(waiting));
    }

    [Fact]
    public void Gas_bounds_the_chosen_as_well()
    {
        var waiting = Waiting(maxItems: 4);
        for (ulong id = 1; id <= 10; id++)
        {
            waiting.Add(Payment(id, payer: 1));
        }

        var taken = new List<AdmissionSequence>();
        waiting.Cut(new CutLimits(4, 300), taken);

        Assert.Equal(3, taken.Count);
        Assert.Equal(7, waiting.Count);
        Assert.Equal([4UL, 5, 6, 7], Cut(waiting));
    }
}

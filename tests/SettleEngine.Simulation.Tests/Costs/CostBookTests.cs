using SettleEngine.Core.Batch.Cost;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Costs;
using Xunit;

namespace SettleEngine.Simulation.Tests.Costs;

/// <summary>Sums of costs say what the transactions say, to the wei, and no more when a reorg has taken one away.</summary>
public class CostBookTests
{
    private const ulong Hour = 3_600;

    [Fact]
    public void The_parts_of_a_transaction_make_up_the_whole_to_the_wei()
    {
        // 7 payments and numbers that 7 does not divide.
        var batch = Batch(1, gas: 1_000_003, price: 11, l1: 5, new PayeeCount(Payee(1), 4, 4), new PayeeCount(Payee(2), 1, 0), new PayeeCount(Payee(3), 2, 1));

        var sum = batch.Shares.Aggregate(default(CostTotals), (total, share) => total + share.Share) with { Batches = 1 };

        Assert.Equal(batch.Totals with { Usd = sum.Usd }, sum);
        Assert.Equal(batch.Totals.Usd, sum.Usd, 12);
        Assert.Equal((UInt128)((1_000_003 * 11) + 5), sum.FeesWei);
        Assert.Equal(0, batch.Shares.Single(share => share.Payee == Payee(2)).Share.Settled);
        Assert.True(batch.Shares.Single(share => share.Payee == Payee(2)).Share.SingleWei == 0);
    }

    [Fact]
    public void A_reorg_takes_an_entry_back_and_leaves_the_others()
    {
        var book = new CostBook();
        var first = book.Add(Batch(1, 100_000, 7, 3, new PayeeCount(Payee(1), 2, 2)));
        var second = book.Add(Batch(Hour, 200_000, 9, 1, new PayeeCount(Payee(1), 1, 1), new PayeeCount(Payee(2), 1, 1)));
        var cancellation = book.Add(Batch(Hour, 21_000, 9, 1));
        var before = book.Summary;

        book.TakeBack(second);

        Assert.Equal([first, cancellation], book.Read(0, 10));
        Assert.Equal(first.Cost.FeesWei + cancellation.Cost.FeesWei, book.Summary.Total.FeesWei);
        Assert.Equal(first.Cost.FeesWei, Of(book, Payee(1)).FeesWei);
        Assert.True(Of(book, Payee(2)).FeesWei == 0);
        Assert.Equal(cancellation.Cost.FeesWei, book.Summary.Others.FeesWei);
        Assert.Equal(before.Total.FeesWei - second.Cost.FeesWei, book.Summary.Total.FeesWei);

        var again = book.Add(second);
        Assert.Equal(4UL, again.Sequence);
        Assert.Equal(before.Total with { Usd = 0 }, book.Summary.Total with { Usd = 0 });
        Assert.Equal(before.Hours.Select(hour => hour.Totals.FeesWei), book.Summary.Hours.Select(hour => hour.Totals.FeesWei));
    }

    [Fact]
    public void What_is_known_better_takes_the_place_of_what_was_said()
    {
        var book = new CostBook();
        var cut = book.Add(Batch(1, 100_000, 7, 0, new PayeeCount(Payee(1), 2, 1)));

        var whole = book.Replace(cut, Batch(1, 100_000, 8, 0, new PayeeCount(Payee(1), 2, 2)));

        Assert.Equal([whole], book.Read(0, 10));
        Assert.Equal(cut.Sequence, whole.Sequence);
        Assert.Equal((800_000, 2L), ((int)book.Summary.Total.FeesWei, book.Summary.Total.Settled));
        Assert.Equal(book.Summary.Total, Assert.Single(book.Summary.Hours).Totals);
    }

    [Fact]
    public void Transactions_hours_and_payees_are_bounded_and_the_sums_still_whole()
    {
        var book = new CostBook();
        var added = new List<BatchCost>();
        for (var number = 0; number < 1_500; number++)
        {
            added.Add(book.Add(Batch((ulong)number * Hour, 50_000 + (ulong)number, 3, 1, new PayeeCount(Payee(number), 1, 1))));
        }

        var summary = book.Summary;
        Assert.Equal(1_000, book.Read(0, int.MaxValue).Count);
        Assert.Equal(501UL, book.Read(0, 1)[0].Sequence);
        Assert.Equal(48, summary.Hours.Count);
        Assert.Equal(1_000, summary.Payees.Count);
        Assert.Equal(Sum(added), summary.Total.FeesWei);
        Assert.Equal(
            summary.Total.FeesWei,
            summary.Payees.Aggregate(summary.Others.FeesWei, (sum, payee) => sum + payee.Totals.FeesWei));

        // Also what is in no list any more, and who has no place of its own.
        book.TakeBack(added[3]);
        book.TakeBack(added[1_499]);
        Assert.Equal(Sum(added) - added[3].Cost.FeesWei - added[1_499].Cost.FeesWei, book.Summary.Total.FeesWei);
        Assert.Equal(499, book.Summary.Others.Payments);
    }

    [Fact]
    public void A_sum_without_a_price_says_how_much_has_none()
    {
        var book = new CostBook();
        book.Add(Batch(1, 100_000, 10, 0, new PayeeCount(Payee(1), 1, 1)) with { NativeUsd = null });
        book.Add(Batch(1, 100_000, 10, 0, new PayeeCount(Payee(1), 1, 1)) with { NativeUsd = 2_000 });

        Assert.Equal((UInt128)1_000_000, book.Summary.Total.UnpricedWei);
        Assert.Equal(2_000e-12, book.Summary.Total.Usd, 12);
    }

    private static UInt128 Sum(IEnumerable<BatchCost> batches) =>
        batches.Aggregate((UInt128)0, (sum, batch) => sum + batch.Cost.FeesWei);

    private static CostTotals Of(CostBook book, Address payee) => book.Summary.Payees.Single(one => one.Payee == payee).Totals;

    private static Address Payee(int number)
    {
        Span<byte> bytes = stackalloc byte[Address.Size];
        bytes.Clear();
        bytes[0] = 0xbe;
        BitConverter.TryWriteBytes(bytes[8..], number);
        return new Address(bytes);
    }

    private static BatchCost Batch(ulong time, ulong gas, ulong price, ulong l1, params PayeeCount[] payees) => new()
    {
        TransactionHash = default,
        BlockNumber = time,
        Lane = default,
        Kind = payees.Length == 0 ? null : SettlementKind.Multicall3,
        Cost = new SubmissionCost(gas, price, l1, new UnixSeconds(time)),
        Comparison = payees.Length == 0 ? default : new CostComparison(85_788 * (UInt128)price, 50_725 * (UInt128)price),
        Payees = payees,
        NativeUsd = 3_000,
    };
}

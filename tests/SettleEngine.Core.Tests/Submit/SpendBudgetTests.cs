using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;
using Xunit;

namespace SettleEngine.Core.Tests.Submit;

public class SpendBudgetTests
{
    private const long Minute = 60_000;

    private static readonly FeeOffer Offer = new(TipPerGasWei: 1, CapPerGasWei: 7);

    [Fact]
    public void The_worst_case_is_all_gas_at_the_cap_and_twice_what_the_last_receipts_bytes_cost()
    {
        var budget = Budget();
        Assert.Equal((UInt128)700, budget.WorstCaseWei(100, Offer, bytes: 1_000));

        budget.OnPaid(0, At(1), gasFeesWei: 1, l1FeeWei: 500, bytes: 250, nowMs: 0);
        Assert.Equal((UInt128)(700 + 4_000 + 1), budget.WorstCaseWei(100, Offer, bytes: 1_000));

        budget.OnPaid(0, At(2), gasFeesWei: 1, l1FeeWei: 0, bytes: 250, nowMs: 0);
        Assert.Equal((UInt128)700, budget.WorstCaseWei(100, Offer, bytes: 1_000));
    }

    [Fact]
    public void Nothing_dearer_than_a_transaction_may_be_is_booked()
    {
        var budget = Budget(perTransaction: 100);

        Assert.Equal(SpendLimit.None, budget.TryBook(0, At(1), 100, nowMs: 0));
        Assert.Equal(SpendLimit.PerTransaction, budget.TryBook(0, At(2), 101, nowMs: 0));
        Assert.Equal(SpendLimit.PerTransaction, budget.Judge(101, nowMs: 0));
        Assert.Equal((UInt128)100, budget.SpentWei(nowMs: 0));
    }

    [Fact]
    public void All_lanes_share_one_hour()
    {
        var budget = Budget(perHour: 100);

        Assert.Equal(SpendLimit.None, budget.TryBook(0, At(1), 60, nowMs: 0));
        Assert.Equal(SpendLimit.PerHour, budget.TryBook(1, At(1), 41, nowMs: 0));
        Assert.Equal(SpendLimit.None, budget.TryBook(1, At(1), 40, nowMs: 0));
        Assert.Equal(SpendLimit.PerHour, budget.Judge(1, nowMs: 0));
    }

    [Fact]
    public void A_replacement_takes_the_place_of_what_it_replaces()
    {
        var budget = Budget(perHour: 100);
        budget.TryBook(0, At(1), 60, nowMs: 0);

        Assert.Equal(SpendLimit.PerHour, budget.TryBook(0, At(1), 101, nowMs: 0));
        Assert.Equal((UInt128)60, budget.SpentWei(nowMs: 0));
        Assert.Equal(SpendLimit.None, budget.TryBook(0, At(1), 90, nowMs: 0));
        Assert.Equal((UInt128)90, budget.SpentWei(nowMs: 0));
    }

    [Fact]
    public void A_receipt_turns_the_worst_case_into_what_was_paid_once()
    {
        var budget = Budget(perHour: 100);
        budget.TryBook(0, At(1), 100, nowMs: 0);

        budget.OnPaid(0, At(1), gasFeesWei: 20, l1FeeWei: 3, bytes: 10, nowMs: 0);
        Assert.Equal((UInt128)23, budget.SpentWei(nowMs: 0));

        // A reorg took the block away, and the transaction came again.
        budget.OnPaid(0, At(1), gasFeesWei: 20, l1FeeWei: 3, bytes: 10, nowMs: 0);
        Assert.Equal((UInt128)23, budget.SpentWei(nowMs: 0));
    }

    [Fact]
    public void What_can_land_no_more_is_free_and_what_was_signed_before_is_booked_even_beyond_the_limit()
    {
        var budget = Budget(perHour: 100);
        budget.Book(0, At(1), 150);
        Assert.Equal(SpendLimit.PerHour, budget.Judge(1, nowMs: 0));

        budget.Free(0, At(1));
        budget.Free(0, At(1));

        Assert.Equal(SpendLimit.None, budget.Judge(100, nowMs: 0));
    }

    [Theory]
    [InlineData(0, 59 * Minute, false)]
    [InlineData(0, 60 * Minute, false)]
    [InlineData(0, 61 * Minute, true)]
    [InlineData(59_999, 60 * Minute, false)]
    [InlineData(5 * Minute, 64 * Minute, false)]
    [InlineData(5 * Minute, 66 * Minute, true)]
    [InlineData(5 * Minute, 100_000 * Minute, true)]
    public void What_was_paid_counts_for_an_hour_and_at_most_a_minute_more(long paidAt, long lookedAt, bool isOver)
    {
        var budget = Budget(perHour: 100);
        budget.TryBook(0, At(1), 80, paidAt);
        budget.OnPaid(0, At(1), gasFeesWei: 80, l1FeeWei: 0, bytes: 10, paidAt);

        Assert.Equal(isOver ? SpendLimit.None : SpendLimit.PerHour, budget.Judge(21, lookedAt));
        Assert.Equal(isOver ? 0 : (UInt128)80, budget.SpentWei(lookedAt));
    }

    [Fact]
    public void What_is_signed_counts_for_as_long_as_it_may_land()
    {
        var budget = Budget(perHour: 100);
        budget.TryBook(0, At(1), 80, nowMs: 0);

        Assert.Equal(SpendLimit.PerHour, budget.Judge(21, 500 * Minute));
        budget.OnPaid(0, At(1), gasFeesWei: 70, l1FeeWei: 0, bytes: 10, 500 * Minute);
        Assert.Equal(SpendLimit.PerHour, budget.Judge(31, 559 * Minute));
        Assert.Equal(SpendLimit.None, budget.Judge(31, 561 * Minute));
    }

    [Fact]
    public void Zero_is_no_limit()
    {
        var budget = Budget();

        Assert.Equal(SpendLimit.None, budget.TryBook(0, At(1), UInt128.MaxValue / 4, nowMs: 0));
        Assert.Equal(SpendLimit.None, budget.TryBook(0, At(2), UInt128.MaxValue / 4, nowMs: 0));
    }

    [Fact]
    public void An_hour_of_random_payments_agrees_with_a_plain_sum()
    {
        var dice = new Random(24);
        var budget = Budget(perHour: 1);
        var paid = new List<(long Minute, ulong Wei)>();
        long now = 0;
        for (ulong number = 0; number < 5_000; number++)
        {
            now += dice.Next(3 * (int)Minute);
            var wei = (ulong)dice.Next(1_000);
            budget.Book(0, At(number), wei);
            budget.OnPaid(0, At(number), wei, 0, 100, now);
            paid.Add((now / Minute, wei));

            var expected = paid.Where(one => one.Minute > (now / Minute) - 61).Aggregate(UInt128.Zero, (sum, one) => sum + one.Wei);
            Assert.Equal(expected, budget.SpentWei(now));
        }
    }

    private static SpendBudget Budget(ulong perTransaction = 0, ulong perHour = 0) => new(perTransaction, perHour);

    private static AccountNonce At(ulong number) => new(number);
}

using SettleEngine.Core.Confirm;
using SettleEngine.Core.Submit;
using SettleEngine.Pipeline.Ingest;
using SettleEngine.Simulation.Tests.Retention;
using Xunit;

namespace SettleEngine.Simulation.Tests.Lanes;

/// <summary>Limits of spending, through the whole engine: lanes wait, say why, and lose nothing.</summary>
public class SpendLimitTests
{
    private const int Validity = 4 * 3_600;
    private const ulong BaseFee = 5_000_000;

    [Fact]
    public void When_the_hour_is_spent_lanes_wait_and_go_on_when_it_has_passed()
    {
        var bed = new RetentionBed();
        bed.Chain.BaseFeeWei = BaseFee;

        // Two payments cost more than what is left beside a full batch, one does not.
        var full = (UInt128)LaneFunds.FullGas(100) * ((2 * BaseFee) + 1);
        bed.Configure = options => options.Submit.MaxSpendPerHourWei = full + 800_000_000_000;
        bed.World.Run(async () =>
        {
            await bed.StartAsync();
            await bed.HandInAsync(bed.Sign(1, Validity));
            await bed.PassAsync(10);
            await bed.HandInAsync(bed.Sign(2, Validity));
            await bed.PassAsync(10);
            Assert.Equal(2, bed.Engine.ReadOutcomes(0, 10).Count);
            Assert.Contains(bed.Engine.Health.Troubles, sentence => sentence.Contains("--max-spend-per-hour", StringComparison.Ordinal));

            var third = await bed.HandInAsync(bed.Sign(3, Validity));
            Assert.Equal(AdmissionStatus.Accepted, third.Status);
            await bed.PassAsync(600);
            Assert.Null(bed.Engine.Find(third.Id)!.Outcome);
            Assert.Equal(2UL, bed.Chain.SentCount(RetentionBed.Lane));

            await bed.PassAsync(3_200);
            Assert.Equal(SettlementOutcome.Settled, bed.Engine.Find(third.Id)!.Outcome!.Outcome);
            Assert.Equal(3UL, bed.Chain.SentCount(RetentionBed.Lane));
            Assert.Empty(bed.Engine.Health.Troubles);
        });
    }

    [Fact]
    public void A_transaction_that_may_cost_too_much_is_not_signed_until_it_may_not()
    {
        var bed = new RetentionBed();
        bed.Chain.BaseFeeWei = BaseFee;
        bed.Configure = options => options.Submit.MaxFeePerTransactionWei = ((UInt128)LaneFunds.FullGas(100) * ((2 * BaseFee) + 1)) - 1;
        bed.World.Run(async () =>
        {
            await bed.StartAsync();
            var payment = await bed.HandInAsync(bed.Sign(1, Validity));
            await bed.PassAsync(30);
            Assert.Contains(bed.Engine.Health.Troubles, sentence => sentence.Contains("--max-fee-per-transaction", StringComparison.Ordinal));
            Assert.Null(bed.Engine.Find(payment.Id)!.Outcome);
            Assert.Equal(0UL, bed.Chain.SentCount(RetentionBed.Lane));

            bed.Chain.BaseFeeWei = BaseFee - 1_000;
            await bed.PassAsync(15);
            Assert.Empty(bed.Engine.Health.Troubles);
            Assert.Equal(SettlementOutcome.Settled, bed.Engine.Find(payment.Id)!.Outcome!.Outcome);
        });
    }

    [Fact]
    public void A_replacement_beyond_the_limit_waits_and_what_was_sent_still_settles()
    {
        var bed = new RetentionBed();
        bed.Chain.BaseFeeWei = BaseFee;
        bed.Configure = options =>
        {
            options.Batch.BatchMax = 1;
            options.Submit.MaxSpendPerHourWei = 3 * (UInt128)LaneFunds.FullGas(1) * ((2 * BaseFee) + 1);
        };
        bed.World.Run(async () =>
        {
            await bed.StartAsync();
            bed.Chain.BaseFeeWei = 50 * BaseFee;
            var payment = await bed.HandInAsync(bed.Sign(1, Validity));
            await bed.PassAsync(60);
            Assert.Contains(bed.Engine.Health.Troubles, sentence => sentence.Contains("--max-spend-per-hour", StringComparison.Ordinal));
            Assert.Null(bed.Engine.Find(payment.Id)!.Outcome);

            bed.Chain.BaseFeeWei = BaseFee;
            await bed.PassAsync(30);
            Assert.Equal(SettlementOutcome.Settled, bed.Engine.Find(payment.Id)!.Outcome!.Outcome);
            Assert.Equal(1UL, bed.Chain.SentCount(RetentionBed.Lane));
            Assert.Empty(bed.Engine.Health.Troubles);
        });
    }
}

using SettleEngine.Core.Confirm;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;
using SettleEngine.Pipeline.Confirm;
using SettleEngine.SimulatedWorld.Chain;
using SettleEngine.Simulation.Tests.Retention;
using Xunit;

namespace SettleEngine.Simulation.Tests.Lanes;

/// <summary>One lane, and what must not stop it for good.</summary>
public class LaneRecoveryTests
{
    private const int Validity = 600;
    private const int Finality = 40;

    private static readonly Address SecondLane = Address.Parse("0x1a00000000000000000000000000000000000002");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_foreign_transaction_is_accepted_once_final_and_the_lane_goes_on_behind_it(bool restarts)
    {
        var bed = new RetentionBed();
        bed.World.Run(async () =>
        {
            await bed.StartAsync(checkpointBytes: long.MaxValue);
            bed.Chain.IncludeForeign(RetentionBed.Lane);
            await bed.PassAsync(5);
            Assert.Contains(bed.Engine.Health.Troubles, sentence => sentence.Contains("is quarantined", StringComparison.Ordinal));
            var payment = await bed.HandInAsync(bed.Sign(1, Validity));
            await bed.PassAsync(10);
            Assert.Equal(AdmissionState.Accepted, bed.Engine.Find(payment.Id)!.State);

            await bed.PassAsync(Finality);
            if (restarts)
            {
                await bed.StartAsync(checkpointBytes: long.MaxValue);
            }

            await bed.PassAsync(Finality);
            Assert.Empty(bed.Engine.Health.Troubles);
            Assert.Equal(SettlementOutcome.Settled, bed.Engine.Find(payment.Id)!.Outcome!.Outcome);
            Assert.Equal(AdmissionState.Finalized, bed.Engine.Find(payment.Id)!.State);
            Assert.Equal(2UL, bed.Chain.SentCount(RetentionBed.Lane));
            Assert.Single(bed.Journal.Records, record => record.Kind == JournalRecordKind.SubmissionFinal
                && SubmissionFinalRecord.Read(record.Payload).TransactionHash.IsZero);
        });
    }

    [Fact]
    public void A_quarantine_ends_with_the_reorg_that_takes_the_foreign_transaction_away()
    {
        var bed = new RetentionBed();
        bed.World.Run(async () =>
        {
            await bed.StartAsync();
            bed.Chain.IncludeForeign(RetentionBed.Lane);
            await bed.PassAsync(5);
            Assert.NotEmpty(bed.Engine.Health.Troubles);
            bed.Chain.Reorganise(depth: 6, returnPerMillion: 0);
            var payment = await bed.HandInAsync(bed.Sign(1, Validity));

            await bed.PassAsync(12);

            Assert.Empty(bed.Engine.Health.Troubles);
            Assert.Equal(SettlementOutcome.Settled, bed.Engine.Find(payment.Id)!.Outcome!.Outcome);
        });
    }

    [Fact]
    public void One_endpoints_count_idles_no_lane()
    {
        var bed = new RetentionBed();
        bed.World.Run(async () =>
        {
            bed.Faults.FalseCountPerMillion = 300_000;
            await bed.StartAsync();
            for (var number = 1; number <= 5; number++)
            {
                var payment = await bed.HandInAsync(bed.Sign(number, Validity));
                await bed.PassAsync(20);
                Assert.DoesNotContain(
                    bed.Engine.Health.Troubles,
                    sentence => sentence.Contains("is quarantined", StringComparison.Ordinal));
                Assert.Equal(SettlementOutcome.Settled, bed.Engine.Find(payment.Id)!.Outcome!.Outcome);
            }
        });
    }

    [Fact]
    public void A_payment_that_a_strangers_transaction_pushed_aside_is_signed_again_when_that_is_final()
    {
        var bed = new RetentionBed();
        bed.World.Run(async () =>
        {
            await bed.StartAsync(checkpointBytes: long.MaxValue);
            bed.Faults.LostSendPerMillion = 1_000_000;
            var payment = await bed.HandInAsync(bed.Sign(1, Validity));
            await bed.PassAsync(2);
            Assert.Equal(AdmissionState.InFlight, bed.Engine.Find(payment.Id)!.State);
            bed.Chain.IncludeForeign(RetentionBed.Lane);
            await bed.PassAsync(3);
            bed.Faults.LostSendPerMillion = 0;
            await bed.PassAsync(15);
            Assert.Null(bed.Engine.Find(payment.Id)!.Outcome);

            await bed.PassAsync(Finality);

            Assert.Equal(SettlementOutcome.Settled, bed.Engine.Find(payment.Id)!.Outcome!.Outcome);
            Assert.Equal(2UL, bed.Chain.SentCount(RetentionBed.Lane));
        });
    }

    [Fact]
    public void A_receipt_without_its_events_ends_no_payment_and_credits_nobody_else()
    {
        var bed = new RetentionBed();
        bed.World.Run(async () =>
        {
            await bed.StartAsync(checkpointBytes: long.MaxValue);
            bed.Faults.MissingLogsPerMillion = 1_000_000;
            var payment = await bed.HandInAsync(bed.Sign(1, Validity));
            await bed.PassAsync(Finality + 20);
            Assert.Null(bed.Engine.Find(payment.Id)!.Outcome);

            bed.Faults.MissingLogsPerMillion = 0;
            await bed.PassAsync(Finality);

            var outcome = bed.Engine.Find(payment.Id)!.Outcome!;
            Assert.Equal(SettlementOutcome.Settled, outcome.Outcome);
            Assert.Single(bed.Engine.ReadOutcomes(0, 10));
            Assert.Equal(AdmissionState.Finalized, bed.Engine.Find(payment.Id)!.State);
            Assert.Equal(1UL, bed.Chain.SentCount(RetentionBed.Lane));
        });
    }

    [Fact]
    public void What_a_receipt_showed_is_not_ended_by_one_of_the_same_block_that_hides_it()
    {
        var bed = new RetentionBed();
        bed.World.Run(async () =>
        {
            await bed.StartAsync(checkpointBytes: long.MaxValue);
            bed.Faults.HidesFinalEvents = true;
            var payment = await bed.HandInAsync(bed.Sign(1, Validity));
            await bed.PassAsync(Finality + 60);
            Assert.False(bed.Running.IsFaulted, $"{bed.Running.Exception}");
            Assert.Equal(SettlementOutcome.Settled, bed.Engine.Find(payment.Id)!.Outcome!.Outcome);
            Assert.NotEqual(AdmissionState.Finalized, bed.Engine.Find(payment.Id)!.State);

            bed.Faults.HidesFinalEvents = false;
            await bed.PassAsync(Finality);

            Assert.Equal(AdmissionState.Finalized, bed.Engine.Find(payment.Id)!.State);
            Assert.Single(bed.Engine.ReadOutcomes(0, 10));
        });
    }

    [Fact]
    public void A_lane_without_gas_money_gets_no_payments_until_it_is_funded()
    {
        var bed = new RetentionBed { Lanes = [RetentionBed.Lane, SecondLane] };
        bed.World.Run(async () =>
        {
            bed.Chain.SetBalance(RetentionBed.Lane, 0);
            bed.Chain.SetBalance(SecondLane, 1_000);
            await bed.StartAsync(checkpointBytes: long.MaxValue);
            var payment = await bed.HandInAsync(bed.Sign(1, Validity));
            await bed.PassAsync(10);
            Assert.Equal(2, bed.Engine.Health.Troubles.Count(sentence => sentence.Contains("it is funded", StringComparison.Ordinal)));
            Assert.DoesNotContain(bed.Journal.Records, record => record.Kind == JournalRecordKind.Attempt);

            bed.Chain.SetBalance(SecondLane, 1_000_000_000_000_000_000);
            await bed.PassAsync(12);

            Assert.Single(bed.Engine.Health.Troubles);
            Assert.Equal(SettlementOutcome.Settled, bed.Engine.Find(payment.Id)!.Outcome!.Outcome);
            Assert.Equal(0UL, bed.Chain.SentCount(RetentionBed.Lane));
        });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_lane_whose_signer_fails_gives_its_payments_to_others_and_comes_back(bool isSilent)
    {
        var first = new UnsteadySigner(RetentionBed.Lane) { IsSilent = isSilent, Refuses = !isSilent };
        var bed = new RetentionBed { Lanes = [RetentionBed.Lane, SecondLane] };
        bed.MakeSigner = lane => lane == RetentionBed.Lane ? first : new SimulatedLaneSigner(lane);
        bed.World.Run(async () =>
        {
            bed.Chain.SetBalance(SecondLane, 1_000_000_000_000_000_000);
            await bed.StartAsync(checkpointBytes: long.MaxValue);
            var payments = new List<AdmissionSequence>();
            for (var number = 1; number <= 16; number++)
            {
                payments.Add((await bed.HandInAsync(bed.Sign(number, Validity))).Id);
                await bed.PassAsync(1);
            }

            await bed.PassAsync(20);
            Assert.All(payments, id => Assert.Equal(SettlementOutcome.Settled, bed.Engine.Find(id)!.Outcome!.Outcome));
            Assert.Equal(0UL, bed.Chain.SentCount(RetentionBed.Lane));
            Assert.Contains(bed.Engine.Health.Troubles, sentence => sentence.Contains("cannot sign", StringComparison.Ordinal));

            (first.IsSilent, first.Refuses) = (false, false);
            for (var number = 17; number <= 32; number++)
            {
                payments.Add((await bed.HandInAsync(bed.Sign(number, Validity))).Id);
                await bed.PassAsync(1);
            }

            await bed.PassAsync(20);
            Assert.All(payments, id => Assert.Equal(SettlementOutcome.Settled, bed.Engine.Find(id)!.Outcome!.Outcome));
            Assert.NotEqual(0UL, bed.Chain.SentCount(RetentionBed.Lane));
            Assert.Empty(bed.Engine.Health.Troubles);
        });
    }

    [Fact]
    public void A_payment_in_a_swallowed_lane_is_signed_for_another_when_its_time_runs_out_and_not_before()
    {
        var bed = new RetentionBed { Lanes = [RetentionBed.Lane, SecondLane] };
        bed.World.Run(async () =>
        {
            bed.Chain.SetBalance(SecondLane, 1_000_000_000_000_000_000);
            bed.Faults.SwallowedLane = RetentionBed.Lane;
            await bed.StartAsync(checkpointBytes: long.MaxValue);
            var stuck = (await bed.HandInAsync(bed.Sign(1, validForSeconds: 70))).Id;
            await bed.PassAsync(5);
            Assert.Equal(AdmissionState.InFlight, bed.Engine.Find(stuck)!.State);

            // Everything that comes while it is stuck goes past it, at once.
            for (var number = 2; number <= 15; number++)
            {
                var payment = (await bed.HandInAsync(bed.Sign(number, Validity))).Id;
                await bed.PassAsync(3);
                Assert.True(
                    number < 6 || bed.Engine.Find(payment)!.State >= AdmissionState.Included,
                    $"payment {number} waits behind one that is not its own");
            }

            Assert.Equal([RetentionBed.Lane], LanesOf(bed, stuck));
            Assert.Equal(AdmissionState.InFlight, bed.Engine.Find(stuck)!.State);
            await bed.PassAsync(18);
            Assert.Equal([RetentionBed.Lane, SecondLane], LanesOf(bed, stuck));
            Assert.Equal(SettlementOutcome.Settled, bed.Engine.Find(stuck)!.Outcome!.Outcome);

            // The first one may still land and settles nothing; the lane goes on.
            bed.Faults.SwallowedLane = null;
            await bed.PassAsync(Finality + 30);
            Assert.Equal(AdmissionState.Finalized, bed.Engine.Find(stuck)!.State);
            Assert.NotEqual(0UL, bed.Chain.SentCount(RetentionBed.Lane));
            Assert.Equal(1, bed.Engine.ReadOutcomes(0, 100).Count(outcome => outcome.Id == stuck));
            Assert.Empty(bed.Engine.Health.Troubles);
        });
    }

    private static List<Address> LanesOf(RetentionBed bed, AdmissionSequence id) =>
        [.. bed.Journal.Records
            .Where(record => record.Kind == JournalRecordKind.Attempt)
            .Select(record => AttemptRecord.Read(record.Payload))
            .Where(attempt => attempt.Members.Contains(id))
            .Select(attempt => attempt.Lane)
            .Distinct()];

    [Fact]
    public void What_a_lane_had_signed_is_sent_though_its_key_was_taken_away()
    {
        var bed = new RetentionBed();
        bed.World.Run(async () =>
        {
            await bed.StartAsync(checkpointBytes: long.MaxValue);
            bed.Faults.LostSendPerMillion = 1_000_000;
            var payment = await bed.HandInAsync(bed.Sign(1, Validity));
            await bed.PassAsync(2);
            Assert.Single(bed.Journal.Records, record => record.Kind == JournalRecordKind.Attempt);
            bed.Faults.LostSendPerMillion = 0;
            bed.Chain.SetBalance(SecondLane, 1_000_000_000_000_000_000);
            bed.Lanes = [SecondLane];

            await bed.StartAsync(checkpointBytes: long.MaxValue);
            await bed.PassAsync(10);

            Assert.Equal(SettlementOutcome.Settled, bed.Engine.Find(payment.Id)!.Outcome!.Outcome);
            Assert.Equal(1UL, bed.Chain.SentCount(RetentionBed.Lane));
            Assert.Equal(0UL, bed.Chain.SentCount(SecondLane));
        });
    }
}

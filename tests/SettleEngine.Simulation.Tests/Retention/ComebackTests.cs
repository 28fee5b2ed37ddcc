using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Dedupe;
using SettleEngine.Pipeline.Confirm;
using SettleEngine.Pipeline.Ingest;
using Xunit;

namespace SettleEngine.Simulation.Tests.Retention;

/// <summary>A key that comes back: known until it is forgotten, and never credited with what was credited before.</summary>
public class ComebackTests
{
    private const int Validity = 60;
    private const int UntilForgotten = Validity + RetentionBed.MarginSeconds + 60;

    [Fact]
    public void A_settled_key_is_known_until_finalized_time_has_passed_its_window_by_the_margin()
    {
        var bed = new RetentionBed();
        bed.World.Run(async () =>
        {
            await bed.StartAsync();
            var item = bed.Sign(1, Validity);
            var accepted = await bed.HandInAsync(item);
            Assert.Equal(AdmissionStatus.Accepted, accepted.Status);

            var end = bed.Now + Validity + RetentionBed.MarginSeconds;
            while (bed.Chain.Finalized.Timestamp.Value < end)
            {
                Assert.NotNull(bed.Engine.Find(accepted.Id));
                var again = await bed.HandInAsync(item);
                Assert.Equal((AdmissionStatus.Existing, accepted.Id), (again.Status, again.Id));
                await bed.PassAsync(3);
            }

            await bed.PassAsync(20);
            Assert.Null(bed.Engine.Find(accepted.Id));
            Assert.Null(bed.Engine.Find(item.Key));
            Assert.Equal(0, bed.Engine.Memory.Keys);
            Assert.Equal(RejectReason.Expired, (await bed.HandInAsync(item)).Reason);
            Assert.Single(bed.Engine.ReadOutcomes(0, 10));
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_forgotten_key_that_is_signed_again_is_used_before_admission_and_never_credited(bool restarts)
    {
        var bed = new RetentionBed();
        bed.World.Run(async () =>
        {
            await bed.StartAsync();
            var first = await bed.HandInAsync(bed.Sign(1, Validity));
            await bed.PassAsync(UntilForgotten);
            Assert.Null(bed.Engine.Find(first.Id));
            if (restarts)
            {
                Assert.True(bed.Journal.First > first.Id.Value, "The journal was not truncated.");
                await bed.StartAsync();
            }

            var second = await bed.HandInAsync(bed.Sign(1, 600));
            Assert.Equal(AdmissionStatus.Accepted, second.Status);
            await bed.PassAsync(120);

            Assert.Equal(SettlementOutcome.UsedBeforeAdmission, bed.Engine.Find(second.Id)?.Outcome?.Outcome);
            Assert.Single(bed.Engine.ReadOutcomes(0, 10), notice => notice.Outcome == SettlementOutcome.Settled);
        });
    }

    [Fact]
    public void A_node_whose_view_is_old_cannot_make_an_old_transfer_count_again()
    {
        // The head that a restarted engine is shown lies below the block in which the key was settled.
        var bed = new RetentionBed();
        bed.World.Run(async () =>
        {
            await bed.StartAsync();
            var first = await bed.HandInAsync(bed.Sign(1, Validity));
            await bed.PassAsync(UntilForgotten);
            var settledIn = bed.Engine.ReadOutcomes(0, 1)[0].BlockNumber;

            bed.Faults.StalePerMillion = 1_000_000;
            await bed.StartAsync();
            var second = await bed.HandInAsync(bed.Sign(1, 600));
            Assert.Equal(AdmissionStatus.Accepted, second.Status);
            var accept = AcceptRecord.Read(bed.Journal.Records[(int)(second.Id.Value - bed.Journal.First)].Payload);
            Assert.True(accept.HeadBlock >= settledIn, $"head {accept.HeadBlock}, settled in {settledIn}");

            bed.Faults.StalePerMillion = 0;
            await bed.PassAsync(200);
            Assert.Equal(SettlementOutcome.UsedBeforeAdmission, bed.Engine.Find(second.Id)?.Outcome?.Outcome);
        });
    }

    [Fact]
    public void A_journal_that_holds_both_admissions_of_a_key_is_replayed_from_its_beginning()
    {
        var bed = new RetentionBed();
        bed.World.Run(async () =>
        {
            await bed.StartAsync(new ListJournal([], 1) { KeepsEverything = true });
            var first = await bed.HandInAsync(bed.Sign(1, Validity));
            await bed.PassAsync(UntilForgotten);
            var second = await bed.HandInAsync(bed.Sign(1, 600));
            await bed.PassAsync(60);

            await bed.StartAsync();

            Assert.Equal(1ul, bed.Journal.First);
            Assert.Null(bed.Engine.Find(first.Id));
            Assert.Equal(second.Id, bed.Engine.Find(bed.Sign(1, 600).Key)?.Id);
            Assert.Equal(1, bed.Engine.Memory.Keys);
        });
    }

    [Fact]
    public void Forgotten_keys_make_room_for_new_ones_and_live_ones_never_do()
    {
        var bed = new RetentionBed();
        bed.World.Run(async () =>
        {
            await bed.StartAsync(maxLiveKeys: 2);
            Assert.Equal(AdmissionStatus.Accepted, (await bed.HandInAsync(bed.Sign(1, Validity))).Status);
            Assert.Equal(AdmissionStatus.Accepted, (await bed.HandInAsync(bed.Sign(2, 3_600))).Status);
            Assert.Equal(RejectReason.Capacity, (await bed.HandInAsync(bed.Sign(3, 600))).Reason);

            await bed.PassAsync(UntilForgotten);

            Assert.Equal(AdmissionStatus.Accepted, (await bed.HandInAsync(bed.Sign(3, 600))).Status);
            Assert.Equal(RejectReason.Capacity, (await bed.HandInAsync(bed.Sign(4, 600))).Reason);
            Assert.Equal(AdmissionState.Finalized, bed.Engine.Find(bed.Sign(2, 1).Key)?.State);
        });
    }
}

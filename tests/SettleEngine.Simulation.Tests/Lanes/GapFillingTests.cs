using SettleEngine.Core.Confirm;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;
using SettleEngine.Simulation.Tests.Retention;
using Xunit;

namespace SettleEngine.Simulation.Tests.Lanes;

/// <summary>A lane that was started behind somebody else's transaction, which a reorg takes out: the empty transactions that fill
/// the gap are attempts like others, whatever ends in between.</summary>
public class GapFillingTests
{
    private const int Finality = 40;
    private const int StallSeconds = 10;

    [Fact]
    public void Whatever_filled_a_gap_before_a_restart_is_known_for_our_own_when_it_lands()
    {
        var bed = new RetentionBed();
        bed.World.Run(async () =>
        {
            await StartBehindAStrangerAsync(bed, checkpointBytes: long.MaxValue);
            bed.Chain.Reorganise(depth: 12, returnPerMillion: 0);
            await bed.PassAsync((2 * StallSeconds) + 5);
            var fillings = Attempts(bed);
            Assert.Equal(2, fillings.Length);
            Assert.All(fillings, filling => Assert.Equal(0UL, filling.AccountNonce.Value));

            await bed.StartAsync(checkpointBytes: long.MaxValue);
            bed.Chain.Receive(fillings[0].RawTransaction);
            await bed.PassAsync(Finality + 60);

            Assert.Equal(1UL, bed.Chain.SentCount(RetentionBed.Lane));
            Assert.Equal(fillings[0].TransactionHash, Assert.Single(Finals(bed)));
        });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_fills_a_gap_is_signed_once_and_known_behind_a_checkpoint(bool isInCheckpoint)
    {
        // No offer is allowed that is better than the first: whatever is sent again is sent as it is.
        var bed = new RetentionBed { Configure = options => options.Submit.MaxFeePerGasWei = 10_000_000 };
        bed.World.Run(async () =>
        {
            await StartBehindAStrangerAsync(bed, checkpointBytes: isInCheckpoint ? long.MaxValue : 1);
            if (!isInCheckpoint)
            {
                await bed.PassAsync(4);
                await bed.StartAsync(checkpointBytes: long.MaxValue);
                Assert.True(bed.Journal.First > 1, "The journal was not truncated.");
            }

            bed.Chain.Reorganise(depth: 12, returnPerMillion: 0);
            await bed.PassAsync(StallSeconds + 5);
            var filling = Assert.Single(Attempts(bed));
            Assert.Equal(0UL, filling.AccountNonce.Value);
            if (isInCheckpoint)
            {
                await bed.StartAsync(checkpointBytes: 1);
                await bed.PassAsync(4);
            }

            await bed.StartAsync(checkpointBytes: long.MaxValue);
            Assert.True(bed.Journal.First > 1, "The journal was not truncated.");
            await bed.PassAsync(StallSeconds + 5);
            Assert.Equal(isInCheckpoint ? 0 : 1, Attempts(bed).Length);

            bed.Faults.LostSendPerMillion = 0;
            await bed.PassAsync(StallSeconds + Finality + 60);
            Assert.Equal(1UL, bed.Chain.SentCount(RetentionBed.Lane));
            Assert.Equal(filling.TransactionHash, Assert.Single(Finals(bed)));
            var payment = await bed.HandInAsync(bed.Sign(1, validForSeconds: 600));
            await bed.PassAsync(10);
            Assert.Equal(SettlementOutcome.Settled, bed.Engine.Find(payment.Id)?.Outcome?.Outcome);
        });
    }

    [Fact]
    public void What_a_lane_has_used_itself_is_not_filled_by_a_restart_beside_an_endpoint_that_is_far_behind()
    {
        var bed = new RetentionBed();
        bed.World.Run(async () =>
        {
            await bed.StartAsync(checkpointBytes: long.MaxValue);
            await bed.HandInAsync(bed.Sign(1, validForSeconds: 600));
            await bed.PassAsync(Finality + 90);
            var settled = Assert.Single(Attempts(bed)).TransactionHash;
            Assert.Equal(settled, Assert.Single(Finals(bed)));

            bed.Faults.ForgottenLane = RetentionBed.Lane;
            await bed.StartAsync(checkpointBytes: long.MaxValue);
            await bed.PassAsync((2 * StallSeconds) + 5);

            Assert.Equal(settled, Assert.Single(Attempts(bed)).TransactionHash);
            Assert.Equal(settled, Assert.Single(Finals(bed)));
        });
    }

    private static async Task StartBehindAStrangerAsync(RetentionBed bed, long checkpointBytes)
    {
        bed.Chain.IncludeForeign(RetentionBed.Lane);
        await bed.PassAsync(5);
        Assert.Equal(1UL, bed.Chain.SentCount(RetentionBed.Lane));
        bed.Faults.LostSendPerMillion = 1_000_000;
        await bed.StartAsync(checkpointBytes: checkpointBytes);
    }

    private static AttemptRecord[] Attempts(RetentionBed bed) =>
        [.. bed.Journal.Records
            .Where(record => record.Kind == JournalRecordKind.Attempt)
            .Select(record => AttemptRecord.Read(record.Payload))];

    private static Hash256[] Finals(RetentionBed bed) =>
        [.. bed.Journal.Records
            .Where(record => record.Kind == JournalRecordKind.SubmissionFinal)
            .Select(record => SubmissionFinalRecord.Read(record.Payload).TransactionHash)];
}

using SettleEngine.Core.Batch.Cost;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Encoding;
using SettleEngine.Pipeline.Costs;
using SettleEngine.Simulation.Tests.Retention;
using Xunit;

namespace SettleEngine.Simulation.Tests.Costs;

/// <summary>What a running engine says about costs is what its chain's receipts say.</summary>
public class CostTests
{
    private const int Validity = 600;
    private const int Finality = 40;

    [Fact]
    public void Every_transaction_is_booked_once_and_its_cost_becomes_durable_with_its_end()
    {
        var bed = new RetentionBed { Configure = options => options.Cost.NativeUsd = () => 3_000 };
        bed.World.Run(async () =>
        {
            await bed.StartAsync(checkpointBytes: long.MaxValue);
            await bed.HandInTogetherAsync(bed.Sign(1, Validity), bed.Sign(2, Validity), bed.Sign(3, Validity));
            await bed.PassAsync(5);
            await bed.HandInAsync(bed.Sign(4, Validity));
            await bed.PassAsync(Finality);

            var batches = bed.Engine.ReadBatches(0, 100);
            Assert.Equal([SettlementKind.Multicall3, SettlementKind.Plain], batches.Select(batch => batch.Kind!.Value));
            Assert.Equal([3, 1], batches.Select(batch => batch.Settled));
            AssertIsWhatTheChainSays(bed, batches);

            var finals = bed.Journal.Records
                .Where(record => record.Kind == JournalRecordKind.SubmissionFinal)
                .Select(record => SubmissionFinalRecord.Read(record.Payload))
                .ToArray();
            Assert.Equal(batches.Select(batch => batch.TransactionHash), finals.Select(final => final.TransactionHash));
            Assert.Equal(batches.Select(batch => batch.Cost), finals.Select(final => final.Cost!.Value));
        });
    }

    [Fact]
    public void What_a_reorg_took_away_is_booked_again_where_it_landed()
    {
        var bed = new RetentionBed();
        bed.World.Run(async () =>
        {
            await bed.StartAsync();
            await bed.HandInTogetherAsync(bed.Sign(1, Validity), bed.Sign(2, Validity));
            await bed.PassAsync(4);
            var before = Assert.Single(bed.Engine.ReadBatches(0, 100));

            bed.Chain.Reorganise(depth: 6, returnPerMillion: 0);
            await bed.PassAsync(Finality);

            var after = Assert.Single(bed.Engine.ReadBatches(0, 100));
            Assert.True(after.Sequence > before.Sequence);
            Assert.Equal(2, after.Settled);
            AssertIsWhatTheChainSays(bed, [after]);
        });
    }

    private static void AssertIsWhatTheChainSays(RetentionBed bed, IReadOnlyList<BatchCost> batches)
    {
        Assert.All(batches, batch =>
        {
            var receipt = bed.Chain.FindReceipt(batch.TransactionHash)!;
            Assert.Equal((receipt.BlockNumber, receipt.FeesWei), (batch.BlockNumber, batch.Cost.FeesWei));
            Assert.True(receipt.FeesWei > 0);
        });
        Assert.Equal(
            batches.Aggregate((UInt128)0, (sum, batch) => sum + batch.Cost.FeesWei),
            bed.Engine.Costs.Total.FeesWei);
    }
}

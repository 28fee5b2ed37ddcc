using SettleEngine.SimulatedWorld;
using Xunit;

namespace SettleEngine.Simulation.Tests;

/// <summary>Seeds that once broke a promise, by what was wrong. The pipeline has changed since, so that a seed may tell
/// another story today; it still has to end well.</summary>
public class RegressionTests
{
    [Theory]
    [InlineData(8, "A payment that was included and became safe within one look had two outcomes.")]
    [InlineData(6, "Our own transaction, read late, was called somebody else's.")]
    [InlineData(33, "A payment was handed to Batch twice.")]
    [InlineData(2, "An engine that started while the chain could not be reached gave up.")]
    [InlineData(35, "A replacement signed while its account nonce became final was taken for a new payment.")]
    [InlineData(116, "A payment that waited for a lane expired and was never told.")]
    [InlineData(126, "A payment that a stranger had settled was given up at the end of its hold.")]
    [InlineData(115, "A cancelled payment was called used before, because an old head was searched.")]
    [InlineData(1272, "A cancelled payment was called used before, because its block lay below a stale head.")]
    [InlineData(997, "After a restart an outcome counted as final that was proven in a block which a reorg took away.")]
    [InlineData(886, "The same without a lagging node.")]
    [InlineData(10672, "A payment signed by a lane in quarantine expired and was never told.")]
    [InlineData(1006, "A payment that a reorg had freed was signed again while its first transaction could still land.")]
    [InlineData(3949, "An engine whose sends took longer than the pause between two rounds of them could not be stopped.")]
    [InlineData(14550, "The last block rotted beside an anchor that had rotted before: two damages at once, which the world never did in the other order.")]
    [InlineData(43416, "A held payment was given up on the word of one endpoint, and somebody else had settled it for good.")]
    [InlineData(47569, "The same, with a payment that had been settled before it was admitted.")]
    [InlineData(49259, "The same, after a crash during recovery.")]
    [InlineData(52776, "Records that a crash overtook were judged by what the chain showed at the restart, long after they were written.")]
    [InlineData(22304, "A lane whose endpoint lagged behind the finalized block looked for a transaction that was final and forgotten, and stopped.")]
    [InlineData(33603, "A held payment that its payer had cancelled was called given up: what had been read was written after twenty seconds of a slow look.")]
    [InlineData(92256, "A lane was started behind a stranger's transaction, a reorg took that out, and nothing of the lane could ever land.")]
    [InlineData(104046, "A payment that had come back to its queue was chosen twice for its payer's company, and the engine stopped.")]
    [InlineData(30073, "A payment signed for a second lane in its last seconds was called signed twice: a reorg had taken out what the checker had seen.")]
    public void What_once_went_wrong_ends_well(ulong seed, string story)
    {
        var report = SimulationRun.Run(seed, SimulationOptions.Swarm(seed));

        Assert.True(report.IsClean, $"{story} {report}");
    }

    [Theory]
    [InlineData(1041, "A late word about a block that a reorg had taken away undid what a later block had made final.")]
    [InlineData(1061, "The same.")]
    public void What_once_went_wrong_in_a_storm_of_reorgs_ends_well(ulong seed, string story)
    {
        var report = SimulationRun.Run(seed, SimulationOptions.Swarm(seed) with
        {
            TrafficSeconds = 40,
            MaxLatencyMs = 60,
            UnavailablePerMillion = 20_000,
            StalePerMillion = 200_000,
            ReorgPerMillion = 200_000,
            MaxReorgDepth = 15,
            ReturnAfterReorgPerMillion = 500_000,
            FrontRunPerMillion = 400_000,
            DoubleSignPerMillion = 200_000,
            CopiedBatchPerMillion = 60_000,
        });

        Assert.True(report.IsClean, $"{story} {report}");
    }
}

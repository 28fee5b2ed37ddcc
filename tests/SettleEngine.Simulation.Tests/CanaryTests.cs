using SettleEngine.SimulatedWorld;
using Xunit;

namespace SettleEngine.Simulation.Tests;

/// <summary>Checkers that never cry are worth nothing: a planted bug has to be found, and soon.</summary>
public class CanaryTests
{
    private const ulong MostSeeds = 30;

    [Fact]
    public void A_journal_that_answers_before_it_is_durable_is_caught()
    {
        var caught = FindFirst(seed => SimulationOptions.Swarm(seed) with
        {
            Bug = PlantedBug.AcknowledgesTooEarly,
            Crashes = 3,
            MaxCommitMs = 200,
        });

        Assert.Contains(caught.Violations, sentence => sentence.StartsWith("W1", StringComparison.Ordinal)
            || sentence.StartsWith("W2", StringComparison.Ordinal));
    }

    [Fact]
    public void A_failed_disk_write_stops_the_engine_and_nothing_else_does()
    {
        for (var seed = 0UL; seed < 10; seed++)
        {
            var report = SimulationRun.Run(seed, SimulationOptions.Calm with { DiskFailPerMillion = 20_000 });

            Assert.True(report.IsClean, report.ToString());
            Assert.True(report.Lives > 1, "No write failed in this run.");
        }
    }

    private static SimulationReport FindFirst(Func<ulong, SimulationOptions> choose)
    {
        for (var seed = 0UL; seed < MostSeeds; seed++)
        {
            var report = SimulationRun.Run(seed, choose(seed));
            if (!report.IsClean)
            {
                return report;
            }
        }

        throw new InvalidOperationException($"Nothing was caught in {MostSeeds} seeds.");
    }
}

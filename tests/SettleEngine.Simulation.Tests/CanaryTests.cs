using SettleEngine.SimulatedWorld;
using SettleEngine.SimulatedWorld.Campaigns;
using Xunit;
using Xunit.Abstractions;

namespace SettleEngine.Simulation.Tests;

/// <summary>Checkers that never cry are worth nothing: a bug planted against each promise has to be found, in worlds that are
/// as usual apart from it.</summary>
public class CanaryTests(ITestOutputHelper output)
{
    private const int MostSeeds = 1_000;

    [Theory]
    [InlineData(PlantedBug.AcknowledgesTooEarly, "W1", "W2")]
    [InlineData(PlantedBug.LosesAcknowledgedRecords, "P1", "P6")]
    [InlineData(PlantedBug.ForgetsNewestAdmissions, "P1", "P2")]
    [InlineData(PlantedBug.CallsSilenceRefused, "P3")]
    [InlineData(PlantedBug.TrustsOneEndpointOnFinality, "P4")]
    [InlineData(PlantedBug.CallsNewestFinalized, "P4", "P5")]
    [InlineData(PlantedBug.MixesReceipts, "P5")]
    [InlineData(PlantedBug.OpensDamagedJournal, "P6")]
    [InlineData(PlantedBug.IgnoresFailedWrites, "P6", "W1")]
    public void A_planted_bug_is_caught(PlantedBug bug, params string[] promises)
    {
        bool IsIt(SimulationReport report) => report.Violations.Any(
            sentence => promises.Any(promise => sentence.StartsWith(promise + ":", StringComparison.Ordinal)));

        var sum = Campaign.Run(
            0,
            MostSeeds,
            seed => SimulationOptions.Swarm(seed) with { Bug = bug },
            onRun: (report, _) => !IsIt(report));

        output.WriteLine($"{bug} was caught after {sum.Seeds} seeds: {sum.Failed.FirstOrDefault(IsIt)?.Violations[0]}");
        Assert.True(sum.Failed.Any(IsIt), $"{bug} was not caught in {sum.Seeds} seeds; found instead: {string.Join("\n", sum.Failed.Take(1))}");
    }

    [Fact]
    public void A_failed_disk_write_stops_the_engine_and_nothing_else_does()
    {
        for (var seed = 0UL; seed < 10; seed++)
        {
            var report = SimulationRun.Run(seed, SimulationOptions.Calm with { DiskFailPerMillion = 100_000 });

            Assert.True(report.IsClean, report.ToString());
            Assert.True(report.Lives > 1, "No write failed in this run.");
        }
    }
}

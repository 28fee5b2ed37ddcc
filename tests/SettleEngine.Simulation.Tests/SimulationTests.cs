using SettleEngine.Core.Confirm;
using SettleEngine.SimulatedWorld;
using SettleEngine.SimulatedWorld.Campaigns;
using SettleEngine.SimulatedWorld.Faults;
using Xunit;
using Xunit.Abstractions;

namespace SettleEngine.Simulation.Tests;

public class SimulationTests(ITestOutputHelper output)
{
    private const string SeedsVariable = "SETTLE_SIMULATION_SEEDS";
    private const int UsualSeeds = 1_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void On_a_calm_day_everything_settles(ulong seed)
    {
        var report = SimulationRun.Run(seed, SimulationOptions.Calm);

        Assert.True(report.IsClean, report.ToString());
        Assert.Equal(SimulationOptions.Calm.Payments, report.Outcomes[SettlementOutcome.Settled]);
        Assert.Single(report.Outcomes);
        Assert.Equal(0, report.Faults.Total);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(36)]
    public void One_seed_gives_one_trace(ulong seed)
    {
        var first = new List<string>();
        var second = new List<string>();

        var once = SimulationRun.Run(seed, SimulationOptions.Swarm(seed), first.Add);
        var again = SimulationRun.Run(seed, SimulationOptions.Swarm(seed), second.Add);

        Assert.Equal(first, second);
        Assert.Equal(once.TraceHash, again.TraceHash);
        Assert.Equal(once.Steps, again.Steps);
    }

    [Fact]
    public void Every_kind_of_fault_happens_within_100_seeds()
    {
        var sum = Campaign.Run(0, 100, SimulationOptions.Swarm);

        output.WriteLine(sum.Faults.ToString());
        Assert.All(FaultTally.Kinds, kind => Assert.True(sum.Faults[kind] > 0, $"{kind} never happened."));
    }

    [Fact]
    public void No_seed_breaks_a_promise_and_every_seed_has_its_share_of_trouble()
    {
        var count = int.TryParse(Environment.GetEnvironmentVariable(SeedsVariable), out var asked) ? asked : UsualSeeds;

        var sum = Campaign.Run(CommitSeeds.First(), count, SimulationOptions.Swarm);

        output.WriteLine(
            $"{sum.Seeds} seeds from {CommitSeeds.First()}, {sum.SeedsPerSecond:F1}/s, {sum.VirtualTime.TotalHours:F0} simulated hours, "
            + $"{sum.Outcomes} payments decided, {sum.Faults.Total} faults: {sum.Faults}");
        Assert.True(sum.Failed.Count == 0, string.Join("\n", sum.Failed.Take(5)));
        Assert.True(sum.Poor.Count == 0, $"Too little traffic or trouble in {string.Join(", ", sum.Poor.Take(20))}.");
    }
}

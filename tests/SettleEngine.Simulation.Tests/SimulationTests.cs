using System.Diagnostics;
using SettleEngine.Core.Confirm;
using SettleEngine.SimulatedWorld;
using Xunit;
using Xunit.Abstractions;

namespace SettleEngine.Simulation.Tests;

public class SimulationTests(ITestOutputHelper output)
{
    private const string SeedsVariable = "SETTLE_SIMULATION_SEEDS";
    private const int UsualSeeds = 250;
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(40);

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
    public void No_seed_breaks_a_promise()
    {
        var watch = Stopwatch.StartNew();
        var wanted = int.TryParse(Environment.GetEnvironmentVariable(SeedsVariable), out var asked) ? asked : UsualSeeds;
        var budget = wanted > UsualSeeds ? TimeSpan.MaxValue : Budget;
        var seed = 0UL;
        var outcomes = 0;
        while (seed < (ulong)wanted && watch.Elapsed < budget)
        {
            var report = SimulationRun.Run(seed, SimulationOptions.Swarm(seed));
            Assert.True(report.IsClean, report.ToString());
            outcomes += report.Outcomes.Values.Sum();
            seed++;
        }

        output.WriteLine($"{seed} seeds, {outcomes} payments decided, {watch.Elapsed.TotalSeconds:F1} s");
    }
}

using System.CommandLine;
using SettleEngine.SimulatedWorld;
using SettleEngine.SimulatedWorld.Campaigns;
using SettleEngine.Simulation;

var seeds = new Option<long>("--seeds")
{
    Description = "How many worlds. Default: 1000.",
    DefaultValueFactory = _ => 1_000,
};
var first = new Option<ulong>("--first") { Description = "The first seed. Default: 0." };
var threads = new Option<int>("--threads") { Description = "Worlds at the same time. Default: one per core." };
var replay = new Option<ulong?>("--replay") { Description = "One seed, with everything that happened, step by step." };
var root = new RootCommand(
    "Runs the engine in simulated worlds full of faults and checks every promise it makes. Ends with 1 when one was broken.\n\n"
    + "Examples:\n"
    + "  dotnet run -c Release --project tests/SettleEngine.Simulation -- --seeds 100000\n"
    + "  dotnet run -c Release --project tests/SettleEngine.Simulation -- --replay 4711")
{
    seeds, first, threads, replay,
};
root.SetAction(parsed =>
{
    if (parsed.GetValue(replay) is { } seed)
    {
        var report = SimulationRun.Run(seed, SimulationOptions.Swarm(seed), Console.WriteLine);
        Console.WriteLine(report);
        return report.IsClean ? 0 : 1;
    }

    var count = parsed.GetValue(seeds);
    var show = new Progress(count);
    var sum = Campaign.Run(
        parsed.GetValue(first), count, SimulationOptions.Swarm, parsed.GetValue(threads), show.OnRun);
    Progress.End(sum);
    return sum.Failed.Count == 0 && sum.Poor.Count == 0 ? 0 : 1;
});
return await root.Parse(args).InvokeAsync();

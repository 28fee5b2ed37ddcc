using System.CommandLine;
using System.Diagnostics;
using SettleEngine.LoadBench.Reporting;
using SettleEngine.SignatureOracle;
using SettleEngine.SignatureOracle.Paths;

namespace SettleEngine.LoadBench.Differential;

/// <summary>The long comparison with libsecp256k1, on every tier and path that the machine has.</summary>
internal static class DifferentialCommand
{
    private const int ShownDivergences = 20;

    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(10);

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var count = RungCommand.Option("--count", "Signatures, each judged by every path.", 10_000_000L);
        var seed = RungCommand.Option("--seed", "Makes the signatures. The same seed, the same signatures.", 402UL);
        var threads = RungCommand.Option("--threads", "Threads.", Environment.ProcessorCount);
        var path = RungCommand.Option("--path", "Only paths whose name contains this.", string.Empty);
        var engine = RungCommand.Option("--engine-count", "Payments through the whole verifier, with the smallest cache.", 1_000_000L);
        var command = new Command(
            "differential",
            "Compares the verdicts of every tier and path with libsecp256k1 on random and mutated signatures.\n\n"
            + "Example:\n  ./run-bench.sh differential --count 10000000 --seed 7")
        {
            count, seed, threads, path, engine,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var kernels = await RunAsync(
                parsed.GetValue(count), parsed.GetValue(seed), parsed.GetValue(threads), parsed.GetValue(path)!, cancellationToken);
            var whole = RunEngine(parsed.GetValue(engine), parsed.GetValue(seed), cancellationToken);
            return Math.Max(kernels, whole);
        });
        return command;
    }

    private static int RunEngine(long count, ulong seed, CancellationToken cancellationToken)
    {
        if (!Libsecp256k1.IsInstalled || count == 0)
        {
            return 0;
        }

        var watch = Stopwatch.StartNew();
        using var run = new EngineDifferential(seed);
        run.Run(count, cancellationToken);
        run.Divergences.Take(ShownDivergences).ToList().ForEach(Console.WriteLine);
        Console.WriteLine(
            $"{run.Done:N0} payments through the verifier in {watch.Elapsed.TotalSeconds:N0} s, {run.Evictions:N0} tables given up: {run.Divergences.Count} divergences");
        return run.Divergences.Count == 0 ? 0 : 1;
    }

    private static async Task<int> RunAsync(long count, ulong seed, int threads, string filter, CancellationToken cancellationToken)
    {
        if (!Libsecp256k1.IsInstalled)
        {
            await Console.Error.WriteLineAsync("libsecp256k1 is not installed (Debian: apt-get install libsecp256k1-1).");
            return 1;
        }

        var chosen = VerdictPaths.All.Where(path => path.Name.Contains(filter, StringComparison.Ordinal)).ToList();
        foreach (var path in chosen)
        {
            Console.WriteLine($"{path.Name}: {path.Absence ?? "runs"}");
        }

        chosen.RemoveAll(path => path.Absence is not null);
        if (chosen.Count == 0)
        {
            await Console.Error.WriteLineAsync("There is no path to compare.");
            return 1;
        }

        var machine = MachineInfo.Read();
        Console.WriteLine($"{machine.Processor}, {machine.Runtime}, commit {machine.Commit}, seed {seed}, {threads} threads");
        var watch = Stopwatch.StartNew();
        var run = new DifferentialRun(seed, chosen);
        var work = run.RunAsync(count, threads, cancellationToken);
        while (await Task.WhenAny(work, Task.Delay(ProgressInterval, CancellationToken.None)) != work)
        {
            Console.WriteLine(
                $"{run.Done,12:N0} of {count:N0}, {run.Done / watch.Elapsed.TotalSeconds:N0}/s, {run.Divergences.Count} divergences");
        }

        await work;
        return Show(run, chosen.Count, watch.Elapsed);
    }

    private static int Show(DifferentialRun run, int paths, TimeSpan elapsed)
    {
        foreach (var (kind, count) in run.Kinds.OrderBy(kind => kind.Key))
        {
            Console.WriteLine($"  {kind,-16}{count,14:N0}");
        }

        foreach (var divergence in run.Divergences.Take(ShownDivergences))
        {
            Console.WriteLine(divergence);
        }

        Console.WriteLine(
            $"{run.Done:N0} signatures ({run.Accepted:N0} of them good) on {paths} paths in {elapsed.TotalSeconds:N0} s: {run.Divergences.Count} divergences");
        return run.Divergences.Count == 0 ? 0 : 1;
    }
}

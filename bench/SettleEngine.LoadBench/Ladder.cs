using System.CommandLine;
using SettleEngine.LoadBench.Differential;
using SettleEngine.LoadBench.Reporting;
using SettleEngine.LoadBench.Rungs;
using SettleEngine.LoadBench.Tune;
using SettleEngine.LoadBench.Verify;

namespace SettleEngine.LoadBench;

/// <summary>The canonical workload: every rung with its defaults, from the disk up to settled payments. Each rung is an upper
/// bound for those above it, so the first one that falls behind names the bottleneck.</summary>
internal static class Ladder
{
    private const ulong Seed = 402;

    private static readonly TimeSpan SettlePatience = TimeSpan.FromMinutes(4);

    /// <summary>Declares the root command.</summary>
    public static RootCommand Create()
    {
        var output = RungCommand.Option("--out", "Folder for summary.json and summary.md.", Path.Combine("artifacts", "bench"));
        var compare = new Option<string?>("--compare") { Description = "Folder with an earlier summary.json, to compare this run with." };
        var root = new RootCommand(
            "Measures SettleEngine. Without a command it runs the whole ladder and writes summary.json and summary.md.\n\n"
            + "Examples:\n  ./run-bench.sh\n  ./run-bench.sh --out now --compare earlier\n  ./run-bench.sh verify\n"
            + "  ./run-bench.sh end-to-end --payments 60000 --json")
        {
            output,
            compare,
            FsyncRung.Create(),
            RecoverRung.Create(),
            VerifierRung.Create(),
            JournalRung.Create(),
            FramesRung.Create(),
            AdmitRung.Create(),
            PipelineRung.Create(),
            AcceptRung.Create(),
            NodeAloneRung.Create(),
            EndToEndRung.Create(),
            MemoryRung.Create(),
            VerifyCommand.Create(),
            IndexRung.Create(),
            RestartRung.Create(),
            RaceRung.Create(),
            CompareCommand.Create(),
            DifferentialCommand.Create(),
            CostRung.Create(),
            TuneCommand.Create(),
        };
        root.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(output)!, parsed.GetValue(compare), cancellationToken));
        return root;
    }

    private static async Task<int> RunAsync(string folder, string? earlier, CancellationToken cancellationToken)
    {
        // Read at once: a folder without a summary is told before the minutes are spent, and may be the one that is written.
        var before = earlier is null ? null : await CompareCommand.ReadAsync(earlier, cancellationToken);
        Directory.CreateDirectory(folder);
        var machine = MachineInfo.Read();
        var load = MachineInfo.LoadAverage();
        var date = TimeProvider.System.GetUtcNow();
        Console.WriteLine($"{machine.Processor}, {machine.Cores} cores, {machine.Runtime}, commit {machine.Commit}, load average {load}\n");

        var settling = EndToEndRung.Usual with { Seed = Seed };
        var reports = new List<RungReport>();
        Func<Task<RungReport>>[] rungs =
        [
            () => Task.FromResult(FsyncRung.Run(null, TimeSpan.FromSeconds(3))),
            () => Task.FromResult(RecoverRung.Run(TimeSpan.FromSeconds(4))),
            () => Task.FromResult(FramesRung.Run(TimeSpan.FromSeconds(3))),
            () => JournalRung.RunAsync(8, 100, TimeSpan.FromSeconds(3), null),
            () => VerifierRung.RunAsync(TimeSpan.FromSeconds(5), 0, cancellationToken),
            () => AdmitRung.RunAsync(200_000, null, cancellationToken),
            () => PipelineRung.RunAsync(100_000, 100, null, cancellationToken),
            () => AcceptRung.RunAsync(new EndToEnd.BedOptions { Payments = 200_000, Seed = Seed, BlockTime = TimeSpan.Zero }, cancellationToken),
            () => NodeAloneRung.RunAsync(settling, SettlePatience, cancellationToken),
            () => EndToEndRung.RunAsync(settling, SettlePatience, NodeAloneRung.RateOf(reports.Find(report => report.Rung == NodeAloneRung.Name)), cancellationToken),
            () => CostRung.RunAsync(Seed, cancellationToken),
        ];
        foreach (var rung in rungs)
        {
            var report = await rung();
            Summary.Show(report);
            reports.Add(report);
        }

        var summary = Summary.ToJson(machine, date, Seed, load, reports);
        await File.WriteAllTextAsync(Path.Combine(folder, "summary.json"), summary + "\n", cancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "summary.md"),
            Summary.ToMarkdown(machine, date, Seed, load, reports),
            cancellationToken);
        if (before is not null)
        {
            var comparison = SummaryComparison.Of(before, summary).ToMarkdown();
            Console.WriteLine(comparison);
            await File.WriteAllTextAsync(Path.Combine(folder, "comparison.md"), comparison, cancellationToken);
        }

        Console.WriteLine($"Written: {Path.Combine(folder, "summary.json")} and summary.md");
        return reports.TrueForAll(report => report.Problem is null) ? 0 : 1;
    }
}

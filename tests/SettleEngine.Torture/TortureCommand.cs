using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using SettleEngine.Torture.Crashes;
using SettleEngine.Torture.Engine;
using SettleEngine.Torture.Payers;
using SettleEngine.Torture.Soak;
using SettleEngine.Worker.Journals;

namespace SettleEngine.Torture;

/// <summary>The command line.</summary>
internal static class TortureCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Declares the command.</summary>
    /// <returns>The command.</returns>
    public static RootCommand Create()
    {
        var usual = new TortureOptions();
        var cycles = Number("--cycles", "How often an engine is killed.", usual.Cycles);
        var payments = Number("--payments", "New payments in each cycle.", usual.Payments);
        var era = Number("--era", "Cycles on one journal and one chain; then everything must be settled.", usual.Era);
        var parallel = Number("--parallel", "Eras side by side.", usual.Parallel);
        var lanes = Number("--lanes", "Accounts that send.", usual.Lanes);
        var seed = Number("--seed", "Names payments, portions and the moments of the kills.", usual.Seed);
        var block = Number("--block-ms", "Milliseconds between blocks.", (int)usual.BlockTime.TotalMilliseconds);
        var mode = new Option<TortureMode>("--mode")
        {
            Description = "crash: killed at every crash point; full: on a small file system that fills up (needs the right to mount); "
                + "faults: writes and flushes of the journal fail; soak: never killed, on a hostile chain behind a hostile endpoint; "
                + "payers: never killed, a tenth of the payers attack, by the guarded settler and then by Multicall3.",
            DefaultValueFactory = _ => usual.Mode,
        };
        var minutes = new Option<double>("--minutes")
        {
            Description = $"For soak: minutes of trouble. Default: {new SoakOptions().Minutes}.",
            DefaultValueFactory = _ => new SoakOptions().Minutes,
        };
        var points = new Option<CrashPoint[]>("--points")
        {
            Description = "Only these crash points, such as C7.",
            AllowMultipleArgumentsPerToken = true,
        };
        var lives = new Option<bool>("--lives") { Description = "Prints every life." };
        var json = new Option<bool>("--json") { Description = "Prints one JSON object and nothing else." };
        var root = new RootCommand(
            "Kills real engines again and again while payments stream in, at random and at every crash point, and compares all they "
            + "said with journal and chain. Ends with 1 when anything does not fit.\n\n"
            + "Example:\n  dotnet run -c Release --project tests/SettleEngine.Torture -- --cycles 40")
        {
            cycles, payments, era, parallel, lanes, seed, block, mode, minutes, points, lives, json,
        };
        root.SetAction(async (parsed, cancellationToken) =>
        {
            var isQuiet = parsed.GetValue(json) || !parsed.GetValue(lives);
            if (parsed.GetValue(mode) == TortureMode.Soak)
            {
                return await SoakAsync(
                    new SoakOptions
                    {
                        Minutes = parsed.GetValue(minutes),
                        Lanes = parsed.GetValue(lanes),
                        Seed = parsed.GetValue(seed),
                        Progress = isQuiet ? null : Console.WriteLine,
                    },
                    parsed.GetValue(json),
                    cancellationToken);
            }

            if (parsed.GetValue(mode) == TortureMode.Payers)
            {
                var first = new HostilePayersOptions
                {
                    Lanes = parsed.GetValue(lanes),
                    Seed = parsed.GetValue(seed),
                    Progress = isQuiet ? null : Console.WriteLine,
                };
                return await PayersScreen.RunAsync(first, parsed.GetValue(json), cancellationToken);
            }

            var progress = new SlowProgress(TimeProvider.System, Console.Error.WriteLine);
            var (done, all) = (0, parsed.GetValue(cycles));
            var report = await new EngineTorture(new TortureOptions
            {
                Cycles = parsed.GetValue(cycles),
                Payments = parsed.GetValue(payments),
                Era = parsed.GetValue(era),
                Parallel = parsed.GetValue(parallel),
                Lanes = parsed.GetValue(lanes),
                Seed = parsed.GetValue(seed),
                BlockTime = TimeSpan.FromMilliseconds(parsed.GetValue(block)),
                Mode = parsed.GetValue(mode),
                Points = parsed.GetValue(points) ?? [],
                Progress = cycle =>
                {
                    lock (progress)
                    {
                        done++;
                        if (isQuiet)
                        {
                            progress.Done("cycles", done, all);
                        }
                        else
                        {
                            Show(cycle);
                        }
                    }
                },
            }).RunAsync(cancellationToken);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(report.ToJson().ToJsonString(Indented));
            }
            else
            {
                Show(report);
            }

            return report.Violations.Count == 0 ? 0 : 1;
        });
        return root;
    }

    private static async Task<int> SoakAsync(SoakOptions options, bool isJson, CancellationToken cancellationToken)
    {
        var report = await new SoakRun(options).RunAsync(cancellationToken);
        if (isJson)
        {
            Console.WriteLine(report.ToJson().ToJsonString(Indented));
        }
        else
        {
            Show(report);
        }

        return report.Violations.Count == 0 ? 0 : 1;
    }

    private static Option<int> Number(string name, string meaning, int value) => new(name)
    {
        Description = $"{meaning} Default: {value}.",
        DefaultValueFactory = _ => value,
    };

    private static void Show(TortureCycle cycle) => Line(
        $"era {cycle.Era,3} life {cycle.Number,4}  {cycle.Point,-11} {(cycle.WasReached ? "reached" : "-------")}  recovery {cycle.Recovery.TotalSeconds,5:N2} s  lived {cycle.Life.TotalSeconds,5:N2} s  answered {cycle.Answered,6}  unanswered {cycle.Unanswered,4}  outcomes {cycle.Outcomes,6}  exit {cycle.ExitCode}");

    private static void Show(TortureReport report)
    {
        Line($"crash point   tried  reached");
        foreach (var (point, (tried, reached)) in report.Points)
        {
            Line($"{point,-11}  {tried,6}  {reached,7}");
        }

        Line($"{report.Cycles.Count} cycles in {report.Elapsed.TotalSeconds:N0} s, {report.Elapsed.TotalSeconds / Math.Max(1, report.Cycles.Count):N2} s each.");
        Line($"{report.Payments} payments, {report.Accepted} answered accepted, the others known when sent again, {report.PutOff} answers put off; {report.Settled} settled.");
        Line($"{report.Count(ViolationKind.Lost)} lost, {report.Count(ViolationKind.AcceptedTwice)} accepted twice, {report.Count(ViolationKind.SettledTwice)} settled twice, {report.Count(ViolationKind.FailedThatSettled)} failed that settled, {report.Count(ViolationKind.Other)} others.");
        foreach (var sentence in report.Chain)
        {
            Line($"Chain: {sentence}.");
        }

        foreach (var violation in report.Violations.Take(20))
        {
            Line($"VIOLATION {violation.Kind}: {violation.Sentence}");
        }
    }

    private static void Show(SoakReport report)
    {
        foreach (var call in report.Calls)
        {
            Line($"{call.Method,-28} {call.What,-44} {call.Count,8}");
        }

        var (reorgs, drops, spikes) = report.Troubles;
        Line($"{report.Trouble.TotalMinutes:N1} minutes: {report.Faults} of {report.Requests} requests spoiled, {reorgs} reorgs, {drops} emptied pools, {spikes} times dear blocks.");
        Line($"{report.Payments} payments, {report.Answered} answered, {report.Settled} settled, {report.Corrected} outcomes corrected.");
        Line($"After the trouble: everything settled in {report.UntilSettled.TotalSeconds:N1} s, longest wait of a lane {report.LongestStuck.TotalSeconds:N1} s.");
        Line($"{report.Count(ViolationKind.Lost)} lost, {report.Count(ViolationKind.AcceptedTwice)} accepted twice, {report.Count(ViolationKind.SettledTwice)} settled twice, {report.Count(ViolationKind.FailedThatSettled)} failed that settled, {report.Count(ViolationKind.Other)} others.");
        Line($"Chain: {report.Chain}.");
        foreach (var violation in report.Violations.Take(20))
        {
            Line($"VIOLATION {violation.Kind}: {violation.Sentence}");
        }
    }

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}

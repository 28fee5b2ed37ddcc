using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using SettleEngine.Core.Dedupe;
using SettleEngine.Core.Encoding;
using SettleEngine.LoadBench.InProcess;
using SettleEngine.LoadBench.Race;
using SettleEngine.LoadBench.Reporting;
using SettleEngine.Pipeline.Ports;
using SettleEngine.Storage;
using SettleEngine.Verifier;

namespace SettleEngine.LoadBench.Rungs;

/// <summary>Many submissions of few keys at once, each in another spelling: every key is accepted exactly once.</summary>
internal static class RaceRung
{
    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var keys = RungCommand.Option("--keys", "Different authorizations.", 1_000_000);
        var repeats = RungCommand.Option("--repeats", "Submissions of each, without the forged twins.", 10);
        var submitters = RungCommand.Option("--submitters", "Submitters side by side.", 8);
        var signed = RungCommand.Option("--signed", "Whether payments are really signed and checked; slower.", false);
        var data = new Option<string?>("--data") { Description = "Folder for the journal; a temporary one otherwise." };
        return RungCommand.Create(
            "race",
            "Submits every authorization many times, as frames and as JSON, with v as 0, 1, 27 and 28, in both cases, among twins with a high s.\n\n"
            + "Examples:\n  ./run-bench.sh race\n  ./run-bench.sh race --keys 20000 --signed true",
            [keys, repeats, submitters, signed, data],
            (parsed, token) => RunAsync(
                new RaceOptions(
                    parsed.GetValue(keys),
                    parsed.GetValue(repeats),
                    parsed.GetValue(submitters),
                    parsed.GetValue(signed)),
                parsed.GetValue(data),
                token));
    }

    /// <summary>Runs the rung.</summary>
    public static async Task<RungReport> RunAsync(RaceOptions options, string? folder, CancellationToken cancellationToken)
    {
        var parent = folder is null ? Directory.CreateTempSubdirectory("settle-race-") : Directory.CreateDirectory(folder);
        var data = Path.Combine(parent.FullName, "race-rung");
        try
        {
            var tally = new RaceTally(options.Keys);
            var elapsed = await RaceAsync(options, data, tally, cancellationToken);
            var (records, different) = await CountAsync(data, cancellationToken);
            var report = new RungReport(
                "race",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(long)options.Keys * options.Repeats} submissions of {options.Keys} keys by {options.Submitters} submitters, "
                    + $"{(options.Signed ? "really signed and checked" : "a stand-in checks signatures")}"),
                [
                    new("submissions", tally.Submissions, "items"),
                    new("accepted", tally.Accepted, "items"),
                    new("existing", tally.Existing, "items"),
                    new("high_s_twins_refused", tally.TwinsRefused, "items"),
                    new("accept_records_in_journal", records, "records"),
                    new("different_keys_in_journal", different, "keys"),
                    new("submissions_per_second", tally.Submissions / elapsed.TotalSeconds, "items/s"),
                ]);
            return report with { Problem = tally.Problem ?? (records == options.Keys && different == options.Keys ? null : "the journal holds another number of admissions") };
        }
        finally
        {
            Directory.Delete(data, true);
            if (folder is null)
            {
                parent.Delete();
            }
        }
    }

    private static async Task<TimeSpan> RaceAsync(RaceOptions options, string data, RaceTally tally, CancellationToken cancellationToken)
    {
        using var real = options.Signed ? new ParallelSignatureVerifier([SignedItems.Token]) : null;
        ISignatureVerifier verifier = real is null ? new StandInVerifier() : real;
        var items = options.Signed ? SignedItems.Create(options.Keys) : null;
        await using var engine = QuietEngine.Start(data, verifier, settings => settings.Dedupe.MaxUnsettled = options.Keys + 1);
        await engine.ReadyAsync();
        var watch = Stopwatch.StartNew();
        var submitters = Enumerable.Range(0, options.Submitters)
            .Select(number => Task.Run(
                () => new RaceSubmitter(number, options, items, engine.Pipeline, tally).RunAsync(cancellationToken),
                cancellationToken))
            .ToArray();
        await Task.WhenAll(submitters);
        return watch.Elapsed;
    }

    private static async Task<(long Records, int Different)> CountAsync(string data, CancellationToken cancellationToken)
    {
        await using var journal = FasterJournal.Open(new JournalOptions { DataDirectory = data });
        var index = new NonceIndex(new byte[16], int.MaxValue);
        var records = 0L;
        var first = true;
        await journal.RecoverAsync(
            (sequence, kind, payload) =>
            {
                if (first && sequence != 1)
                {
                    throw new InvalidOperationException("The journal was truncated: its records cannot be counted.");
                }

                first = false;
                if (kind == JournalRecordKind.Accept)
                {
                    records++;
                    index.TryReserve(AcceptRecord.Read(payload).Item.Key, out _);
                }
            },
            cancellationToken);
        return (records, index.Count);
    }
}

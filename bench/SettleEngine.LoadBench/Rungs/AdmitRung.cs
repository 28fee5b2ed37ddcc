using System.CommandLine;
using System.Globalization;
using SettleEngine.Chain.Payers;
using SettleEngine.Client;
using SettleEngine.Core.Authorizations;
using SettleEngine.LoadBench.InProcess;
using SettleEngine.LoadBench.Reporting;
using SettleEngine.Pipeline.Ports;
using SettleEngine.Storage;
using SettleEngine.Verifier;

namespace SettleEngine.LoadBench.Rungs;

/// <summary>Verify and dedupe without a socket: groups of 256 into the pipeline in this process, every signature checked, every
/// key reserved, first with a journal that takes no time, then with the real one. The distance between the two is the disk's,
/// and that to <c>accept</c> the frames' and the socket's.</summary>
internal static class AdmitRung
{
    private const int WarmUp = 10_000;

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var payments = RungCommand.Option("--payments", "Payments that are counted.", 200_000);
        var data = new Option<string?>("--data") { Description = "Folder on the disk to measure; a temporary one otherwise." };
        return RungCommand.Create(
            "admit",
            "Verifies and admits payments in this process, without a disk and with one.\n\nExample:\n  ./run-bench.sh admit --payments 500000",
            [payments, data],
            (parsed, token) => RunAsync(parsed.GetValue(payments), parsed.GetValue(data), token));
    }

    /// <summary>Runs the rung.</summary>
    public static async Task<RungReport> RunAsync(int payments, string? folder, CancellationToken cancellationToken)
    {
        var items = SignedItems.Create(WarmUp + payments);
        var parent = folder is null ? Directory.CreateTempSubdirectory("settle-admit-") : Directory.CreateDirectory(folder);
        var data = Path.Combine(parent.FullName, "admit-rung");
        try
        {
            var (memory, lost) = await MeasureAsync(new MemoryJournal(), "memory", items, cancellationToken);
            var journal = FasterJournal.Open(new JournalOptions { DataDirectory = data });
            var (disk, lostOnDisk) = await MeasureAsync(journal, "disk", items, cancellationToken);
            return new RungReport(
                "admit",
                string.Create(CultureInfo.InvariantCulture, $"{payments} payments of 1,000 payers in groups of {GroupSubmitter.GroupSize}, in one process with the load, nothing settled meanwhile; a journal that takes no time, then the real one"),
                [.. memory, .. disk],
                lost + lostOnDisk == 0 ? null : $"{lost + lostOnDisk} payments were not accepted");
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

    private static async Task<(RungFigure[] Figures, int Lost)> MeasureAsync(
        IJournal journal,
        string name,
        SignedAuthorization[] items,
        CancellationToken cancellationToken)
    {
        using var real = new ParallelSignatureVerifier([SignedItems.Token]);
        var verifier = new ObservedVerifier(real);
        using var facts = new PayerFactsCache(new RichSource(), new PayerFactsOptions(), TimeProvider.System);
        await using var engine = QuietEngine.Start(journal, verifier, new QuietChain(), [new IdleSigner()], facts);
        await engine.ReadyAsync();

        var warmUp = items.AsMemory(0, WarmUp);
        await GroupLoad.RunAsync(engine.Pipeline, warmUp, new PaymentFollower(WarmUp, TimeProvider.System), cancellationToken);
        GC.Collect();
        verifier.Reset();

        var counted = items.AsMemory(WarmUp);
        var follower = new PaymentFollower(counted.Length, TimeProvider.System);
        var before = ProcessCost.Now();
        var load = await GroupLoad.RunAsync(engine.Pipeline, counted, follower, cancellationToken);
        return (
            [
                new($"{name}_accepted_per_second", follower.Accepted / load.AcceptSeconds, "payments/s"),
                new($"{name}_verified_per_second", verifier.PerSecond, "payments/s"),
                .. LatencyFigures.Of($"{name}_to_accepted", load.Answers),
                .. before.Since(counted.Length, "payment").Select(figure => figure with { Name = $"{name}_{figure.Name}" }),
            ],
            counted.Length - follower.Accepted);
    }
}

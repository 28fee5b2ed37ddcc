using System.CommandLine;
using System.Globalization;
using SettleEngine.Chain.Lanes;
using SettleEngine.Chain.Payers;
using SettleEngine.Client;
using SettleEngine.Core.Authorizations;
using SettleEngine.Devnet;
using SettleEngine.LoadBench.EndToEnd;
using SettleEngine.LoadBench.InProcess;
using SettleEngine.LoadBench.Reporting;
using SettleEngine.Pipeline;
using SettleEngine.Storage;
using SettleEngine.Verifier;

namespace SettleEngine.LoadBench.Rungs;

/// <summary>All six stages on a chain that needs no time: payments verified, admitted, cut into batches, signed, sent, found in
/// blocks, proven and followed until they are final. What the engine could settle beside an infinitely fast node.</summary>
internal static class PipelineRung
{
    private const int Lanes = 10;
    private const int WarmUp = 10_000;

    private static readonly TimeSpan BlockTime = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var payments = RungCommand.Option("--payments", "Payments that are counted.", 100_000);
        var batchMax = RungCommand.Option("--batch-max", "Most payments in a transaction.", 100);
        var data = new Option<string?>("--data") { Description = "Folder on the disk to measure; a temporary one otherwise." };
        return RungCommand.Create(
            "pipeline",
            "Runs all six stages in this process beside a chain that needs no time.\n\nExample:\n  ./run-bench.sh pipeline --payments 300000 --batch-max 200",
            [payments, batchMax, data],
            (parsed, token) => RunAsync(
                parsed.GetValue(payments), parsed.GetValue(batchMax), parsed.GetValue(data), token));
    }

    /// <summary>Runs the rung.</summary>
    public static async Task<RungReport> RunAsync(int payments, int batchMax, string? folder, CancellationToken cancellationToken)
    {
        var items = SignedItems.Create(WarmUp + payments);
        var parent = folder is null ? Directory.CreateTempSubdirectory("settle-pipeline-") : Directory.CreateDirectory(folder);
        var data = Path.Combine(parent.FullName, "pipeline-rung");
        try
        {
            return await MeasureAsync(items, batchMax, data, cancellationToken);
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

    private static async Task<RungReport> MeasureAsync(
        SignedAuthorization[] items,
        int batchMax,
        string data,
        CancellationToken cancellationToken)
    {
        using var real = new ParallelSignatureVerifier([SignedItems.Token]);
        var verifier = new ObservedVerifier(real);
        using var facts = new PayerFactsCache(new RichSource(), new PayerFactsOptions(), TimeProvider.System);
        await using var chain = new InstantChain(BlockTime);
        await using var engine = QuietEngine.Start(
            FasterJournal.Open(new JournalOptions { DataDirectory = data }),
            verifier,
            chain,
            [.. DevAccount.All.Take(Lanes).Select(account => Signer(account, chain))],
            facts,
            options =>
            {
                options.Batch.BatchMax = batchMax;
                options.Confirm.PollInterval = PollInterval;
                options.Submit.MaxSpendPerHourWei = 0;
            });
        await engine.ReadyAsync();
        await SettleAsync(engine.Pipeline, items.AsMemory(0, WarmUp), chain, cancellationToken);
        GC.Collect();
        verifier.Reset();

        var (chainTime, chainBytes) = (chain.ProcessorTime, chain.AllocatedBytes);
        var before = ProcessCost.Now();
        var counted = items.AsMemory(WarmUp);
        var (load, timeline) = await SettleAsync(engine.Pipeline, counted, chain, cancellationToken);
        var cost = before.Since(counted.Length, "payment");
        (chainTime, chainBytes) = (chain.ProcessorTime - chainTime, chain.AllocatedBytes - chainBytes);

        var settled = load.Follower.Settled;
        return new RungReport(
            "pipeline",
            string.Create(CultureInfo.InvariantCulture, $"{counted.Length} payments of 1,000 payers after a warm-up of {WarmUp}, in groups of {GroupSubmitter.GroupSize}, in one process with the load; a chain that takes and settles everything every {BlockTime.TotalMilliseconds} ms and is looked at every {PollInterval.TotalMilliseconds} ms, {Lanes} lanes, batches of at most {batchMax}, real signatures and journal; costs until everything is final, the chain's own taken off"),
            [
                new("accepted_per_second", load.Follower.Accepted / load.AcceptSeconds, "payments/s"),
                new("verified_per_second", verifier.PerSecond, "payments/s"),
                new("settled_per_second", settled / load.SettleSeconds, "payments/s"),
                new("settled_per_second_sustained", timeline.SustainedPerSecond(), "payments/s"),
                .. LatencyFigures.Of("to_accepted", load.Answers),
                .. LatencyFigures.Of("accepted_to_included", load.Follower.AcceptedToIncluded),
                .. cost.Select(figure => TakeOff(figure, chainTime, chainBytes, counted.Length)),
                new("chain_cpu_per_payment", chainTime.TotalMicroseconds / counted.Length, "us"),
            ],
            settled == counted.Length ? null : $"only {settled} of {counted.Length} payments were settled");
    }

    private static RungFigure TakeOff(RungFigure figure, TimeSpan chainTime, long chainBytes, int payments) => figure.Name switch
    {
        "cpu_per_payment" => figure with { Value = figure.Value - (chainTime.TotalMicroseconds / payments) },
        "allocated_per_payment" => figure with { Value = figure.Value - ((double)chainBytes / payments) },
        _ => figure,
    };

    private static async Task<(GroupLoad Load, OutcomeTimeline Timeline)> SettleAsync(
        SettlementPipeline pipeline,
        ReadOnlyMemory<SignedAuthorization> payments,
        InstantChain chain,
        CancellationToken cancellationToken)
    {
        var timeline = new OutcomeTimeline(new PaymentFollower(payments.Length, TimeProvider.System));
        var sink = new FollowerSink(timeline);
        pipeline.Subscribe(sink);
        try
        {
            var load = await GroupLoad.RunAsync(pipeline, payments, timeline.Follower, cancellationToken);
            var late = Task.Delay(Patience, cancellationToken);
            await Task.WhenAny(timeline.Follower.DecidedAll, late);

            // What comes behind inclusion is part of the work: the last block becomes final, and is looked at.
            var final = chain.Height + 18;
            while (chain.Height < final)
            {
                await Task.Delay(BlockTime, cancellationToken);
            }

            return (load, timeline);
        }
        finally
        {
            pipeline.Unsubscribe(sink);
        }
    }

    private static CheckedLaneSigner Signer(DevAccount account, InstantChain chain) =>
        PlatformLaneSigner.TryImport(account.PrivateKey.Span, out var signer)
            ? new CheckedLaneSigner(new NamedSigner(signer, chain))
            : throw new InvalidOperationException("A development account has no key.");
}

using System.CommandLine;
using System.Globalization;
using SettleEngine.LoadBench.EndToEnd;
using SettleEngine.LoadBench.Reporting;

namespace SettleEngine.LoadBench.Rungs;

/// <summary>The main job: payments over frames into a real engine, settled on a real EVM node beside it, every one proven by
/// the token's events and compared with the chain at the end. Three rates, never one for another: accepted, verified, settled;
/// and beside them what the node settles by itself.</summary>
internal static class EndToEndRung
{
    // The last block becomes final behind as many others as the local chain's epochs have it, and is looked at once more.
    private const int BlocksUntilFinal = 18;

    private static readonly TimeSpan FinalLooks = TimeSpan.FromSeconds(2);

    /// <summary>The workload that is published: lanes with room for more than a block holds, so that the node never waits for
    /// the engine because of it.</summary>
    public static BedOptions Usual { get; } = new() { Payments = 60_000, Lanes = 10 };

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var usual = Usual;
        var payments = RungCommand.Option("--payments", "Payments that are counted.", usual.Payments);
        var warmUp = RungCommand.Option("--warm-up", "Payments before them that are not counted.", usual.WarmUp);
        var payers = RungCommand.Option("--payers", "Accounts that pay.", usual.Payers);
        var lanes = RungCommand.Option("--lanes", "Accounts that send, 1 to 10.", usual.Lanes);
        var batchMax = RungCommand.Option("--batch-max", "Most payments in a transaction.", usual.BatchMax);
        var block = RungCommand.Option("--block-seconds", "Time between blocks.", usual.BlockTime.TotalSeconds);
        var rate = RungCommand.Option("--rate", "Payments handed in per second; 0 as fast as they are taken.", 0.0);
        var patience = RungCommand.Option("--patience", "Seconds after which the run is given up.", 240);
        var data = new Option<string?>("--data") { Description = "Folder on the disk to measure; a temporary one otherwise." };
        var anvil = new Option<string?>("--anvil") { Description = "Another anvil binary than the pinned one." };
        var seed = RungCommand.Option("--seed", "Names payers and authorization nonces.", usual.Seed);
        var nodeAlone = RungCommand.Option("--node-alone", "Whether to measure first what the node settles by itself.", true);
        return RungCommand.Create(
            "end-to-end",
            "Settles payments on a local chain with a real engine, three processes side by side.\n\n"
            + "Example:\n  ./run-bench.sh end-to-end --payments 60000 --lanes 6",
            [payments, warmUp, payers, lanes, batchMax, block, rate, patience, data, anvil, seed, nodeAlone],
            (parsed, token) => RunAsync(
                new BedOptions
                {
                    Payments = parsed.GetValue(payments),
                    WarmUp = parsed.GetValue(warmUp),
                    Payers = parsed.GetValue(payers),
                    Lanes = parsed.GetValue(lanes),
                    BatchMax = parsed.GetValue(batchMax),
                    BlockTime = TimeSpan.FromSeconds(parsed.GetValue(block)),
                    Rate = parsed.GetValue(rate),
                    Data = parsed.GetValue(data),
                    Anvil = parsed.GetValue(anvil),
                    Seed = parsed.GetValue(seed),
                },
                TimeSpan.FromSeconds(parsed.GetValue(patience)),
                parsed.GetValue(nodeAlone),
                token));
    }

    /// <summary>Runs the rung, and the node alone before it if that is wanted.</summary>
    public static async Task<RungReport> RunAsync(
        BedOptions options,
        TimeSpan patience,
        bool withNodeAlone,
        CancellationToken cancellationToken)
    {
        var alone = withNodeAlone ? await NodeAloneRung.RunAsync(options, patience, cancellationToken) : null;
        var report = await RunAsync(options, patience, NodeAloneRung.RateOf(alone), cancellationToken);
        return report with { Problem = alone?.Problem ?? report.Problem };
    }

    /// <summary>Runs the rung.</summary>
    /// <param name="options">The workload.</param>
    /// <param name="patience">When it is given up.</param>
    /// <param name="nodeAlone">What the node settles by itself with the same workload, in payments/s; 0 when it is not known.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<RungReport> RunAsync(
        BedOptions options,
        TimeSpan patience,
        double nodeAlone,
        CancellationToken cancellationToken)
    {
        await using var bed = await EngineBed.StartAsync(options, cancellationToken);
        var warm = 0UL;
        if (options.WarmUp > 0)
        {
            var warmUp = await bed.StreamAsync(bed.WarmUp, 0, follower => follower.DecidedAll, patience, cancellationToken);
            warm = warmUp.Timeline.LastSequence;
        }

        var before = await bed.SampleAsync(cancellationToken);
        var result = await bed.StreamAsync(bed.Counted, warm, follower => follower.DecidedAll, patience, cancellationToken);
        var after = await bed.SampleAsync(cancellationToken);
        await bed.Chain.MineAsync(BlocksUntilFinal, cancellationToken);
        await Task.Delay(FinalLooks, cancellationToken);
        var final = await bed.SampleAsync(cancellationToken);
        var (agrees, sentence) = await bed.Audit.CompareAsync(bed.All, cancellationToken);
        return new RungReport(
            "end-to-end",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{options.Payments} payments of {options.Payers} payers after a warm-up of {options.WarmUp}, blocks of {options.BlockTime.TotalSeconds} s and 400M gas, {options.Lanes} lanes, batches of at most {options.BatchMax}, frames over a Unix socket, engine, node and load generator as processes of one machine. Chain: {sentence}"),
            [.. Figures(bed, result, before, after, final), .. Shares(result, nodeAlone)],
            Problem(options, result, agrees, sentence));
    }

    private static string? Problem(BedOptions options, StreamResult result, bool agrees, string sentence)
    {
        if (!result.IsComplete || result.Follower.Settled != options.Payments)
        {
            return $"only {result.Follower.Settled} of {options.Payments} payments were settled";
        }

        return agrees ? null : sentence;
    }

    private static RungFigure[] Shares(StreamResult result, double nodeAlone) => nodeAlone == 0
        ? []
        :
        [
            new(NodeAloneRung.PerSecond, nodeAlone, "payments/s"),
            new("share_of_node_alone", 100 * result.Timeline.SustainedPerSecond() / nodeAlone, "%"),
        ];

    private static RungFigure[] Figures(
        EngineBed bed,
        StreamResult result,
        EngineSample before,
        EngineSample after,
        EngineSample final)
    {
        var follower = result.Follower;
        var payments = Math.Max(1, follower.Settled);
        var engine = after.ProcessorTime - before.ProcessorTime;
        var chain = after.ChainProcessorTime - before.ChainProcessorTime;
        return
        [
            new("accepted_per_second", follower.Accepted / result.AcceptSeconds, "payments/s"),
            new("verified_per_second", (after.Checks - before.Checks) / result.AcceptSeconds, "payments/s"),
            new("settled_per_second", follower.Settled / result.SettleSeconds, "payments/s"),
            new("settled_per_second_sustained", result.Timeline.SustainedPerSecond(), "payments/s"),
            new("settled", follower.Settled, "payments"),
            new("failed", follower.NotAccepted + follower.OtherOutcomes, "payments"),
            new("blocks", result.Timeline.Blocks, "blocks"),
            .. LatencyFigures.Of("to_accepted", result.Answers),
            .. LatencyFigures.Of("accepted_to_included", follower.AcceptedToIncluded),
            new("transactions", after.Transactions - before.Transactions, "transactions"),
            new("gas_per_payment", (after.Gas - before.Gas) / payments, "gas"),
            new("engine_cpu_per_payment", engine.TotalMicroseconds / payments, "us"),
            new("engine_cpu_per_payment_final", (final.ProcessorTime - before.ProcessorTime).TotalMicroseconds / payments, "us"),
            new("engine_cpu", engine.TotalSeconds, "s"),
            new("chain_cpu", chain.TotalSeconds, "s"),
            new("elapsed", result.SettleSeconds, "s"),
            new("allocated_per_payment", (after.AllocatedBytes - before.AllocatedBytes) / payments, "B"),
            .. EngineSample.CollectionFigures(before, after),
            .. EngineSample.VerifyFigures(before, after),
            new("engine_peak_memory", bed.Engine.PeakMemoryBytes / 1e6, "MB"),
        ];
    }
}

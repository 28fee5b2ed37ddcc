using System.CommandLine;
using System.Globalization;
using SettleEngine.LoadBench.EndToEnd;
using SettleEngine.LoadBench.Reporting;

namespace SettleEngine.LoadBench.Rungs;

/// <summary>The main job: payments over frames into a real engine, settled on a real EVM node beside it, every one proven by
/// the token's events and compared with the chain at the end. Three rates, never one for another: accepted, settled, and
/// settled once settling had begun.</summary>
internal static class EndToEndRung
{
    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var usual = new BedOptions();
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
        return RungCommand.Create(
            "end-to-end",
            "Settles payments on a local chain with a real engine, three processes side by side.\n\n"
            + "Example:\n  ./run-bench.sh end-to-end --payments 60000 --lanes 6",
            [payments, warmUp, payers, lanes, batchMax, block, rate, patience, data, anvil, seed],
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
                token));
    }

    /// <summary>Runs the rung.</summary>
    public static async Task<RungReport> RunAsync(BedOptions options, TimeSpan patience, CancellationToken cancellationToken)
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
        var (agrees, sentence) = await bed.Audit.CompareAsync(bed.All, cancellationToken);
        return new RungReport(
            "end-to-end",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{options.Payments} payments of {options.Payers} payers after a warm-up of {options.WarmUp}, blocks of {options.BlockTime.TotalSeconds} s and 400M gas, {options.Lanes} lanes, batches of at most {options.BatchMax}, frames over a Unix socket, engine, node and load generator as processes of one machine. Chain: {sentence}"),
            Figures(bed, result, before, after),
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

    private static RungFigure[] Figures(EngineBed bed, StreamResult result, EngineSample before, EngineSample after)
    {
        var follower = result.Follower;
        var payments = Math.Max(1, follower.Settled);
        var included = follower.AcceptedToIncluded;
        var engine = after.ProcessorTime - before.ProcessorTime;
        var chain = after.ChainProcessorTime - before.ChainProcessorTime;
        return
        [
            new("accepted_per_second", follower.Accepted / result.AcceptSeconds, "payments/s"),
            new("settled_per_second", follower.Settled / result.SettleSeconds, "payments/s"),
            new("settled_per_second_sustained", result.Timeline.SustainedPerSecond(), "payments/s"),
            new("settled", follower.Settled, "payments"),
            new("failed", follower.NotAccepted + follower.OtherOutcomes, "payments"),
            new("blocks", result.Timeline.Blocks, "blocks"),
            new("to_accepted_p50", result.Answers.P50.TotalMilliseconds, "ms"),
            new("to_accepted_p99", result.Answers.P99.TotalMilliseconds, "ms"),
            new("to_accepted_p999", result.Answers.P999.TotalMilliseconds, "ms"),
            new("accepted_to_included_p50", included.P50.TotalMilliseconds, "ms"),
            new("accepted_to_included_p99", included.P99.TotalMilliseconds, "ms"),
            new("accepted_to_included_p999", included.P999.TotalMilliseconds, "ms"),
            new("transactions", after.Transactions - before.Transactions, "transactions"),
            new("gas_per_payment", (after.Gas - before.Gas) / payments, "gas"),
            new("engine_cpu_per_payment", engine.TotalMicroseconds / payments, "us"),
            new("engine_cpu", engine.TotalSeconds, "s"),
            new("chain_cpu", chain.TotalSeconds, "s"),
            new("elapsed", result.SettleSeconds, "s"),
            new("allocated_per_payment", (after.AllocatedBytes - before.AllocatedBytes) / payments, "B"),
            new("collections_gen0", after.Collections[0] - before.Collections[0], "collections"),
            new("collections_gen1", after.Collections[1] - before.Collections[1], "collections"),
            new("collections_gen2", after.Collections[2] - before.Collections[2], "collections"),
            .. EngineSample.VerifyFigures(before, after),
            new("engine_peak_memory", bed.Engine.PeakMemoryBytes / 1e6, "MB"),
        ];
    }
}

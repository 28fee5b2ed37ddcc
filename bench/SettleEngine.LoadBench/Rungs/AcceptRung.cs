using System.CommandLine;
using System.Globalization;
using SettleEngine.LoadBench.EndToEnd;
using SettleEngine.LoadBench.Reporting;

namespace SettleEngine.LoadBench.Rungs;

/// <summary>How fast payments are taken in: frames over a Unix socket, signatures checked, duplicates refused, each record
/// durable before its answer. The chain answers and makes no block, so settling takes no processor time.</summary>
internal static class AcceptRung
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var payments = RungCommand.Option("--payments", "Payments that are counted.", 60_000);
        var payers = RungCommand.Option("--payers", "Accounts that pay.", 1_000);
        var rate = RungCommand.Option("--rate", "Payments handed in per second; 0 as fast as they are taken.", 0.0);
        var data = new Option<string?>("--data") { Description = "Folder on the disk to measure; a temporary one otherwise." };
        var seed = RungCommand.Option("--seed", "Names payers and authorization nonces.", 402UL);
        return RungCommand.Create(
            "accept",
            "Hands payments to a real engine and waits for its answers, not for outcomes.\n\nExample:\n  ./run-bench.sh accept --payments 100000",
            [payments, payers, rate, data, seed],
            (parsed, token) => RunAsync(
                new BedOptions
                {
                    Payments = parsed.GetValue(payments),
                    Payers = parsed.GetValue(payers),
                    Rate = parsed.GetValue(rate),
                    Data = parsed.GetValue(data),
                    Seed = parsed.GetValue(seed),
                    BlockTime = TimeSpan.Zero,
                },
                token));
    }

    /// <summary>Runs the rung.</summary>
    public static async Task<RungReport> RunAsync(BedOptions options, CancellationToken cancellationToken)
    {
        await using var bed = await EngineBed.StartAsync(options, cancellationToken);
        await bed.StreamAsync(bed.WarmUp, 0, follower => follower.AnsweredAll, Patience, cancellationToken);
        var before = await bed.SampleAsync(cancellationToken);
        var result = await bed.StreamAsync(bed.Counted, 0, follower => follower.AnsweredAll, Patience, cancellationToken);
        var after = await bed.SampleAsync(cancellationToken);

        var accepted = result.Follower.Accepted;
        return new RungReport(
            "accept",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{options.Payments} payments of {options.Payers} payers as frames over a Unix socket, one connection, no blocks meanwhile"),
            [
                new("accepted_per_second", accepted / result.AcceptSeconds, "payments/s"),
                new("verified_per_second", (after.Checks - before.Checks) / result.AcceptSeconds, "payments/s"),
                .. LatencyFigures.Of("to_accepted", result.Answers),
                new("engine_cpu_per_payment", (after.ProcessorTime - before.ProcessorTime).TotalMicroseconds / accepted, "us"),
                new("engine_cores", (after.ProcessorTime - before.ProcessorTime).TotalSeconds / result.AcceptSeconds, "cores"),
                new("allocated_per_payment", (after.AllocatedBytes - before.AllocatedBytes) / accepted, "B"),
                .. EngineSample.CollectionFigures(before, after),
                .. EngineSample.VerifyFigures(before, after),
                new("engine_peak_memory", bed.Engine.PeakMemoryBytes / 1e6, "MB"),
            ],
            result.IsComplete && accepted == options.Payments ? null : $"only {accepted} of {options.Payments} payments were accepted");
    }
}

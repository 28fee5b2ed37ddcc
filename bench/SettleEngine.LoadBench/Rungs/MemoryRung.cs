using System.CommandLine;
using System.Globalization;
using SettleEngine.LoadBench.EndToEnd;
using SettleEngine.LoadBench.Reporting;

namespace SettleEngine.LoadBench.Rungs;

/// <summary>What payments take that are accepted and cannot be settled: a real engine beside a chain that makes no block, fed
/// as in <c>accept</c>, and then left alone until its memory stands still.</summary>
internal static class MemoryRung
{
    private const int Looks = 10;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var payments = RungCommand.Option("--payments", "Payments that wait at the end.", 1_000_000);
        var payers = RungCommand.Option("--payers", "Accounts that pay.", 1_000);
        var data = new Option<string?>("--data") { Description = "Folder on the disk to measure; a temporary one otherwise." };
        var seed = RungCommand.Option("--seed", "Names payers and authorization nonces.", 402UL);
        return RungCommand.Create(
            "memory",
            "Accepts payments on a chain without blocks and says what they take.\n\nExample:\n  ./run-bench.sh memory --payments 1000000",
            [payments, payers, data, seed],
            (parsed, token) => RunAsync(
                new BedOptions
                {
                    Payments = parsed.GetValue(payments),
                    WarmUp = 0,
                    Payers = parsed.GetValue(payers),
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
        var before = await bed.SampleAsync(cancellationToken);
        var result = await bed.StreamAsync(bed.Counted, 0, follower => follower.AnsweredAll, Patience, cancellationToken);
        var after = await bed.SampleAsync(cancellationToken);
        var resident = new List<double>();
        var steady = after;
        for (var look = 0; look < Looks; look++)
        {
            await Task.Delay(BetweenLooks, cancellationToken);
            steady = await bed.SampleAsync(cancellationToken);
            resident.Add(steady.ResidentBytes);
        }

        var accepted = Math.Max(1, result.Follower.Accepted);
        return new RungReport(
            "memory",
            string.Create(CultureInfo.InvariantCulture, $"{options.Payments} payments of {options.Payers} payers accepted as frames over a Unix socket, none settled; memory looked at for {Looks * BetweenLooks.TotalSeconds} s afterwards"),
            [
                new("accepted", result.Follower.Accepted, "payments"),
                new("accepted_per_second", accepted / result.AcceptSeconds, "payments/s"),
                new("resident_before", before.ResidentBytes / 1e6, "MB"),
                new("resident_steady", steady.ResidentBytes / 1e6, "MB"),
                new("resident_most_while_steady", resident.Max() / 1e6, "MB"),
                new("resident_peak", bed.Engine.PeakMemoryBytes / 1e6, "MB"),
                new("resident_per_payment", (steady.ResidentBytes - before.ResidentBytes) / accepted, "B"),
                new("managed_heap", steady.HeapBytes / 1e6, "MB"),
                new("managed_committed", steady.CommittedBytes / 1e6, "MB"),
                new("verifier_tables", steady.TableBytes / 1e6, "MB"),
                new("engine_cpu_per_payment", (after.ProcessorTime - before.ProcessorTime).TotalMicroseconds / accepted, "us"),
                new("allocated_per_payment", (after.AllocatedBytes - before.AllocatedBytes) / accepted, "B"),
                .. EngineSample.CollectionFigures(before, steady),
            ],
            result.IsComplete && result.Follower.Accepted == options.Payments
                ? null
                : $"only {result.Follower.Accepted} of {options.Payments} payments were accepted");
    }
}

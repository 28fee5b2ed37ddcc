using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using SettleEngine.Core.Authorizations;
using SettleEngine.LoadBench.Reporting;
using SettleEngine.Verifier;

namespace SettleEngine.LoadBench.Rungs;

/// <summary>What the engine's verifier makes of the cores: groups of 256, eight at a time, as the pipeline hands them over.</summary>
internal static class VerifierRung
{
    private const int GroupSize = 256;
    private const int Groups = 8;

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var seconds = RungCommand.Option("--seconds", "How long.", 5);
        var workers = RungCommand.Option("--workers", "Threads; 0 takes one per core.", 0);
        return RungCommand.Create(
            "verifier",
            "Checks groups of 256 signatures on the engine's verifier.\n\nExample:\n  ./run-bench.sh verifier --seconds 10 --workers 1",
            [seconds, workers],
            (parsed, token) => RunAsync(TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(workers), token));
    }

    /// <summary>Runs the rung.</summary>
    public static async Task<RungReport> RunAsync(TimeSpan duration, int workers, CancellationToken cancellationToken)
    {
        var items = SignedItems.Create(Groups * GroupSize);
        using var verifier = new ParallelSignatureVerifier([SignedItems.Token], new VerifierOptions { Workers = workers });
        await LoopAsync(verifier, items, TimeSpan.FromSeconds(0.5), cancellationToken);

        var before = ProcessCost.Now();
        var watch = Stopwatch.StartNew();
        var latencies = await LoopAsync(verifier, items, duration, cancellationToken);
        var elapsed = watch.Elapsed;
        var count = (double)latencies.Count * GroupSize;
        var cost = before.Since(count, "signature");
        return new RungReport(
            "verifier",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Groups} groups of {GroupSize} at a time, {(workers == 0 ? Environment.ProcessorCount : workers)} threads"),
            [
                new("verified_per_second", count / elapsed.TotalSeconds, "signatures/s"),
                .. LatencyFigures.Of("group", latencies),
                .. cost,
            ]);
    }

    private static async Task<List<double>> LoopAsync(
        ParallelSignatureVerifier verifier,
        SignedAuthorization[] items,
        TimeSpan duration,
        CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var loops = Enumerable.Range(0, Groups).Select(group => Task.Run(
            async () =>
            {
                var mine = items.AsMemory(group * GroupSize, GroupSize);
                var verdicts = new RejectReason[GroupSize];
                var latencies = new List<double>();
                while (Stopwatch.GetElapsedTime(start) < duration)
                {
                    var began = Stopwatch.GetTimestamp();
                    await verifier.VerifyAsync(mine, verdicts, cancellationToken);
                    latencies.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                    if (verdicts.AsSpan().ContainsAnyExcept(RejectReason.None))
                    {
                        throw new InvalidOperationException("A good signature was refused.");
                    }
                }

                return latencies;
            },
            cancellationToken)).ToArray();
        return [.. (await Task.WhenAll(loops)).SelectMany(latencies => latencies)];
    }
}

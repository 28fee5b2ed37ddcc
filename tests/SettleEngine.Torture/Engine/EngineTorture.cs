using System.Collections.Concurrent;
using System.Diagnostics;

namespace SettleEngine.Torture.Engine;

/// <summary>Kills real engines again and again while payments stream in, then holds what they had said against the chain.</summary>
/// <param name="options">How much of it.</param>
public sealed class EngineTorture(TortureOptions options)
{
    /// <summary>Runs all eras.</summary>
    /// <param name="cancellationToken">Stops it, and leaves nothing running.</param>
    /// <returns>What came of it.</returns>
    public async Task<TortureReport> RunAsync(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var eras = new ConcurrentQueue<(int Number, int Cycles)>();
        for (var (number, left) = (1, options.Cycles); left > 0; number++, left -= options.Era)
        {
            eras.Enqueue((number, Math.Min(options.Era, left)));
        }

        var reports = new ConcurrentBag<TortureReport>();
        await Task.WhenAll(Enumerable.Range(0, options.Parallel).Select(_ => RunErasAsync(eras, reports, cancellationToken)));
        return TortureReport.Sum([.. reports.OrderBy(report => report.Cycles[0].Era)], watch.Elapsed);
    }

    private async Task RunErasAsync(
        ConcurrentQueue<(int Number, int Cycles)> eras,
        ConcurrentBag<TortureReport> reports,
        CancellationToken cancellationToken)
    {
        while (eras.TryDequeue(out var era))
        {
            using var torture = new TortureEra(options, era.Number);
            reports.Add(await torture.RunAsync(era.Cycles, cancellationToken));
        }
    }
}

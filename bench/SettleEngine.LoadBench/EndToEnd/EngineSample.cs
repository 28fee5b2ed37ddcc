using System.Globalization;
using SettleEngine.Devnet.Engines;

namespace SettleEngine.LoadBench.EndToEnd;

/// <summary>What the engine's process has used and done so far.</summary>
/// <param name="ProcessorTime">On all cores.</param>
/// <param name="ChainProcessorTime">Of the chain's node, on all cores.</param>
/// <param name="AllocatedBytes">Managed memory allocated.</param>
/// <param name="Collections">Garbage collections of generation 0, 1 and 2.</param>
/// <param name="Transactions">Our transactions found in blocks.</param>
/// <param name="Gas">Gas that they used.</param>
internal sealed record EngineSample(
    TimeSpan ProcessorTime,
    TimeSpan ChainProcessorTime,
    double AllocatedBytes,
    double[] Collections,
    double Transactions,
    double Gas)
{
    /// <summary>Reads the process's counters and its metrics.</summary>
    public static async Task<EngineSample> TakeAsync(
        EngineProcess engine,
        HttpClient http,
        TimeSpan chainProcessorTime,
        CancellationToken cancellationToken)
    {
        var text = await http.GetStringAsync(new Uri(engine.Admin, "/metrics"), cancellationToken);
        var lines = text.Split('\n');
        return new EngineSample(
            engine.ProcessorTime,
            chainProcessorTime,
            Sum(lines, "dotnet_gc_heap_total_allocated_bytes_total"),
            [.. Enumerable.Range(0, 3).Select(generation => Sum(lines, $"dotnet_gc_collections_total{{gc_heap_generation=\"gen{generation}\"}}"))],
            Sum(lines, "settle_confirm_transactions_total"),
            Sum(lines, "settle_confirm_gas_total"));
    }

    private static double Sum(IEnumerable<string> lines, string series) => lines
        .Where(line => line.StartsWith(series, StringComparison.Ordinal))
        .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
}

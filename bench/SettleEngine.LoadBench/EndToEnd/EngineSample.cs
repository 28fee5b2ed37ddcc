using System.Globalization;
using SettleEngine.Devnet.Engines;
using SettleEngine.LoadBench.Reporting;

namespace SettleEngine.LoadBench.EndToEnd;

/// <summary>What the engine's process has used and done so far.</summary>
/// <param name="ProcessorTime">On all cores.</param>
/// <param name="ChainProcessorTime">Of the chain's node, on all cores.</param>
/// <param name="AllocatedBytes">Managed memory allocated.</param>
/// <param name="Collections">Garbage collections of generation 0, 1 and 2.</param>
/// <param name="Transactions">Our transactions found in blocks.</param>
/// <param name="Gas">Gas that they used.</param>
/// <param name="Checks">Signatures checked.</param>
/// <param name="WarmChecks">Those among them that were checked with a table of their payer.</param>
/// <param name="CheckTime">What all checks took, in seconds of a core.</param>
internal sealed record EngineSample(
    TimeSpan ProcessorTime,
    TimeSpan ChainProcessorTime,
    double AllocatedBytes,
    double[] Collections,
    double Transactions,
    double Gas,
    double Checks,
    double WarmChecks,
    double CheckTime)
{
    /// <summary>Time for which collections stopped all threads, in seconds.</summary>
    public double Pause { get; init; }

    /// <summary>What is resident of the process, in bytes.</summary>
    public double ResidentBytes { get; init; }

    /// <summary>Managed objects after the last collection, in bytes, with the gaps between them.</summary>
    public double HeapBytes { get; init; }

    /// <summary>Memory that the collector holds, in bytes.</summary>
    public double CommittedBytes { get; init; }

    /// <summary>Memory of payers' keys and tables, which the collector does not hold, in bytes.</summary>
    public double TableBytes { get; init; }

    /// <summary>Collections of each generation between two samples, and the time for which they stopped everything.</summary>
    public static RungFigure[] CollectionFigures(EngineSample before, EngineSample after) =>
    [
        new("collections_gen0", after.Collections[0] - before.Collections[0], "collections"),
        new("collections_gen1", after.Collections[1] - before.Collections[1], "collections"),
        new("collections_gen2", after.Collections[2] - before.Collections[2], "collections"),
        new("collections_pause", (after.Pause - before.Pause) * 1_000, "ms"),
    ];

    /// <summary>Time per signature and warm share between two samples.</summary>
    public static RungFigure[] VerifyFigures(EngineSample before, EngineSample after)
    {
        var checks = Math.Max(1, after.Checks - before.Checks);
        return
        [
            new("verify_per_signature", (after.CheckTime - before.CheckTime) * 1e6 / checks, "us"),
            new("verify_warm_share", 100 * (after.WarmChecks - before.WarmChecks) / checks, "%"),
        ];
    }

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
            Sum(lines, "settle_confirm_gas_total"),
            Sum(lines, "settle_verify_checks_total"),
            Sum(lines, "settle_verify_checks_total{payer=\"known\"}"),
            Sum(lines, "settle_verify_time_seconds_total"))
        {
            Pause = Sum(lines, "dotnet_gc_pause_time_seconds_total"),
            ResidentBytes = Sum(lines, "dotnet_process_memory_working_set_bytes"),
            HeapBytes = Sum(lines, "dotnet_gc_last_collection_heap_size_bytes{"),
            CommittedBytes = Sum(lines, "dotnet_gc_last_collection_memory_committed_size_bytes"),
            TableBytes = Sum(lines, "settle_verify_cache_bytes"),
        };
    }

    private static double Sum(IEnumerable<string> lines, string series) => lines
        .Where(line => line.StartsWith(series, StringComparison.Ordinal))
        .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
}

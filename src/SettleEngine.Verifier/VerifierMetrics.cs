using System.Diagnostics.Metrics;
using SettleEngine.Pipeline.Diagnostics;

namespace SettleEngine.Verifier;

/// <summary>What the verifier publishes. Everything is read when somebody asks, so that checking pays nothing for it.</summary>
internal sealed class VerifierMetrics : IDisposable
{
    private static readonly KeyValuePair<string, object?> Known = new("payer", "known");
    private static readonly KeyValuePair<string, object?> Unknown = new("payer", "unknown");
    private static readonly KeyValuePair<string, object?> Small = new("size", "small");
    private static readonly KeyValuePair<string, object?> Large = new("size", "large");

    private readonly Meter _meter = new(PipelineMetrics.MeterName);

    /// <summary>Creates the instruments.</summary>
    /// <param name="read">Reads the numbers.</param>
    public VerifierMetrics(Func<VerifierStatistics> read)
    {
        _meter.CreateObservableCounter(
            "settle.verify.checks",
            () => Two<long>(read, now => (new(now.KnownChecks, Known), new(now.UnknownChecks, Unknown))),
            "{signature}",
            "Signatures checked, by payer: known has a table.");
        _meter.CreateObservableCounter(
            "settle.verify.time",
            () => Two<double>(read, now => (new(now.KnownTime.TotalSeconds, Known), new(now.UnknownTime.TotalSeconds, Unknown))),
            "s",
            "Processor time that checks took, digests included, by payer.");
        _meter.CreateObservableCounter(
            "settle.verify.table_time", () => read().TableTime.TotalSeconds, "s", "Processor time that making tables took.");
        _meter.CreateObservableCounter(
            "settle.verify.evictions", () => read().Evictions, "{table}", "Tables that made room for other payers' tables.");
        _meter.CreateObservableGauge(
            "settle.verify.tables",
            () => Two<int>(read, now => (new(now.SmallTables, Small), new(now.LargeTables, Large))),
            "{table}",
            "Tables of payers' keys, by size.");
        _meter.CreateObservableGauge("settle.verify.payers", () => read().Payers, "{payer}", "Payers whose key is known.");
        _meter.CreateObservableGauge(
            "settle.verify.cache", () => read().CacheBytes, "By", "Memory that payers' keys and tables use.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static Measurement<T>[] Two<T>(
        Func<VerifierStatistics> read, Func<VerifierStatistics, (Measurement<T> First, Measurement<T> Second)> select)
        where T : struct
    {
        var (first, second) = select(read());
        return [first, second];
    }
}

using SettleEngine.Client;

namespace SettleEngine.LoadBench.Reporting;

/// <summary>The three percentiles that every latency is published with.</summary>
internal static class LatencyFigures
{
    /// <summary>Of a histogram.</summary>
    /// <param name="name">What the latency is called.</param>
    /// <param name="latencies">The latencies.</param>
    public static RungFigure[] Of(string name, LatencyHistogram latencies) =>
    [
        new(name + "_p50", latencies.P50.TotalMilliseconds, "ms"),
        new(name + "_p99", latencies.P99.TotalMilliseconds, "ms"),
        new(name + "_p999", latencies.P999.TotalMilliseconds, "ms"),
    ];

    /// <summary>Of single measurements.</summary>
    /// <param name="name">What the latency is called.</param>
    /// <param name="milliseconds">The measurements, in ms, at least one; they are sorted by this.</param>
    public static RungFigure[] Of(string name, List<double> milliseconds)
    {
        milliseconds.Sort();
        return
        [
            new(name + "_p50", At(milliseconds, 0.5), "ms"),
            new(name + "_p99", At(milliseconds, 0.99), "ms"),
            new(name + "_p999", At(milliseconds, 0.999), "ms"),
        ];
    }

    /// <summary>What a share of all does not pass: the smallest measurement for which that holds.</summary>
    /// <param name="sorted">Measurements in order, at least one.</param>
    /// <param name="share">Above 0, at most 1.</param>
    public static double At(IReadOnlyList<double> sorted, double share) =>
        sorted[Math.Clamp((int)Math.Ceiling(sorted.Count * share) - 1, 0, sorted.Count - 1)];
}

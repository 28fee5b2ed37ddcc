namespace SettleEngine.LoadBench.Tune;

/// <summary>What a sweep recommends for one kind of traffic.</summary>
/// <param name="Ground">Where it was measured.</param>
/// <param name="BlockTime">Time between blocks.</param>
/// <param name="PaymentsPerSecond">Payments that arrive in a second.</param>
/// <param name="Curve">The points that no other beats, cheapest last.</param>
/// <param name="Fastest">The one with the least latency.</param>
/// <param name="Balanced">The one whose relative cost and relative latency, multiplied, are least.</param>
/// <param name="Cheapest">The one with the least cost.</param>
internal sealed record TuneAdvice(
    TuneGround Ground,
    TimeSpan BlockTime,
    double PaymentsPerSecond,
    IReadOnlyList<TunePoint> Curve,
    TunePoint Fastest,
    TunePoint Balanced,
    TunePoint Cheapest)
{
    /// <summary>Advises on every kind of traffic of a sweep that was measured without a problem.</summary>
    /// <param name="points">The points.</param>
    public static IReadOnlyList<TuneAdvice> Of(IEnumerable<TunePoint> points) =>
    [
        .. points
            .Where(point => point.Problem is null)
            .GroupBy(point => (point.Ground, point.Setting.BlockTime, point.Setting.PaymentsPerSecond))
            .Select(traffic => Of([.. traffic])),
    ];

    private static TuneAdvice Of(TunePoint[] points)
    {
        var curve = points.Where(point => !points.Any(point.IsBeatenBy)).OrderBy(point => point.P99).ToArray();
        return new TuneAdvice(
            curve[0].Ground,
            curve[0].Setting.BlockTime,
            curve[0].Setting.PaymentsPerSecond,
            curve,
            curve[0],
            curve.MinBy(point => point.UsdPerPayment * point.P99.TotalSeconds)!,
            curve[^1]);
    }
}

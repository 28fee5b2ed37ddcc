namespace SettleEngine.Client;

/// <summary>When load arrives: a growing series of instants since its start. The same seed gives the same series.</summary>
/// <remarks>An open pattern does not wait for answers, so a slow server shows in the latencies instead of in a lower rate.
/// Thread rule: one caller.</remarks>
public abstract class ArrivalPattern
{
    /// <summary>The next arrival.</summary>
    /// <returns>Time since the start; never less than the one before.</returns>
    public abstract TimeSpan NextArrival();

    /// <summary>Arrivals at equal distances.</summary>
    /// <param name="perSecond">Arrivals per second, above 0.</param>
    /// <returns>The pattern.</returns>
    public static ArrivalPattern Constant(double perSecond) => new ConstantArrivals(perSecond);

    /// <summary>Independent arrivals: exponential distances.</summary>
    /// <param name="perSecond">Arrivals per second on average, above 0.</param>
    /// <param name="seed">Chooses the series.</param>
    /// <returns>The pattern.</returns>
    public static ArrivalPattern Poisson(double perSecond, int seed) => new PoissonArrivals(perSecond, seed);

    /// <summary>Many arrivals at once, then silence.</summary>
    /// <param name="perSecond">Arrivals per second on average, above 0.</param>
    /// <param name="burst">Arrivals at the same instant, at least 1.</param>
    /// <param name="seed">Chooses how the silences vary: evenly from half to one and a half times the mean.</param>
    /// <returns>The pattern.</returns>
    public static ArrivalPattern Bursts(double perSecond, int burst, int seed) =>
        new BurstArrivals(perSecond, burst, seed);
}

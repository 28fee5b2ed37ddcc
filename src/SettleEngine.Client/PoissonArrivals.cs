namespace SettleEngine.Client;

/// <summary>Independent arrivals.</summary>
internal sealed class PoissonArrivals : ArrivalPattern
{
    private readonly double _perSecond;
    private readonly Random _random;
    private double _seconds;

    public PoissonArrivals(double perSecond, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(perSecond);
        _perSecond = perSecond;
        _random = new Random(seed);
    }

    public override TimeSpan NextArrival()
    {
        // NextDouble is below 1, so the logarithm is finite.
        _seconds -= Math.Log(1 - _random.NextDouble()) / _perSecond;
        return TimeSpan.FromSeconds(_seconds);
    }
}

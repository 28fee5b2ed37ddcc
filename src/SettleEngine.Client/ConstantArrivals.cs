namespace SettleEngine.Client;

/// <summary>Arrivals at equal distances.</summary>
internal sealed class ConstantArrivals : ArrivalPattern
{
    private readonly double _perSecond;
    private long _count;

    public ConstantArrivals(double perSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(perSecond);
        _perSecond = perSecond;
    }

    // Multiplied and not added up, so that no rounding piles up over a long run.
    public override TimeSpan NextArrival() => TimeSpan.FromSeconds(_count++ / _perSecond);
}

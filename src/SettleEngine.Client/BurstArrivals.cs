namespace SettleEngine.Client;

/// <summary>Many arrivals at once, then silence.</summary>
internal sealed class BurstArrivals : ArrivalPattern
{
    private readonly double _meanSilence;
    private readonly int _burst;
    private readonly Random _random;
    private int _left;
    private double _seconds;

    public BurstArrivals(double perSecond, int burst, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(perSecond);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(burst);
        _meanSilence = burst / perSecond;
        _burst = burst;
        _left = burst;
        _random = new Random(seed);
    }

    public override TimeSpan NextArrival()
    {
        if (_left == 0)
        {
            _seconds += _meanSilence * (0.5 + _random.NextDouble());
            _left = _burst;
        }

        _left--;
        return TimeSpan.FromSeconds(_seconds);
    }
}

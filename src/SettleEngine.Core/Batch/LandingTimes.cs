namespace SettleEngine.Core.Batch;

/// <summary>Measured times from the moment at which batches were due until blocks were seen to hold them. Pure: the caller passes the
/// time in. One owner, no locks.</summary>
/// <param name="defaultMs">What is believed before enough was measured, in milliseconds.</param>
/// <remarks>The newest <see cref="Window"/> transactions of the last <see cref="MemoryMs"/> count, so that an outage is
/// forgotten, and nothing counts for more than <see cref="MaxMs"/>, so that it does not shut the door for payments that live
/// longer than that.</remarks>
public sealed class LandingTimes(long defaultMs)
{
    /// <summary>Transactions that are remembered: three of them are what the hundredth part is read from.</summary>
    public const int Window = 256;

    /// <summary>How long one is remembered, in milliseconds.</summary>
    public const long MemoryMs = 300_000;

    /// <summary>Fewest from which anything is read.</summary>
    public const int Least = 50;

    /// <summary>What a transaction counts for at most, in milliseconds.</summary>
    public const long MaxMs = 26_000;

    private const long RefreshMs = 1_000;

    private readonly Queue<(long AtMs, long TookMs)> _landed = new();
    private readonly long[] _sorted = new long[Window];
    private long _usualMs;
    private long _knownUntilMs = long.MinValue;

    /// <summary>Records a transaction.</summary>
    /// <param name="nowMs">When a block was seen to hold it, on the caller's clock in milliseconds.</param>
    /// <param name="tookMs">Time since its batch was due.</param>
    public void Add(long nowMs, long tookMs)
    {
        if (_landed.Count == Window)
        {
            _landed.Dequeue();
        }

        _landed.Enqueue((nowMs, Math.Clamp(tookMs, 0, MaxMs)));
        _knownUntilMs = long.MinValue;
    }

    /// <summary>What all but one of a hundred take.</summary>
    /// <param name="nowMs">The caller's clock in milliseconds.</param>
    /// <returns>Milliseconds, at most <see cref="MaxMs"/>.</returns>
    public long UsualMs(long nowMs)
    {
        if (nowMs < _knownUntilMs)
        {
            return _usualMs;
        }

        while (_landed.TryPeek(out var oldest) && nowMs - oldest.AtMs > MemoryMs)
        {
            _landed.Dequeue();
        }

        _knownUntilMs = nowMs + RefreshMs;
        return _usualMs = _landed.Count < Least ? defaultMs : Percentile99();
    }

    private long Percentile99()
    {
        var count = 0;
        foreach (var (_, tookMs) in _landed)
        {
            _sorted[count++] = tookMs;
        }

        Array.Sort(_sorted, 0, count);
        return _sorted[(((count * 99) + 99) / 100) - 1];
    }
}

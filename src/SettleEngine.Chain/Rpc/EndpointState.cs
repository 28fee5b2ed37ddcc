namespace SettleEngine.Chain.Rpc;

/// <summary>An endpoint and how it has behaved.</summary>
/// <param name="endpoint">The endpoint.</param>
/// <param name="options">Rest times and intervals.</param>
/// <param name="timeProvider">Measures them.</param>
/// <remarks>Thread rule: any thread; all fields are guarded by one lock.</remarks>
internal sealed class EndpointState(JsonRpcEndpoint endpoint, ChainClientOptions options, TimeProvider timeProvider)
{
    private const int MaxDoublings = 16;

    // As many failures in a row are no glitch: whoever answers after that may be somebody else.
    private const int FailuresOfAnOutage = 3;

    private readonly Lock _gate = new();
    private long _restsSince;
    private TimeSpan _rest;
    private long? _identifiedAt;
    private int _failuresInARow;
    private bool _isBanned;

    /// <summary>The endpoint.</summary>
    public JsonRpcEndpoint Endpoint => endpoint;

    /// <summary>Whether it served another chain when it was asked last: it is asked for nothing else until it fits again.</summary>
    public bool IsBanned
    {
        get
        {
            lock (_gate)
            {
                return _isBanned;
            }
        }
    }

    /// <summary>How long it still rests.</summary>
    /// <returns>Zero when it may be asked.</returns>
    public TimeSpan RestLeft()
    {
        lock (_gate)
        {
            var left = _rest - timeProvider.GetElapsedTime(_restsSince);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Whether it is time to see if an endpoint that served another chain serves the right one again.</summary>
    /// <returns>True once per interval, until somebody has asked.</returns>
    public bool MayReturn()
    {
        lock (_gate)
        {
            return _identifiedAt is not { } at || timeProvider.GetElapsedTime(at) >= options.IdentityInterval;
        }
    }

    /// <summary>Whether it must show its chain before it is asked anything else. When it has done so before, only one
    /// caller is told; the others go on.</summary>
    /// <returns>True when the caller has to ask.</returns>
    public bool MustIdentify()
    {
        lock (_gate)
        {
            if (_identifiedAt is not { } at)
            {
                return true;
            }

            var isDue = timeProvider.GetElapsedTime(at) >= options.IdentityInterval;
            _identifiedAt = isDue ? timeProvider.GetTimestamp() : at;
            return isDue;
        }
    }

    /// <summary>It has shown which chain it serves.</summary>
    /// <param name="isOurs">Whether that is the right one.</param>
    public void Identified(bool isOurs)
    {
        lock (_gate)
        {
            _identifiedAt = timeProvider.GetTimestamp();
            _isBanned = !isOurs;
        }
    }

    /// <summary>It gave a usable answer.</summary>
    public void Succeeded()
    {
        lock (_gate)
        {
            _failuresInARow = 0;
            _rest = TimeSpan.Zero;
        }
    }

    /// <summary>It gave none, and rests: longer with each failure in a row, and by chance a little less, so that several
    /// processes do not come back at the same moment.</summary>
    /// <param name="jitter">From 0 to 1.</param>
    /// <returns>The rest.</returns>
    public TimeSpan Failed(double jitter)
    {
        lock (_gate)
        {
            var doublings = Math.Min(_failuresInARow, MaxDoublings);
            _failuresInARow++;
            if (_failuresInARow >= FailuresOfAnOutage)
            {
                _identifiedAt = null;
            }

            var full = Math.Min(options.FirstBackOff.TotalMilliseconds * (1L << doublings), options.MaxBackOff.TotalMilliseconds);
            _rest = TimeSpan.FromMilliseconds(full * (1 + jitter) / 2);
            _restsSince = timeProvider.GetTimestamp();
            return _rest;
        }
    }
}

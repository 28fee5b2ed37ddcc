namespace SettleEngine.Doors.Frames;

/// <summary>When things of one connection began that may not last. The door's heartbeat reads what reader and writer note.</summary>
/// <remarks>Thread rule: each field has one writer (frame and activity: the reader, flush: the writer) and one reader, the
/// heartbeat. A stale value is at most one beat old, which only makes a time-out that much later.</remarks>
internal sealed class FrameClock
{
    private readonly TimeProvider _time;
    private long _frameSince;
    private long _activeAt;
    private long _flushSince;

    public FrameClock(TimeProvider time)
    {
        _time = time;
        _frameSince = Now;
        _activeAt = Now;
    }

    // Zero means "not running", so the very first instant is moved by one tick.
    private long Now => Math.Max(1, _time.GetTimestamp());

    /// <summary>A frame is incomplete and the door waits for its rest; keeps the first time it was said.</summary>
    public void FrameIsOpen()
    {
        if (Volatile.Read(ref _frameSince) == 0)
        {
            Volatile.Write(ref _frameSince, Now);
        }
    }

    /// <summary>No frame is open, or the door itself is what the caller waits for.</summary>
    public void FrameIsDone() => Volatile.Write(ref _frameSince, 0);

    /// <summary>Bytes came in.</summary>
    public void Active() => Volatile.Write(ref _activeAt, Now);

    /// <summary>A flush waits for the caller to read.</summary>
    public void FlushBegan() => Volatile.Write(ref _flushSince, Now);

    /// <summary>The flush is through.</summary>
    public void FlushEnded() => Volatile.Write(ref _flushSince, 0);

    /// <summary>Whether an open frame has lasted longer than this.</summary>
    public bool FrameIsLate(TimeSpan limit) => Lasted(Volatile.Read(ref _frameSince), limit);

    /// <summary>Whether nothing came in for longer than this, and no frame is open.</summary>
    public bool IsQuiet(TimeSpan limit) =>
        Volatile.Read(ref _frameSince) == 0 && Lasted(Volatile.Read(ref _activeAt), limit);

    /// <summary>Whether a flush has lasted longer than this.</summary>
    public bool FlushIsLate(TimeSpan limit) => Lasted(Volatile.Read(ref _flushSince), limit);

    private bool Lasted(long since, TimeSpan limit) => since != 0 && _time.GetElapsedTime(since) > limit;
}

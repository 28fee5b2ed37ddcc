namespace SettleEngine.Storage;

/// <summary>Notices when the committer makes no progress: a device that lost a write never answers, wherever the write was
/// made, and then nobody but a watch can tell those who wait.</summary>
/// <remarks>It touches no file, so a device that hangs cannot stop it. Thread rule: the committer begins and ends steps, any
/// thread notes progress; the times may be read a moment late, which only shifts a limit by that moment.</remarks>
internal sealed class StallWatch(TimeSpan stallAfter, TimeSpan giveUpAfter)
{
    private readonly TimeProvider _time = TimeProvider.System;
    private long _movedAt;
    private volatile bool _isBusy;

    /// <summary>The committer begins a step that must end.</summary>
    public void Begin()
    {
        Note();
        _isBusy = true;
    }

    /// <summary>The device did something.</summary>
    public void Note() => Volatile.Write(ref _movedAt, _time.GetTimestamp());

    /// <summary>The step has ended.</summary>
    public void End() => _isBusy = false;

    /// <summary>Watches until it is cancelled or has given up.</summary>
    /// <param name="stalled">Told, at every look, whether there is no progress.</param>
    /// <param name="gaveUp">Told once, when there was none for too long.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <returns>A task that never faults.</returns>
    public async Task RunAsync(Action<bool> stalled, Action<TimeoutException> gaveUp, CancellationToken cancellationToken)
    {
        var shortest = stallAfter < giveUpAfter ? stallAfter : giveUpAfter;
        using var timer = new PeriodicTimer(TimeSpan.FromTicks(Math.Max(shortest.Ticks / 10, TimeSpan.TicksPerMillisecond)));
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                var still = _isBusy ? _time.GetElapsedTime(Volatile.Read(ref _movedAt)) : TimeSpan.Zero;
                stalled(still >= stallAfter);
                if (still >= giveUpAfter)
                {
                    gaveUp(new TimeoutException($"The disk made no progress within {giveUpAfter}."));
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The journal is being disposed, which has its own limit.
        }
    }
}

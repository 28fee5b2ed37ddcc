namespace SettleEngine.SimulatedWorld;

/// <summary>A timer on virtual time; one that belongs to a process dies with it.</summary>
internal sealed class VirtualTimer(World world, SimulatedProcess? process, TimerCallback callback, object? state) : ITimer
{
    private int _version;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        var version = ++_version;
        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            Schedule(version, dueTime, period);
        }

        return true;
    }

    public void Dispose() => _version++;

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Schedule(int version, TimeSpan dueTime, TimeSpan period) =>
        world.After(dueTime, () => Fire(version, period));

    private void Fire(int version, TimeSpan period)
    {
        if (version != _version || process is { IsAlive: false })
        {
            return;
        }

        if (period > TimeSpan.Zero)
        {
            Schedule(version, period, period);
        }

        if (process is null)
        {
            callback(state);
        }
        else
        {
            process.Execute(callback.Invoke, state);
        }
    }
}

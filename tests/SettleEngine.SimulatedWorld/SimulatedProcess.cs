namespace SettleEngine.SimulatedWorld;

/// <summary>One life of the engine: everything that runs in it dies at once when it is killed, as with kill -9.</summary>
/// <remarks>Its continuations and timers carry this context. After <see cref="Kill"/> none of them runs again, so no
/// clean-up code of the dead process can touch the disk or the chain.</remarks>
public sealed class SimulatedProcess : SynchronizationContext
{
    private readonly World _world;

    public SimulatedProcess(World world)
    {
        _world = world;
        Time = new VirtualTime(world, this);
    }

    public bool IsAlive { get; private set; } = true;

    /// <summary>The clock that the process sees; its timers stop with the process.</summary>
    public VirtualTime Time { get; }

    public void Kill() => IsAlive = false;

    public override void Post(SendOrPostCallback d, object? state) => _world.Post(d, state, this);

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException();

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Calls into the process from outside, so that what it awaits continues inside it.</summary>
    public T Call<T>(Func<T> call)
    {
        var previous = Current;
        SetSynchronizationContext(this);
        try
        {
            return call();
        }
        finally
        {
            SetSynchronizationContext(previous);
        }
    }

    internal void Execute(SendOrPostCallback callback, object? state)
    {
        if (!IsAlive)
        {
            return;
        }

        var previous = Current;
        SetSynchronizationContext(this);
        try
        {
            callback(state);
        }
        finally
        {
            SetSynchronizationContext(previous);
        }
    }
}

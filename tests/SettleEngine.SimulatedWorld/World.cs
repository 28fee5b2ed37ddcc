namespace SettleEngine.SimulatedWorld;

/// <summary>One thread, one seed, virtual time: every continuation and timer runs from here, in seeded order.</summary>
public sealed class World(ulong seed) : SynchronizationContext
{
    private readonly List<(SendOrPostCallback Callback, object? State)> _ready = [];
    private readonly PriorityQueue<Action, (long AtTicks, long Order)> _timers = new();
    private ulong _random = seed | 1;
    private long _order;

    public VirtualTime Time => field ??= new VirtualTime(this);

    public int Steps { get; private set; }

    public override void Post(SendOrPostCallback d, object? state) => _ready.Add((d, state));

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException();

    public int Next(int exclusiveMax)
    {
        _random ^= _random << 13;
        _random ^= _random >> 7;
        _random ^= _random << 17;
        return (int)(_random % (ulong)exclusiveMax);
    }

    public Task DelayAsync(int maxMs)
    {
        var completion = new TaskCompletionSource();
        _timers.Enqueue(completion.SetResult, (Time.Ticks + Next(maxMs) * TimeSpan.TicksPerMillisecond, _order++));
        return completion.Task;
    }

    public void Run(Func<Task> root)
    {
        var previous = Current;
        SetSynchronizationContext(this);
        try
        {
            var task = root();
            while (!task.IsCompleted)
            {
                Step();
            }

            task.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(previous);
        }
    }

    private void Step()
    {
        Steps++;
        if (_ready.Count > 0)
        {
            var index = Next(_ready.Count);
            var (callback, state) = _ready[index];
            _ready[index] = _ready[^1];
            _ready.RemoveAt(_ready.Count - 1);
            callback(state);
            return;
        }

        if (!_timers.TryDequeue(out var fire, out var due))
        {
            throw new InvalidOperationException("Deadlock: nothing is ready and no timer is set.");
        }

        Time.AdvanceTo(due.AtTicks);
        fire();
    }

    public sealed class VirtualTime(World world) : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new VirtualTimer(world, callback, state);
            timer.Change(dueTime, period);
            return timer;
        }

        public long Ticks { get; private set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Ticks;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(Ticks);

        public void AdvanceTo(long ticks) => Ticks = Math.Max(Ticks, ticks);
    }

    private sealed class VirtualTimer(World world, TimerCallback callback, object? state) : ITimer
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

        private void Schedule(int version, TimeSpan dueTime, TimeSpan period)
        {
            world._timers.Enqueue(() => Fire(version, period), (world.Time.Ticks + dueTime.Ticks, world._order++));
        }

        private void Fire(int version, TimeSpan period)
        {
            if (version != _version)
            {
                return;
            }

            if (period > TimeSpan.Zero)
            {
                Schedule(version, period, period);
            }

            callback(state);
        }
    }
}

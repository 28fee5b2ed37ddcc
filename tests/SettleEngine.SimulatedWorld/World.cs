using SettleEngine.SimulatedWorld.Faults;

namespace SettleEngine.SimulatedWorld;

/// <summary>One thread, one seed, virtual time: every continuation and timer runs from here, in seeded order.</summary>
/// <remarks>Code that leaves the world (a thread-pool continuation, a real timer) would make a run depend on the machine,
/// so a post from any other thread ends the run.</remarks>
public sealed class World : SynchronizationContext
{
    private readonly List<Work> _ready = [];
    private readonly PriorityQueue<Action, (long AtTicks, long Order)> _timers = new();

    private (long Step, Action Action)? _interruption;
    private int _thread = Environment.CurrentManagedThreadId;
    private ulong _random;
    private long _order;
    private volatile string? _escape;

    public World(ulong seed)
    {
        // Neighbouring seeds must give unrelated runs: xorshift alone keeps them close, and its state must not be zero.
        _random = Mix(seed + 0x9E3779B97F4A7C15) | 1;
        Time = new VirtualTime(this);
    }

    public VirtualTime Time { get; }

    /// <summary>By how much the wall clock of the engine's machine is wrong; durations and the chain do not follow it.</summary>
    public TimeSpan WallClockError { get; set; }

    public long Steps { get; private set; }

    /// <summary>Beyond this, something goes round in circles: a hundred times what a run of the simulation takes.</summary>
    public long MostSteps { get; init; } = 3_000_000;

    /// <summary>A running hash over everything that happened; two runs of a seed must end with the same one.</summary>
    public ulong TraceHash { get; private set; } = 0xCBF29CE484222325;

    /// <summary>What went wrong so far.</summary>
    public FaultTally Faults { get; } = new();

    /// <summary>When set, receives every line of the trace: for looking into one seed.</summary>
    public Action<string>? OnTrace { get; set; }

    public override void Post(SendOrPostCallback d, object? state) => Post(d, state, null);

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException();

    public override SynchronizationContext CreateCopy() => this;

    public int Next(int exclusiveMax) => (int)(NextUInt64() % (ulong)exclusiveMax);

    public int Between(int inclusiveMin, int inclusiveMax) => inclusiveMin + Next(inclusiveMax - inclusiveMin + 1);

    /// <summary>True once in 1/<paramref name="perMillion"/> million on average. Draws nothing for 0, so that an option
    /// which is off does not shift the run.</summary>
    public bool Chance(int perMillion) => perMillion > 0 && Next(1_000_000) < perMillion;

    /// <summary>As <see cref="Chance"/>, and counts the fault when it happens.</summary>
    public bool Strikes(int perMillion, FaultKind kind)
    {
        var strikes = Chance(perMillion);
        if (strikes)
        {
            Count(kind);
        }

        return strikes;
    }

    /// <summary>Counts a fault.</summary>
    public void Count(FaultKind kind)
    {
        Faults.Count(kind);
        OnTrace?.Invoke($"{Time.Ticks / TimeSpan.TicksPerMillisecond,9} fault {kind}");
    }

    public ulong NextUInt64()
    {
        _random ^= _random << 13;
        _random ^= _random >> 7;
        _random ^= _random << 17;
        return Mix(_random);
    }

    public void Fill(Span<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)Next(256);
        }
    }

    public Task DelayAsync(int maxMs) => SleepAsync(TimeSpan.FromMilliseconds(Next(Math.Max(1, maxMs))));

    public Task SleepAsync(TimeSpan delay)
    {
        var completion = new TaskCompletionSource();
        After(delay, completion.SetResult);
        return completion.Task;
    }

    /// <summary>Runs an action of the world itself at a later moment.</summary>
    public void After(TimeSpan delay, Action action) =>
        _timers.Enqueue(action, (Time.Ticks + Math.Max(0, delay.Ticks), _order++));

    /// <summary>Runs an action of the world itself between two later steps, whatever they belong to.</summary>
    public void Interrupt(int afterSteps, Action action) => _interruption = (Steps + afterSteps, action);

    public void Trace(ulong what)
    {
        TraceHash = (TraceHash ^ what) * 0x100000001B3;
        TraceHash = (TraceHash ^ (ulong)Time.Ticks) * 0x100000001B3;
    }

    /// <summary>Adds a line to the trace.</summary>
    public void Trace(string line)
    {
        foreach (var character in line)
        {
            TraceHash = (TraceHash ^ character) * 0x100000001B3;
        }

        Trace((ulong)line.Length);
        OnTrace?.Invoke($"{Time.Ticks / TimeSpan.TicksPerMillisecond,9} {line}");
    }

    public void Run(Func<Task> root)
    {
        var previous = Current;
        SetSynchronizationContext(this);
        _thread = Environment.CurrentManagedThreadId;
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

    internal void Post(SendOrPostCallback callback, object? state, SimulatedProcess? process)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            // Throwing here would end in the thread pool: the next step reports it.
            _escape = Environment.StackTrace;
            return;
        }

        _ready.Add(new Work(callback, state, process));
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    private void Step()
    {
        Steps++;
        if (_escape is { } escape)
        {
            throw new InvalidOperationException($"A continuation left the simulated world:\n{escape}");
        }

        if (Steps > MostSteps)
        {
            throw new InvalidOperationException($"No end after {Steps} steps, at {Time.GetUtcNow():O}.");
        }

        if (_interruption is { } interruption && Steps >= interruption.Step)
        {
            _interruption = null;
            interruption.Action();
        }

        if (_ready.Count > 0)
        {
            var index = Next(_ready.Count);
            var work = _ready[index];
            _ready[index] = _ready[^1];
            _ready.RemoveAt(_ready.Count - 1);
            Execute(work);
            return;
        }

        if (!_timers.TryDequeue(out var fire, out var due))
        {
            throw new InvalidOperationException("Deadlock: nothing is ready and no timer is set.");
        }

        Time.AdvanceTo(due.AtTicks);
        fire();
    }

    private void Execute(in Work work)
    {
        if (work.Process is null)
        {
            work.Callback(work.State);
        }
        else
        {
            work.Process.Execute(work.Callback, work.State);
        }
    }

    private readonly record struct Work(SendOrPostCallback Callback, object? State, SimulatedProcess? Process);
}

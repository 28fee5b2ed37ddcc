namespace SettleEngine.SimulatedWorld;

/// <summary>The world's clock. It moves only when nothing is left to do at the present moment.</summary>
public sealed class VirtualTime(World world, SimulatedProcess? process = null) : TimeProvider
{
    /// <summary>The moment at which every run begins; a plausible date, so that validity windows look like real ones.</summary>
    public static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    private long _ticks;

    /// <summary>100 ns units since the run began.</summary>
    public long Ticks => process is null ? _ticks : world.Time.Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Ticks;

    public override DateTimeOffset GetUtcNow() =>
        Start.AddTicks(process is null ? _ticks : world.Time.Ticks + world.WallClockError.Ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(world, process, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    internal void AdvanceTo(long ticks) => _ticks = Math.Max(_ticks, ticks);
}

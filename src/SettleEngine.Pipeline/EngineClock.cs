using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Pipeline;

/// <summary>The engine's three times: a clock for durations, the wall clock, and the time that the chain will judge by.</summary>
/// <param name="timeProvider">Real or virtual.</param>
/// <remarks>Thread rule: any thread.</remarks>
internal sealed class EngineClock(TimeProvider timeProvider)
{
    private readonly long _startedAt = timeProvider.GetTimestamp();

    /// <summary>Real or virtual time, for delays.</summary>
    public TimeProvider Provider { get; } = timeProvider;

    /// <summary>Milliseconds since start on a clock that does not go backwards.</summary>
    public long NowMs => (long)Provider.GetElapsedTime(_startedAt).TotalMilliseconds;

    /// <summary>Wall clock in Unix milliseconds, for people.</summary>
    public ulong UnixMs => (ulong)Math.Max(0, Provider.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>The later of wall clock and block time: an authorization that is expired by either is expired.</summary>
    /// <param name="head">The newest header, or null before the first.</param>
    /// <returns>Seconds.</returns>
    public UnixSeconds ChainNow(BlockHeader? head)
    {
        var wall = (ulong)Math.Max(0, Provider.GetUtcNow().ToUnixTimeSeconds());
        return new UnixSeconds(Math.Max(wall, head?.Timestamp.Value ?? 0));
    }
}

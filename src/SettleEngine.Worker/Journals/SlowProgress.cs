using System.Globalization;

namespace SettleEngine.Worker.Journals;

/// <summary>Tells people how far a command is, once it takes longer than they like to wait in silence.</summary>
/// <param name="time">The clock.</param>
/// <param name="tell">Where it is told.</param>
/// <remarks>Thread rule: one thread.</remarks>
internal sealed class SlowProgress(TimeProvider time, Action<string> tell)
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly long _startedAt = time.GetTimestamp();
    private TimeSpan _toldAt = Silence - Interval;

    /// <summary>Says how many bytes were read.</summary>
    /// <param name="bytes">Bytes of records.</param>
    public void Read(long bytes) =>
        Tell(() => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:N1} MB of records read"));

    /// <summary>Says how many of how many things are done.</summary>
    /// <param name="what">The things.</param>
    /// <param name="done">How many are done.</param>
    /// <param name="all">How many there are.</param>
    public void Done(string what, int done, int all) =>
        Tell(() => string.Create(CultureInfo.InvariantCulture, $"{what}: {done:N0} of {all:N0}"));

    private void Tell(Func<string> line)
    {
        var elapsed = time.GetElapsedTime(_startedAt);
        if (elapsed - _toldAt >= Interval)
        {
            _toldAt = elapsed;
            tell($"settle: {line()} ({elapsed.TotalSeconds:N0} s)");
        }
    }
}

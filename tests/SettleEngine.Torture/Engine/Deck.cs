using SettleEngine.Torture.Crashes;

namespace SettleEngine.Torture.Engine;

/// <summary>Draws moments, each as often as any other, and how often each must come before it counts.</summary>
internal sealed class Deck(TortureOptions options, Random random)
{
    private static readonly CrashPoint[] Faults =
        [CrashPoint.WriteFails, CrashPoint.FlushFails, CrashPoint.DiskFull, CrashPoint.AnchorFails];

    private readonly Queue<CrashPoint> _drawn = new();

    /// <summary>The moment of the next life.</summary>
    /// <param name="isNew">Whether there is no journal yet.</param>
    /// <returns>The moment.</returns>
    public CrashPoint Draw(bool isNew)
    {
        // Only a new journal makes its first segments, so that is when to be killed there.
        if (isNew && options.Mode == TortureMode.Crash && (options.Points.Count == 0 || options.Points.Contains(CrashPoint.C17)))
        {
            return CrashPoint.C17;
        }

        if (_drawn.Count == 0)
        {
            var all = Moments();
            random.Shuffle(all);
            Array.ForEach(all, _drawn.Enqueue);
        }

        return _drawn.Dequeue();
    }

    /// <summary>How often a moment must come in a life before it counts: at most as often as it usually does.</summary>
    /// <param name="point">The moment.</param>
    /// <param name="records">Records in the journal.</param>
    /// <returns>From 1.</returns>
    public int Nth(CrashPoint point, int records) => 1 + random.Next(point switch
    {
        CrashPoint.C3 => 10,
        CrashPoint.WriteFails or CrashPoint.FlushFails or CrashPoint.DiskFull => 24,
        CrashPoint.C14 => 1,
        CrashPoint.C15 or CrashPoint.Anchor or CrashPoint.AnchorFails => 8,
        CrashPoint.C16 => records + 2,
        CrashPoint.C17 => 9,
        _ => 2,
    });

    private CrashPoint[] Moments()
    {
        if (options.Points.Count > 0)
        {
            return [.. options.Points];
        }

        return options.Mode switch
        {
            TortureMode.Full => [CrashPoint.Random],
            TortureMode.Faults => [.. Faults],

            // A journal rolls its segments rarely, and makes them once: the beginning of an era is the time for that moment.
            _ => [.. Enum.GetValues<CrashPoint>().Where(point => point <= CrashPoint.Anchor && point != CrashPoint.C17)],
        };
    }
}

namespace SettleEngine.SimulatedWorld.Faults;

/// <summary>When the engine is killed, and at which point of its work.</summary>
internal sealed class CrashPlan
{
    private static readonly FaultKind[] Ways =
    [
        FaultKind.CrashAtAnyStep,
        FaultKind.CrashAtAnyStep,
        FaultKind.CrashDuringCommit,
        FaultKind.CrashDuringCommit,
        FaultKind.CrashAfterCommit,
        FaultKind.CrashBeforeSend,
        FaultKind.CrashAfterSend,
        FaultKind.CrashInRecovery,
        FaultKind.CrashInDrain,
        FaultKind.GracefulStop,
    ];

    private readonly Queue<(long AtTicks, FaultKind Way)> _next;

    public CrashPlan(World world, int crashes, int withinSeconds)
    {
        var planned = new List<(long AtTicks, FaultKind Way)>();
        for (var i = 0; i < crashes; i++)
        {
            var at = TimeSpan.FromMilliseconds(world.Next((withinSeconds * 1_000) + 1)).Ticks;

            // A graceful stop is no crash: the last one always is.
            var way = Ways[world.Next(i == 0 ? Ways.Length - 1 : Ways.Length)];
            planned.Add((at, way));
        }

        _next = new Queue<(long, FaultKind)>(planned.OrderBy(crash => crash.AtTicks));
    }

    public bool IsDone => _next.Count == 0;

    /// <summary>Takes the crash whose time has come.</summary>
    public FaultKind? TakeDue(long nowTicks) =>
        _next.TryPeek(out var next) && nowTicks >= next.AtTicks ? _next.Dequeue().Way : null;
}

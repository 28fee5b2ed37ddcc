using SettleEngine.Pipeline.Ports;
using SettleEngine.SimulatedWorld;

namespace SettleEngine.PortContracts.Tests.Journal;

/// <summary>Gives a simulated journal the time that it needs: every call steps the world until it completes, one call
/// after the other.</summary>
internal sealed class SteppedJournal(World world, IJournal journal) : IJournal
{
    public bool HasRoomForAdmissions => journal.HasRoomForAdmissions;

    public ulong DurableSequence => journal.DurableSequence;

    public ValueTask<ulong> AppendAsync(ReadOnlyMemory<JournalRecord> records, CancellationToken cancellationToken)
    {
        lock (world)
        {
            ulong first = 0;
            world.Run(async () => first = await journal.AppendAsync(records, cancellationToken));
            return ValueTask.FromResult(first);
        }
    }

    public ValueTask RecoverAsync(JournalReplay replay, CancellationToken cancellationToken) =>
        Step(() => journal.RecoverAsync(replay, cancellationToken));

    public ValueTask CheckpointAsync(CancellationToken cancellationToken) =>
        Step(() => journal.CheckpointAsync(cancellationToken));

    public ValueTask TruncateAsync(ulong firstRetained, CancellationToken cancellationToken) =>
        Step(() => journal.TruncateAsync(firstRetained, cancellationToken));

    public ValueTask DisposeAsync() => Step(journal.DisposeAsync);

    private ValueTask Step(Func<ValueTask> call)
    {
        lock (world)
        {
            world.Run(async () => await call());
            return ValueTask.CompletedTask;
        }
    }
}

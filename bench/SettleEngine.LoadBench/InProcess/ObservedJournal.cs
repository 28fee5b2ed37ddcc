using SettleEngine.Pipeline.Ports;

namespace SettleEngine.LoadBench.InProcess;

/// <summary>A journal that says when old records were given back for the first time.</summary>
internal sealed class ObservedJournal(IJournal journal) : IJournal
{
    private readonly TaskCompletionSource _truncated = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Truncated => _truncated.Task;

    public bool HasRoomForAdmissions => journal.HasRoomForAdmissions;

    public ulong DurableSequence => journal.DurableSequence;

    public ValueTask<ulong> AppendAsync(ReadOnlyMemory<JournalRecord> records, CancellationToken cancellationToken) =>
        journal.AppendAsync(records, cancellationToken);

    public ValueTask RecoverAsync(JournalReplay replay, CancellationToken cancellationToken) =>
        journal.RecoverAsync(replay, cancellationToken);

    public ValueTask CheckpointAsync(CancellationToken cancellationToken) => journal.CheckpointAsync(cancellationToken);

    public async ValueTask TruncateAsync(ulong firstRetained, CancellationToken cancellationToken)
    {
        await journal.TruncateAsync(firstRetained, cancellationToken);
        _truncated.TrySetResult();
    }

    public ValueTask DisposeAsync() => journal.DisposeAsync();
}

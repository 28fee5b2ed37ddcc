using SettleEngine.Pipeline.Ports;

namespace SettleEngine.LoadBench.InProcess;

/// <summary>A journal that gives sequences and keeps nothing: what is left of admission when the disk takes no time.</summary>
internal sealed class MemoryJournal : IJournal
{
    private readonly Lock _gate = new();
    private ulong _last;

    public bool HasRoomForAdmissions => true;

    public ulong DurableSequence
    {
        get
        {
            lock (_gate)
            {
                return _last;
            }
        }
    }

    public ValueTask<ulong> AppendAsync(ReadOnlyMemory<JournalRecord> records, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var first = _last + 1;
            _last += (ulong)records.Length;
            return new ValueTask<ulong>(first);
        }
    }

    public ValueTask RecoverAsync(JournalReplay replay, CancellationToken cancellationToken) => default;

    public ValueTask CheckpointAsync(CancellationToken cancellationToken) => default;

    public ValueTask TruncateAsync(ulong firstRetained, CancellationToken cancellationToken) => default;

    public ValueTask DisposeAsync() => default;
}

using SettleEngine.Core;
using SettleEngine.Core.Encoding;
using SettleEngine.Pipeline.Confirm;
using SettleEngine.Pipeline.Dedupe;
using SettleEngine.Pipeline.Ports;
using SettleEngine.Pipeline.Recovery;

namespace SettleEngine.Pipeline.Retention;

/// <summary>The journal as the stages use it: whatever becomes durable is applied to the view, in order, before anybody hears
/// that it is durable.</summary>
/// <remarks>Thread rule: any thread. The view belongs to this lock.</remarks>
internal sealed class JournalKeeper : IJournal
{
    private readonly IJournal _journal;
    private readonly Lock _gate = new();
    private readonly JournalView _view;
    private readonly JournalReplayer _replayer;
    private readonly Queue<Append> _appends = new();
    private long _bytes;

    /// <summary>Wraps a journal.</summary>
    /// <param name="journal">The journal; its owner disposes it.</param>
    /// <param name="table">Receives keys and decided payments.</param>
    /// <param name="outcomes">Receives the outcomes.</param>
    public JournalKeeper(IJournal journal, AdmissionTable table, OutcomeLog outcomes)
    {
        _journal = journal;
        _view = new JournalView(table, outcomes);
        _replayer = new JournalReplayer(_view, outcomes);
    }

    /// <inheritdoc/>
    public bool HasRoomForAdmissions => _journal.HasRoomForAdmissions;

    /// <inheritdoc/>
    public ulong DurableSequence => _journal.DurableSequence;

    /// <summary>What the journal says. Only before the first stage runs, and under <see cref="Look{T}"/>.</summary>
    public JournalView View => _view;

    /// <summary>Bytes of the checkpoint that was read at start; 0 when there was none.</summary>
    public long CheckpointBytesRead => _replayer.CheckpointBytes;

    /// <summary>Bytes of records that no checkpoint holds.</summary>
    public long BytesSinceCheckpoint
    {
        get
        {
            lock (_gate)
            {
                return _bytes;
            }
        }
    }

    /// <summary>Looks at the view while nothing is applied to it.</summary>
    /// <typeparam name="T">What is taken from it.</typeparam>
    /// <param name="look">Copies what it needs.</param>
    /// <returns>What was taken.</returns>
    public T Look<T>(Func<JournalView, T> look)
    {
        lock (_gate)
        {
            return look(_view);
        }
    }

    /// <summary>Begins to count records anew, because a checkpoint holds what was counted.</summary>
    /// <param name="bytes">How many bytes it holds.</param>
    public void CountFrom(long bytes)
    {
        lock (_gate)
        {
            _bytes -= bytes;
        }
    }

    /// <inheritdoc/>
    public async ValueTask RecoverAsync(JournalReplay replay, CancellationToken cancellationToken)
    {
        await _journal.RecoverAsync(
            (sequence, kind, payload) =>
            {
                _replayer.Apply(sequence, kind, payload);
                replay(sequence, kind, payload);
            },
            cancellationToken);
        _replayer.End();
        _view.IsReplaying = false;
        _bytes = _replayer.Bytes;
    }

    /// <inheritdoc/>
    public async ValueTask<ulong> AppendAsync(ReadOnlyMemory<JournalRecord> records, CancellationToken cancellationToken)
    {
        Append append;
        lock (_gate)
        {
            // Sequences are given in the order of these calls, so the queue is in the order of sequences.
            append = new Append(CopyOf(records.Span));
            append.Durable = AppendAsync(append, records);
            _appends.Enqueue(append);
        }

        await append.Durable;
        while (ApplyDurable(append) is { } earlier)
        {
            await earlier;
        }

        return append.First;
    }

    /// <inheritdoc/>
    public ValueTask CheckpointAsync(CancellationToken cancellationToken) => _journal.CheckpointAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask TruncateAsync(ulong firstRetained, CancellationToken cancellationToken) =>
        _journal.TruncateAsync(firstRetained, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _journal.DisposeAsync();

    // The caller may use its buffers again as soon as the call returns.
    private static (JournalRecordKind Kind, byte[] Payload)[] CopyOf(ReadOnlySpan<JournalRecord> records)
    {
        var copies = new (JournalRecordKind, byte[])[records.Length];
        for (var i = 0; i < copies.Length; i++)
        {
            var kind = records[i].Kind;
            copies[i] = (kind, kind >= JournalRecordKind.CheckpointBegin ? [] : records[i].Payload.ToArray());
        }

        return copies;
    }

    private async Task AppendAsync(Append append, ReadOnlyMemory<JournalRecord> records) =>
        append.First = await _journal.AppendAsync(records, CancellationToken.None);

    // Null when the append was applied, else the earlier one that must be durable first.
    private Task? ApplyDurable(Append wanted)
    {
        lock (_gate)
        {
            while (!wanted.IsApplied)
            {
                var next = _appends.Peek();
                if (!next.Durable.IsCompletedSuccessfully)
                {
                    return next.Durable;
                }

                _appends.Dequeue();
                Apply(next);
            }

            return null;
        }
    }

    private void Apply(Append append)
    {
        var sequence = append.First;
        foreach (var (kind, payload) in append.Records)
        {
            Invariant.Holds(sequence == _view.LastSequence + 1 || _view.LastSequence == 0);
            _view.Apply(sequence++, kind, payload);
            _bytes += payload.Length;
        }

        append.IsApplied = true;
    }

    private sealed class Append((JournalRecordKind Kind, byte[] Payload)[] records)
    {
        public (JournalRecordKind Kind, byte[] Payload)[] Records { get; } = records;

        public Task Durable { get; set; } = Task.CompletedTask;

        public ulong First { get; set; }

        public bool IsApplied { get; set; }
    }
}

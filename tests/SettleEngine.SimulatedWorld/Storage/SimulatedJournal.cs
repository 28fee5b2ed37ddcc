using SettleEngine.Pipeline.Ports;

namespace SettleEngine.SimulatedWorld.Storage;

/// <summary>A journal with group commit on a <see cref="SimulatedDisk"/>: what is appended during one commit becomes
/// durable with the next one, after a seeded virtual delay.</summary>
public sealed class SimulatedJournal : IJournal
{
    private readonly World _world;
    private readonly SimulatedDisk _disk;
    private readonly Queue<Append> _waiting = new();

    private ulong _lastSequence;
    private bool _isRecovered;
    private bool _isBroken;
    private bool _isDead;
    private bool _isCommitting;
    private bool _isClosed;

    internal SimulatedJournal(World world, SimulatedDisk disk)
    {
        _world = world;
        _disk = disk;
        _lastSequence = disk.DurableSequence;
    }

    public bool HasRoomForAdmissions => !_disk.Faults.IsNearlyFull;

    public ulong DurableSequence => _disk.DurableSequence;

    /// <summary>Whether a write failed; the engine must have stopped then.</summary>
    public bool IsBroken => _isBroken;

    public ValueTask<ulong> AppendAsync(ReadOnlyMemory<JournalRecord> records, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        ThrowIf(!_isRecovered, "The journal was not recovered.");
        ThrowIfBroken();
        if (records.IsEmpty)
        {
            throw new ArgumentException("A group has at least one record.", nameof(records));
        }

        foreach (var record in records.Span)
        {
            if (record.Payload.Length > 256 * 1024)
            {
                throw new ArgumentException("A payload has at most 256 KiB.", nameof(records));
            }
        }

        var first = _lastSequence + 1;
        foreach (var record in records.Span)
        {
            _disk.Write(record);
        }

        _lastSequence += (ulong)records.Length;
        var append = new Append(first, records.Length);
        _waiting.Enqueue(append);
        StartCommit();

        if (_disk.Faults.AcknowledgesTooEarly)
        {
            return ValueTask.FromResult(first);
        }

        return new ValueTask<ulong>(append.Completion.Task.WaitAsync(cancellationToken));
    }

    public ValueTask RecoverAsync(JournalReplay replay, CancellationToken cancellationToken)
    {
        ThrowIf(_isRecovered, "The journal was recovered before.");
        for (var sequence = _disk.FirstRetained; sequence <= _disk.DurableSequence; sequence++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var record = _disk.Records[checked((int)(sequence - 1))];
            replay(sequence, record.Kind, record.Payload);
        }

        _isRecovered = true;
        return ValueTask.CompletedTask;
    }

    public ValueTask CheckpointAsync(CancellationToken cancellationToken)
    {
        ThrowIfBroken();
        return new ValueTask(_world.DelayAsync(_disk.Faults.MaxCommitMs).WaitAsync(cancellationToken));
    }

    public ValueTask TruncateAsync(ulong firstRetained, CancellationToken cancellationToken)
    {
        ThrowIfBroken();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstRetained, _disk.DurableSequence + 1);
        _disk.GiveBack(firstRetained);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _isClosed = true;
        while (_isCommitting && !_isBroken && !_isDead)
        {
            await _world.DelayAsync(1);
        }

        if (!_isDead)
        {
            _disk.Close();
        }
    }

    internal void Die() => _isDead = true;

    private static void ThrowIf(bool condition, string message)
    {
        if (condition)
        {
            throw new InvalidOperationException(message);
        }
    }

    private void ThrowIfBroken()
    {
        if (_isBroken)
        {
            throw new IOException("The journal is broken: an earlier write failed.");
        }
    }

    private void StartCommit()
    {
        if (_isCommitting)
        {
            return;
        }

        _isCommitting = true;
        var group = _waiting.Count;
        _world.After(
            TimeSpan.FromMicroseconds(_world.Next(1 + (_disk.Faults.MaxCommitMs * 1_000))),
            () => EndCommit(group));
    }

    private void EndCommit(int group)
    {
        if (_isDead)
        {
            return;
        }

        _isCommitting = false;
        if (_world.Chance(_disk.Faults.FailPerMillion))
        {
            Break();
            return;
        }

        for (var i = 0; i < group; i++)
        {
            var append = _waiting.Dequeue();
            _disk.MakeDurable(append.Count);
            append.Completion.SetResult(append.First);
        }

        if (_waiting.Count > 0)
        {
            StartCommit();
        }
    }

    private void Break()
    {
        _world.Trace("disk write fails");
        _isBroken = true;
        while (_waiting.TryDequeue(out var append))
        {
            append.Completion.SetException(new IOException("The disk refused a write."));
        }
    }

    private sealed class Append(ulong first, int count)
    {
        public ulong First { get; } = first;

        public int Count { get; } = count;

        public TaskCompletionSource<ulong> Completion { get; } = new();
    }
}

using SettleEngine.Pipeline.Ports;
using SettleEngine.SimulatedWorld.Faults;
using SettleEngine.Storage;

namespace SettleEngine.SimulatedWorld.Storage;

/// <summary>A journal with group commit on a <see cref="SimulatedDisk"/>: what is appended during one commit becomes
/// durable with the next one, after a seeded virtual delay. Its blocks are the real journal's, byte for byte.</summary>
public sealed class SimulatedJournal : IJournal
{
    private const ulong LogId = 0x51D_0F_5EED;

    private readonly World _world;
    private readonly SimulatedDisk _disk;
    private readonly Queue<Append> _waiting = new();

    private DiskBlock? _lastBlock;
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
    }

    /// <summary>Called when a commit begins, and when it has ended before anybody hears of it. True means that the process
    /// is dead now.</summary>
    public Func<FaultKind, bool>? OnCommit { get; set; }

    public bool HasRoomForAdmissions => !_disk.Faults.IsNearlyFull && !_disk.Faults.IsFull;

    public ulong DurableSequence => _disk.DurableSequence;

    /// <summary>Whether a write failed; the engine must have stopped then.</summary>
    public bool IsBroken => _isBroken;

    /// <summary>When it broke, in the world's ticks.</summary>
    public long BrokenAtTicks { get; private set; }

    public ValueTask<ulong> AppendAsync(ReadOnlyMemory<JournalRecord> records, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        ThrowIf(!_isRecovered, "The journal was not recovered.");
        ThrowIfBroken();
        Check(records.Span);

        var first = _lastSequence + 1;
        _lastBlock = DiskBlock.Seal(records.Span, new BlockHeader(
            LogId,
            1,
            (uint)records.Length,
            (_lastBlock?.Header.BlockSequence ?? 0) + 1,
            first,
            _disk.DurableSequence,
            _lastBlock?.Crc ?? 0,
            0,
            0));
        _lastSequence += (ulong)records.Length;
        var append = new Append(first, _lastBlock);
        _waiting.Enqueue(append);
        StartCommit();

        return _disk.Faults.Bug == PlantedBug.AcknowledgesTooEarly
            ? ValueTask.FromResult(first)
            : new ValueTask<ulong>(append.Completion.Task.WaitAsync(cancellationToken));
    }

    public ValueTask RecoverAsync(JournalReplay replay, CancellationToken cancellationToken)
    {
        ThrowIf(_isRecovered, "The journal was recovered before.");
        _lastBlock = _disk.Scan((sequence, kind, payload) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_disk.Faults.Bug != PlantedBug.ForgetsNewestAdmissions || sequence + 5 <= _disk.DurableSequence
                || kind != Core.Encoding.JournalRecordKind.Accept)
            {
                replay(sequence, kind, payload);
            }
        });
        _lastSequence = (_lastBlock?.Header.FirstRecordSequence ?? 1) + (_lastBlock?.Header.RecordCount ?? 0) - 1;
        _isRecovered = true;
        return ValueTask.CompletedTask;
    }

    public ValueTask CheckpointAsync(CancellationToken cancellationToken)
    {
        ThrowIfBroken();
        return new ValueTask(_world.DelayAsync(_disk.Faults.MaxCommitMs).WaitAsync(cancellationToken));
    }

    public async ValueTask TruncateAsync(ulong firstRetained, CancellationToken cancellationToken)
    {
        ThrowIfBroken();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstRetained, _disk.DurableSequence + 1);
        await _world.DelayAsync(_disk.Faults.MaxCommitMs);
        if (!_isDead)
        {
            _disk.GiveBack(firstRetained);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _isClosed = true;
        while (_isCommitting && !_isBroken && !_isDead)
        {
            await _world.SleepAsync(TimeSpan.FromMilliseconds(1));
        }

        if (!_isDead)
        {
            _disk.Close();
        }
    }

    internal void Die() => _isDead = true;

    private static void Check(ReadOnlySpan<JournalRecord> records)
    {
        if (records.IsEmpty)
        {
            throw new ArgumentException("A group has at least one record.", nameof(records));
        }

        foreach (ref readonly var record in records)
        {
            if (record.Payload.Length > 256 * 1024)
            {
                throw new ArgumentException("A payload has at most 256 KiB.", nameof(records));
            }
        }
    }

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
        _disk.Begin(_waiting.Select(append => append.Block));
        var delay = TimeSpan.FromMicroseconds(_world.Next(1 + (_disk.Faults.MaxCommitMs * 1_000)));
        if (_world.Strikes(_disk.Faults.SlowPerMillion, FaultKind.SlowWrite))
        {
            delay += TimeSpan.FromMilliseconds(_world.Between(500, 4_000));
        }

        if (OnCommit is { } onCommit)
        {
            // The crash comes at some moment of the write, from outside.
            _world.After(_world.Next(2) == 0 ? delay / 2 : TimeSpan.Zero, () => _ = !_isDead && onCommit(FaultKind.CrashDuringCommit));
        }

        _world.After(delay, () => EndCommit(group));
    }

    private void EndCommit(int group)
    {
        if (_isDead)
        {
            return;
        }

        _isCommitting = false;
        if (FailsNow())
        {
            Break();
            return;
        }

        _disk.Complete();
        if (OnCommit is { } onCommit && onCommit(FaultKind.CrashAfterCommit))
        {
            return;
        }

        for (var i = 0; i < group; i++)
        {
            var append = _waiting.Dequeue();
            append.Completion.SetResult(append.First);
        }

        if (_waiting.Count > 0)
        {
            StartCommit();
        }
    }

    private bool FailsNow()
    {
        if (_disk.Faults.IsFull)
        {
            _world.Count(FaultKind.FullDisk);
            return true;
        }

        return _world.Strikes(_disk.Faults.FailPerMillion, FaultKind.FailedWrite);
    }

    private void Break()
    {
        _world.Trace("disk write fails");
        _isBroken = _disk.Faults.Bug != PlantedBug.IgnoresFailedWrites;
        BrokenAtTicks = _world.Time.Ticks;
        _disk.Fail();
        while (_waiting.TryDequeue(out var append))
        {
            if (_isBroken)
            {
                append.Completion.SetException(new IOException("The disk refused a write."));
            }
            else
            {
                append.Completion.SetResult(append.First);
            }
        }
    }

    private sealed class Append(ulong first, DiskBlock block)
    {
        public ulong First { get; } = first;

        public DiskBlock Block { get; } = block;

        public TaskCompletionSource<ulong> Completion { get; } = new();
    }
}

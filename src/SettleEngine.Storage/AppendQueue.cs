using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Storage;

/// <summary>Between those who append and the committer: gives sequences, fills blocks, and remembers who waits.</summary>
/// <remarks>
/// A caller's records are copied into the block that is being filled; the committer takes everything that waits. So the busier
/// it is, the fuller the blocks, and no timer is needed.
/// Thread rule: any thread; every field is guarded by the gate.
/// </remarks>
internal sealed class AppendQueue(string dataDirectory, long maxTakeBytes)
{
    private const int MaxSpareBlocks = 16;
    private readonly object _gate = new();
    private readonly Queue<AppendBlock> _waiting = new();
    private readonly Stack<AppendBlock> _spare = new();
    private AppendBlock? _filling;
    private List<AppendBlock>? _taken;
    private JournalPhase _phase;
    private IOException? _failure;
    private ulong _nextSequence;
    private LogPosition _durable;
    private (long Segment, TaskCompletionSource Done)? _truncation;
    private int _maxGroupBytes;
    private int _blockBytes;

    /// <summary>How far everything is durable.</summary>
    public LogPosition Durable
    {
        get
        {
            lock (_gate)
            {
                return _durable;
            }
        }
    }

    /// <summary>Why the journal is broken, or null.</summary>
    public IOException? Failure
    {
        get
        {
            lock (_gate)
            {
                return _failure;
            }
        }
    }

    /// <summary>Begins the one recovery.</summary>
    /// <exception cref="InvalidOperationException">There was one before.</exception>
    public void BeginRecovery()
    {
        lock (_gate)
        {
            if (_phase != JournalPhase.Closed)
            {
                throw new InvalidOperationException("The journal is recovered once, right after it was opened.");
            }

            _phase = JournalPhase.Recovering;
        }
    }

    /// <summary>Opens for appending.</summary>
    /// <param name="durable">What recovery found.</param>
    /// <param name="maxGroupBytes">Bytes that a group may have.</param>
    /// <param name="blockBytes">Bytes at which a block is closed.</param>
    /// <returns>False when the journal was disposed meanwhile.</returns>
    public bool TryOpen(LogPosition durable, int maxGroupBytes, int blockBytes)
    {
        lock (_gate)
        {
            _durable = durable;
            _nextSequence = durable.RecordSequence + 1;
            _maxGroupBytes = maxGroupBytes;
            _blockBytes = Math.Min(blockBytes, maxGroupBytes);
            if (_phase == JournalPhase.Disposed)
            {
                return false;
            }

            _phase = JournalPhase.Open;
            return true;
        }
    }

    /// <summary>Takes nothing more; the committer ends once it has taken what is there.</summary>
    /// <returns>False when that was said before.</returns>
    public bool TryDispose()
    {
        lock (_gate)
        {
            if (_phase == JournalPhase.Disposed)
            {
                return false;
            }

            _phase = JournalPhase.Disposed;
            Monitor.PulseAll(_gate);
            return true;
        }
    }

    /// <summary>Refuses when nothing can be written.</summary>
    public void ThrowUnlessOpen()
    {
        lock (_gate)
        {
            ThrowUnlessOpenHere();
        }
    }

    /// <summary>Copies a group into a block.</summary>
    /// <param name="records">The group.</param>
    /// <param name="bytes">What <see cref="AppendBlock.Measure"/> gave.</param>
    /// <returns>The first record's sequence, once the group is durable.</returns>
    public Task<ulong> Add(ReadOnlySpan<JournalRecord> records, long bytes)
    {
        var waiter = new TaskCompletionSource<ulong>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            ThrowUnlessOpenHere();
            if (bytes > _maxGroupBytes)
            {
                throw new ArgumentException(
                    $"A group of {bytes} bytes does not fit into one block of {_maxGroupBytes}; append it in parts.",
                    nameof(records));
            }

            if (_filling is { } full && !full.HasRoomFor(bytes))
            {
                _waiting.Enqueue(full);
                _filling = null;
            }

            _filling ??= TakeEmptyBlock(bytes).Begin(_nextSequence);
            _filling.Add(records, waiter);
            _nextSequence += (ulong)records.Length;
            Monitor.Pulse(_gate);
        }

        return waiter.Task;
    }

    /// <summary>Asks the committer to delete the segments before one.</summary>
    /// <param name="segment">The first that stays.</param>
    /// <returns>Completes when they are gone.</returns>
    public Task AddTruncation(long segment)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            ThrowUnlessOpenHere();
            if (_truncation is not null)
            {
                throw new InvalidOperationException("One truncation at a time.");
            }

            _truncation = (segment, done);
            Monitor.Pulse(_gate);
        }

        return done.Task;
    }

    /// <summary>Waits for work and takes it. The committer's.</summary>
    /// <param name="blocks">Empty; gets blocks in order.</param>
    /// <param name="truncateBefore">The first segment that stays, when a truncation was asked for.</param>
    /// <returns>False when the journal was disposed and nothing is left.</returns>
    public bool Take(List<AppendBlock> blocks, out long? truncateBefore)
    {
        lock (_gate)
        {
            while (_filling is null && _waiting.Count == 0 && _truncation is null && _phase == JournalPhase.Open)
            {
                Monitor.Wait(_gate);
            }

            truncateBefore = _truncation?.Segment;
            var bytes = 0L;
            while (_waiting.TryPeek(out var next) && (blocks.Count == 0 || bytes + next.RecordBytes < maxTakeBytes))
            {
                blocks.Add(_waiting.Dequeue());
                bytes += next.RecordBytes;
            }

            if (_waiting.Count == 0 && _filling is { } filling)
            {
                blocks.Add(filling);
                _filling = null;
            }

            _taken = blocks;
            return blocks.Count > 0 || truncateBefore is not null;
        }
    }

    /// <summary>Tells everybody whose records are durable now, and takes the blocks back. The committer's.</summary>
    /// <param name="blocks">What was taken.</param>
    /// <param name="durable">How far everything is durable.</param>
    /// <returns>False when the journal broke meanwhile: then everybody has heard so, and nothing is acknowledged any more.</returns>
    public bool TryPublish(List<AppendBlock> blocks, LogPosition durable)
    {
        lock (_gate)
        {
            if (_failure is not null)
            {
                return false;
            }

            _taken = null;
            _durable = durable;
        }

        foreach (var block in blocks)
        {
            block.Complete();
        }

        lock (_gate)
        {
            foreach (var block in blocks)
            {
                if (block.RecordCapacity == _blockBytes && _spare.Count < MaxSpareBlocks)
                {
                    _spare.Push(block);
                }
            }
        }

        return true;
    }

    /// <summary>Tells whoever asked for a truncation that it is done. The committer's.</summary>
    public void EndTruncation()
    {
        TaskCompletionSource? done;
        lock (_gate)
        {
            done = _truncation?.Done;
            _truncation = null;
        }

        done?.TrySetResult();
    }

    /// <summary>Ends everything with a failure: who waits hears of it, and who comes later, too.</summary>
    /// <param name="cause">What happened; the first one counts.</param>
    /// <returns>The failure that everybody hears of.</returns>
    public IOException Break(Exception cause)
    {
        var blocks = new List<AppendBlock>();
        IOException failure;
        TaskCompletionSource? truncation;
        lock (_gate)
        {
            _failure ??= new IOException(
                $"The journal in {dataDirectory} (--data) is broken and the process must stop: {cause.Message}",
                cause);
            failure = _failure;

            // Those that the committer has taken and may be stuck with, too.
            blocks.AddRange(_taken ?? []);
            blocks.AddRange(_waiting);
            if (_filling is not null)
            {
                blocks.Add(_filling);
            }

            _waiting.Clear();
            _filling = null;
            truncation = _truncation?.Done;
            _truncation = null;
        }

        truncation?.TrySetException(failure);
        foreach (var block in blocks)
        {
            block.Fail(failure);
        }

        return failure;
    }

    private void ThrowUnlessOpenHere()
    {
        if (_failure is not null)
        {
            throw new IOException(_failure.Message, _failure);
        }

        ObjectDisposedException.ThrowIf(_phase == JournalPhase.Disposed, this);
        if (_phase != JournalPhase.Open)
        {
            throw new InvalidOperationException("The journal must be recovered before it is written.");
        }
    }

    private AppendBlock TakeEmptyBlock(long bytes)
    {
        if (bytes > _blockBytes)
        {
            return new AppendBlock((int)bytes);
        }

        return _spare.TryPop(out var spare) ? spare : new AppendBlock(_blockBytes);
    }
}

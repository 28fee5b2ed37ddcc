using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Storage;

/// <summary>The journal on FASTER: one log of checksummed, chained blocks, group-committed by one thread.</summary>
/// <remarks>
/// A caller's records are copied into the block that is being filled; the committer takes everything that waits, writes it
/// and waits for the disk; meanwhile the next block fills. So the busier it is, the fuller the blocks, and no timer is needed.
/// Thread rule: any thread. Fields below the lock are guarded by it; the writer belongs to the committer.
/// </remarks>
public sealed partial class FasterJournal : IJournal
{
    /// <summary>Where every block ends, in bytes: what the page cache and modern disks write as one.</summary>
    internal const int CommitAlignment = 4096;

    private const int MaxPayloadBytes = 256 << 10;
    private const int MaxSpareBlocks = 16;

    private readonly FasterJournalOptions _options;
    private readonly ILogger _logger;
    private readonly DataDirectory _directory;
    private readonly CancellationTokenSource _stop = new();
    private readonly StallWatch _stall;
    private readonly TaskCompletionSource<IOException> _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);

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

    private AnchorKeeper? _anchor;
    private BlockWriter? _writer;
    private Thread? _committer;
    private Task _recovery = Task.CompletedTask;
    private Task _watch = Task.CompletedTask;
    private Task _stallWatch = Task.CompletedTask;
    private bool _isDiskFull;
    private bool _isStalled;
    private volatile bool _hasRoom;

    private FasterJournal(FasterJournalOptions options, ILogger logger, DataDirectory directory)
    {
        _options = options;
        _logger = logger;
        _directory = directory;
        _stall = new StallWatch(options.StallAfter, options.CommitTimeout);
    }

    /// <summary>Completes, with the reason, when the journal breaks. The host must stop the process then.</summary>
    public Task<IOException> Broken => _broken.Task;

    /// <inheritdoc/>
    public bool HasRoomForAdmissions => _hasRoom;

    /// <inheritdoc/>
    public ulong DurableSequence
    {
        get
        {
            lock (_gate)
            {
                return _durable.RecordSequence;
            }
        }
    }

    /// <summary>Takes the data directory for this process. <see cref="RecoverAsync"/> comes next.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="logger">Where opening, repair and failure are logged.</param>
    /// <returns>The journal, not yet recovered.</returns>
    /// <exception cref="ArgumentException">The settings contradict each other.</exception>
    /// <exception cref="IOException">The directory is in use by another process or cannot be written.</exception>
    public static FasterJournal Open(FasterJournalOptions options, ILogger<FasterJournal>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return new FasterJournal(
            options,
            logger ?? NullLogger<FasterJournal>.Instance,
            DataDirectory.Open(options.DataDirectory));
    }

    /// <inheritdoc/>
    public ValueTask<ulong> AppendAsync(ReadOnlyMemory<JournalRecord> records, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<ulong>(cancellationToken);
        }

        var bytes = Check(records.Span);
        var waiter = new TaskCompletionSource<ulong>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            ThrowUnlessOpen();
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
            _filling.Add(records.Span, waiter);
            _nextSequence += (ulong)records.Length;
            Monitor.Pulse(_gate);
        }

        return cancellationToken.CanBeCanceled
            ? new ValueTask<ulong>(waiter.Task.WaitAsync(cancellationToken))
            : new ValueTask<ulong>(waiter.Task);
    }

    /// <inheritdoc/>
    public async ValueTask RecoverAsync(JournalReplay replay, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(replay);
        lock (_gate)
        {
            if (_phase != JournalPhase.Closed)
            {
                throw new InvalidOperationException("The journal is recovered once, right after it was opened.");
            }

            _phase = JournalPhase.Recovering;
        }

        _recovery = Task.Run(() => VerifyAndStart(replay, cancellationToken), CancellationToken.None);
        await _recovery;
    }

    /// <inheritdoc/>
    public async ValueTask CheckpointAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ThrowUnlessOpen();
        }

        await Task.Run(() => WriteAnchor(null), CancellationToken.None).WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask TruncateAsync(ulong firstRetained, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        SegmentStart first;
        lock (_gate)
        {
            ThrowUnlessOpen();
            if (_truncation is not null)
            {
                throw new InvalidOperationException("One truncation at a time.");
            }

            lock (_writer!.Segments)
            {
                first = _writer.Segments.FindLast(
                    start => start.RecordSequence <= firstRetained && start.BlockSequence <= _durable.BlockSequence);
            }
        }

        if (first.BlockSequence == 0 || first.Segment <= _anchor!.Current.First.Segment)
        {
            return;
        }

        // The anchor learns where the log will begin before anything is deleted; a crash in between only leaves files.
        await Task.Run(() => WriteAnchor(first), CancellationToken.None).WaitAsync(cancellationToken);
        lock (_gate)
        {
            ThrowUnlessOpen();
            _truncation = (first.Segment, done);
            Monitor.Pulse(_gate);
        }

        await done.Task.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    [SuppressMessage("Design", "MA0045", Justification = "Joining the committer is moved to the thread pool.")]
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_phase == JournalPhase.Disposed)
            {
                return;
            }

            _phase = JournalPhase.Disposed;
            Monitor.PulseAll(_gate);
        }

        // Whoever recovers hears of its failure; here it only has to be over.
        await _recovery.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stop.CancelAsync();
        await _stallWatch;
        if (await EndsInTimeAsync())
        {
            Close();
            return;
        }

        // Files and lock are left to the end of the process: a write that still hangs must not meet another journal.
        Break(new TimeoutException("The disk did not answer while the journal was closed."));
    }

    // A disk that is known to hang gets no second time-out.
    [SuppressMessage("Design", "MA0045", Justification = "Joining the committer is moved to the thread pool.")]
    private async Task<bool> EndsInTimeAsync()
    {
        var limit = _broken.Task.IsCompleted && _options.StallAfter < _options.CommitTimeout
            ? _options.StallAfter
            : _options.CommitTimeout;
        var joining = _committer is { } committer
            ? Task.Run(() => committer.Join(limit), CancellationToken.None)
            : Task.FromResult(true);
        await Task.WhenAny(_watch, Task.Delay(limit, CancellationToken.None));
        return await joining && _watch.IsCompleted;
    }

    private static long Check(ReadOnlySpan<JournalRecord> records)
    {
        if (records.IsEmpty)
        {
            throw new ArgumentException("A group has at least one record.", nameof(records));
        }

        foreach (ref readonly var record in records)
        {
            if (record.Payload.Length > MaxPayloadBytes)
            {
                throw new ArgumentException($"A payload has at most {MaxPayloadBytes} bytes.", nameof(records));
            }
        }

        return AppendBlock.Measure(records);
    }

    private void ThrowUnlessOpen()
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

    private void VerifyAndStart(JournalReplay replay, CancellationToken cancellationToken)
    {
        (_writer, _anchor) = new JournalOpening(_directory, _options, _logger, _stall).Run(replay, cancellationToken);
        RefreshRoom();
        lock (_gate)
        {
            _durable = _writer.Position;
            _nextSequence = _durable.RecordSequence + 1;
            _maxGroupBytes = _anchor.Current.PageBytes - (2 * CommitAlignment);
            _blockBytes = Math.Min(_options.BlockBytes, _maxGroupBytes);
            if (_phase == JournalPhase.Disposed)
            {
                return;
            }

            _phase = JournalPhase.Open;
            _committer = new Thread(RunCommitter) { IsBackground = true, Name = "journal committer" };
            _committer.Start();
            _watch = Task.Run(WatchAsync, CancellationToken.None);
            _stallWatch = Task.Run(() => _stall.RunAsync(SetStalled, Break, _stop.Token), CancellationToken.None);
        }
    }

    private void RunCommitter()
    {
        var blocks = new List<AppendBlock>();
        while (TakeWork(blocks, out var truncation))
        {
            try
            {
                _stall.Begin();
                _writer!.Commit(blocks);
                if (!TryPublish(blocks))
                {
                    return;
                }

                if (truncation is { } asked)
                {
                    _writer.Truncate(asked.Segment);
                    EndTruncation();
                }
            }
            catch (Exception failure)
            {
                // Whatever it is, nobody knows what the disk holds now: a second try could acknowledge what is not there.
                Break(failure);
                return;
            }
            finally
            {
                _stall.End();
            }

            blocks.Clear();
        }
    }

    private bool TakeWork(List<AppendBlock> blocks, out (long Segment, TaskCompletionSource Done)? truncation)
    {
        lock (_gate)
        {
            while (_filling is null && _waiting.Count == 0 && _truncation is null && _phase == JournalPhase.Open)
            {
                Monitor.Wait(_gate);
            }

            truncation = _truncation;
            var bytes = 0L;
            while (_waiting.TryPeek(out var next) && (blocks.Count == 0 || bytes + next.RecordBytes < _options.MemoryBytes / 4))
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
            return blocks.Count > 0 || truncation is not null;
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

    // False when the journal broke meanwhile: then everybody has heard so, and nothing is acknowledged any more.
    private bool TryPublish(List<AppendBlock> blocks)
    {
        lock (_gate)
        {
            if (_failure is not null)
            {
                return false;
            }

            _taken = null;
            _durable = _writer!.Position;
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

    private void EndTruncation()
    {
        TaskCompletionSource? done;
        lock (_gate)
        {
            done = _truncation?.Done;
            _truncation = null;
        }

        done?.TrySetResult();
    }

    private void Break(Exception failed)
    {
        var blocks = new List<AppendBlock>();
        var cause = failed.GetBaseException();
        IOException failure;
        TaskCompletionSource? truncation;
        lock (_gate)
        {
            _failure ??= new IOException(
                $"The journal in {_options.DataDirectory} (--data) is broken and the process must stop: {cause.Message}",
                cause);
            failure = _failure;
            _hasRoom = false;

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

        if (_broken.TrySetResult(failure))
        {
            LogBroken(_logger, failure);
        }

        truncation?.TrySetException(failure);
        foreach (var block in blocks)
        {
            block.Fail(failure);
        }
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(_options.AnchorInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                RefreshRoom();
                LogPosition durable;
                lock (_gate)
                {
                    durable = _durable;
                }

                if (durable.BlockSequence > _anchor!.Current.BlockSequence)
                {
                    _anchor.Write(durable, 1);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The owner disposes the journal; the last anchor is written there.
        }
        catch (Exception failure)
        {
            Break(failure);
        }
    }

    private void RefreshRoom()
    {
        var isFull = _directory.FreeBytes < 2 * _anchor!.Current.SegmentBytes;
        lock (_gate)
        {
            _isDiskFull = isFull;
            SetRoom();
        }
    }

    private void SetStalled(bool isStalled)
    {
        lock (_gate)
        {
            _isStalled = isStalled;
            SetRoom();
        }
    }

    private void SetRoom()
    {
        var room = !_isDiskFull && !_isStalled && _failure is null;
        if (_hasRoom != room)
        {
            _hasRoom = room;
            LogRoom(_logger, room);
        }
    }

    private void WriteAnchor(SegmentStart? first)
    {
        LogPosition durable;
        lock (_gate)
        {
            durable = _durable;
        }

        try
        {
            _anchor!.Write(durable, 2, first);
        }
        catch (Exception failure)
        {
            Break(failure);
            throw new IOException("The journal's anchor cannot be written.", failure);
        }
    }

    private void Close()
    {
        try
        {
            if (_anchor is not null && _failure is null)
            {
                WriteAnchor(null);
            }
        }
        finally
        {
            _writer?.Dispose();
            _anchor?.Dispose();
            _directory.Dispose();
            _stop.Dispose();
        }
    }

    [LoggerMessage(3103, LogLevel.Critical, "Journal broken")]
    private static partial void LogBroken(ILogger logger, Exception failure);

    [LoggerMessage(3104, LogLevel.Information, "Journal has room for admissions: {HasRoom}")]
    private static partial void LogRoom(ILogger logger, bool hasRoom);
}

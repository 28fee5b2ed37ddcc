using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Storage;

/// <summary>The journal: one log of checksummed, chained blocks, group-committed by one thread. What an adapter adds is how
/// blocks get into the segment files.</summary>
/// <remarks>
/// The committer takes everything that waits, writes it and waits for the disk; meanwhile the next block fills.
/// Any failed write or flush breaks it for good. Thread rule: any thread; the writer belongs to the committer.
/// </remarks>
public abstract partial class BlockJournal : IJournal
{
    private const int MaxPayloadBytes = 256 << 10;

    private readonly JournalOptions _options;
    private readonly ILogger _logger;
    private readonly DataDirectory _directory;
    private readonly AppendQueue _queue;
    private readonly AdmissionRoom _room;
    private readonly StallWatch _stall;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<IOException> _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private AnchorKeeper? _anchor;
    private BlockWriter? _writer;
    private Thread? _committer;
    private Task _recovery = Task.CompletedTask;
    private Task _watch = Task.CompletedTask;
    private Task _stallWatch = Task.CompletedTask;

    private protected BlockJournal(JournalOptions options, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _logger = logger;
        _directory = DataDirectory.Open(options.DataDirectory, options.Files);
        _queue = new AppendQueue(options.DataDirectory, options.MemoryBytes / 4);
        _room = new AdmissionRoom(logger);
        _stall = new StallWatch(options.StallAfter, options.CommitTimeout);
    }

    /// <summary>Takes the data directory for this process. <see cref="RecoverAsync"/> comes next.</summary>
    /// <param name="adapter">What the journal stands on.</param>
    /// <param name="options">The settings.</param>
    /// <param name="loggers">Where opening, repair and failure are logged.</param>
    /// <returns>The journal, not yet recovered.</returns>
    /// <exception cref="ArgumentException">The settings contradict each other.</exception>
    /// <exception cref="IOException">The directory is in use by another process or cannot be written.</exception>
    public static BlockJournal Open(JournalAdapter adapter, JournalOptions options, ILoggerFactory? loggers = null) => adapter switch
    {
        JournalAdapter.Faster => FasterJournal.Open(options, loggers?.CreateLogger<FasterJournal>()),
        JournalAdapter.Segments => SegmentJournal.Open(options, loggers?.CreateLogger<SegmentJournal>()),
        _ => throw new ArgumentOutOfRangeException(nameof(adapter)),
    };

    /// <summary>Completes, with the reason, when the journal breaks. The host must stop the process then.</summary>
    public Task<IOException> Broken => _broken.Task;

    /// <inheritdoc/>
    public bool HasRoomForAdmissions => _room.HasRoom;

    /// <inheritdoc/>
    public ulong DurableSequence => _queue.Durable.RecordSequence;

    /// <inheritdoc/>
    public ValueTask<ulong> AppendAsync(ReadOnlyMemory<JournalRecord> records, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<ulong>(cancellationToken);
        }

        var durable = _queue.Add(records.Span, Check(records.Span));
        return cancellationToken.CanBeCanceled
            ? new ValueTask<ulong>(durable.WaitAsync(cancellationToken))
            : new ValueTask<ulong>(durable);
    }

    /// <inheritdoc/>
    public async ValueTask RecoverAsync(JournalReplay replay, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(replay);
        _queue.BeginRecovery();
        _recovery = Task.Run(() => VerifyAndStart(replay, cancellationToken), CancellationToken.None);
        await _recovery;
    }

    /// <inheritdoc/>
    public async ValueTask CheckpointAsync(CancellationToken cancellationToken)
    {
        _queue.ThrowUnlessOpen();
        await Task.Run(() => WriteAnchor(null), CancellationToken.None).WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask TruncateAsync(ulong firstRetained, CancellationToken cancellationToken)
    {
        _queue.ThrowUnlessOpen();
        var durable = _queue.Durable;
        SegmentStart first;
        lock (_writer!.Segments)
        {
            first = _writer.Segments.FindLast(
                start => start.RecordSequence <= firstRetained && start.BlockSequence <= durable.BlockSequence);
        }

        if (first.BlockSequence == 0 || first.Segment <= _anchor!.Current.First.Segment)
        {
            return;
        }

        // The anchor learns where the log will begin before anything is deleted; a crash in between only leaves files.
        await Task.Run(() => WriteAnchor(first), CancellationToken.None).WaitAsync(cancellationToken);
        await _queue.AddTruncation(first.Segment).WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (!_queue.TryDispose())
        {
            return;
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

    /// <summary>Opens the adapter's log for appending.</summary>
    private protected abstract IBlockLog OpenLog(DataDirectory directory, in JournalAnchor anchor, long begin);

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
        if (!await joining || !_watch.IsCompleted)
        {
            return false;
        }

        var preparing = _writer?.StopPreparingAsync() ?? Task.CompletedTask;
        await Task.WhenAny(preparing, Task.Delay(limit, CancellationToken.None));
        return preparing.IsCompleted;
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

    private void VerifyAndStart(JournalReplay replay, CancellationToken cancellationToken)
    {
        var opening = new JournalOpening(_directory, _options, _logger, _stall, OpenLog);
        (_writer, _anchor) = opening.Run(replay, cancellationToken);
        RefreshRoom();
        var maxGroupBytes = _anchor.Current.PageBytes - (2 * BlockWriter.Alignment);
        if (_queue.TryOpen(_writer.Position, maxGroupBytes, _options.BlockBytes))
        {
            _committer = new Thread(RunCommitter) { IsBackground = true, Name = "journal committer" };
            _committer.Start();
            _watch = Task.Run(WatchAsync, CancellationToken.None);
            _stallWatch = Task.Run(() => _stall.RunAsync(_room.SetStalled, Break, _stop.Token), CancellationToken.None);
        }
    }

    private void RunCommitter()
    {
        var blocks = new List<AppendBlock>();
        while (_queue.Take(blocks, out var truncateBefore))
        {
            try
            {
                _stall.Begin();
                _writer!.Commit(blocks);
                if (!_queue.TryPublish(blocks, _writer.Position))
                {
                    return;
                }

                if (truncateBefore is { } segment)
                {
                    _writer.Truncate(segment);
                    _queue.EndTruncation();
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

    private void Break(Exception failed)
    {
        _room.Break();
        var failure = _queue.Break(failed.GetBaseException());
        if (_broken.TrySetResult(failure))
        {
            LogBroken(_logger, failure);
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
                var durable = _queue.Durable;
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
        var isShort = _writer!.IsShortOfRoom();
        _room.SetShort(isShort || _directory.FreeBytes < 2 * _anchor!.Current.SegmentBytes);
    }

    private void WriteAnchor(SegmentStart? first)
    {
        try
        {
            _anchor!.Write(_queue.Durable, 2, first);
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
            if (_anchor is not null && _queue.Failure is null)
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
}

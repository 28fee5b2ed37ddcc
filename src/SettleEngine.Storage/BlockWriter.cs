using System.Diagnostics.CodeAnalysis;
using FASTER.core;
using SettleEngine.Core;

namespace SettleEngine.Storage;

/// <summary>Puts blocks into FasterLog and waits until they are on disk.</summary>
/// <remarks>
/// FASTER's part is the paged buffer, the writes with O_SYNC and the commit that covers many blocks. It is told where the
/// log ends instead of being asked, because its own recovery believes damaged metadata; see docs/decisions.
/// Thread rule: one thread, the committer.
/// </remarks>
[SuppressMessage("Design", "MA0045", Justification = "The committer is a thread of its own that has nothing else to do.")]
internal sealed class BlockWriter : IDisposable
{
    private const int FasterEntryHeader = 12;
    private readonly ManagedLocalStorageDevice _device;
    private readonly FasterLog _log;
    private readonly SegmentPreparer _preparer;
    private readonly DataDirectory _directory;
    private readonly long _segmentBytes;
    private readonly int _pageBytes;
    private readonly TimeSpan _commitTimeout;
    private readonly Action<long>? _enteringSegment;
    private readonly ulong _logId;
    private readonly uint _bootEpoch;
    private long _segment = -1;

    /// <summary>Opens the log for appending behind what a scan verified.</summary>
    /// <param name="directory">The locked directory.</param>
    /// <param name="options">Memory and time-outs.</param>
    /// <param name="anchor">The log's id, epoch and sizes.</param>
    /// <param name="scan">Where the verified prefix ends. Whatever lay behind it has been cleared.</param>
    /// <param name="watch">Told of the progress that is made while a segment is filled.</param>
    public BlockWriter(
        DataDirectory directory, FasterJournalOptions options, in JournalAnchor anchor, JournalScan scan, StallWatch watch)
    {
        _directory = directory;
        _segmentBytes = anchor.SegmentBytes;
        _pageBytes = anchor.PageBytes;
        _commitTimeout = options.CommitTimeout;
        _enteringSegment = options.EnteringSegment;
        _logId = anchor.LogId;
        _bootEpoch = anchor.BootEpoch;
        _preparer = new SegmentPreparer(directory, anchor.SegmentBytes, watch);
        Position = new LogPosition(scan.LastRecord, scan.LastBlock, scan.LastCrc);
        Segments = scan.Segments;
        var begin = AlignUp(scan.EndAddress);
        EnterSegment(begin / _segmentBytes);

        _device = new ManagedLocalStorageDevice(directory.LogPath, disableFileBuffering: false, osReadBuffering: true);
        _log = new FasterLog(new FasterLogSettings
        {
            LogDevice = _device,
            LogCommitManager = new EnvelopeCommitManager(),
            PageSize = anchor.PageBytes,
            SegmentSize = anchor.SegmentBytes,
            MemorySize = Math.Max(options.MemoryBytes, 4L * anchor.PageBytes),
            FastCommitMode = true,
            LogChecksum = LogChecksumType.PerEntry,
            TolerateDeviceFailure = false,
            TryRecoverLatest = false,
            AutoCommit = false,
        });
        if (begin > 0)
        {
            // The address is a multiple of the sector size, so the first write touches no verified byte.
            _log.Initialize(Math.Max(anchor.First.Segment * _segmentBytes, _log.BeginAddress), begin);
        }
    }

    /// <summary>The newest durable block.</summary>
    public LogPosition Position { get; private set; }

    /// <summary>How each retained segment begins, ascending. Lock it to read or change it.</summary>
    public List<SegmentStart> Segments { get; }

    /// <summary>Writes blocks and returns when all of them are durable.</summary>
    /// <param name="blocks">The blocks, in order; may be empty.</param>
    /// <exception cref="Exception">Anything at all means that the log is broken for good.</exception>
    public void Commit(List<AppendBlock> blocks)
    {
        var position = Position;
        foreach (var block in blocks)
        {
            position = Enqueue(block, position);
        }

        var end = _log.TailAddress;
        var commit = _log.CommitAsync(CancellationToken.None).AsTask();
        if (!commit.Wait(_commitTimeout))
        {
            throw new TimeoutException($"A commit was not answered within {_commitTimeout}.");
        }

        Invariant.Holds(_log.CommittedUntilAddress >= end);
        Position = position;
    }

    /// <summary>Deletes the segments before one.</summary>
    /// <param name="segment">The first that stays.</param>
    public void Truncate(long segment)
    {
        _log.TruncateUntil(segment * _segmentBytes);
        Commit([]);
        foreach (var old in _directory.ListSegments())
        {
            if (old < segment)
            {
                _device.RemoveSegment((int)old);
            }
        }

        _directory.Flush();
        lock (Segments)
        {
            Segments.RemoveAll(start => start.Segment < segment);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _log.Dispose();
        _device.Dispose();
    }

    private static long AlignUp(long address) =>
        (address + FasterJournal.CommitAlignment - 1) & -FasterJournal.CommitAlignment;

    private LogPosition Enqueue(AppendBlock block, in LogPosition previous)
    {
        // 1. Where it will stand: behind the tail, or on the next page when it would cross the end of this one.
        var length = BlockEnvelope.HeaderSize + block.RecordBytes;
        var address = _log.TailAddress;
        if ((address % _pageBytes) + FasterEntryHeader + length > _pageBytes)
        {
            address = ((address / _pageBytes) + 1) * _pageBytes;
        }

        // 2. Padding up to the alignment, so that no later commit ever rewrites a sector that holds acknowledged records.
        var start = address + FasterEntryHeader;
        var padded = (int)(AlignUp(start + length) - start);
        EnterSegment(address / _segmentBytes);
        if (Segments.Count == 0 || Segments[^1].Segment != _segment)
        {
            AddSegment(new SegmentStart(
                _segment,
                previous.BlockSequence + 1,
                block.FirstRecordSequence,
                previous.BlockCrc));
        }

        // 3. Our envelope, and FASTER's around it.
        var header = new BlockHeader(
            _logId,
            _bootEpoch,
            block.RecordCount,
            previous.BlockSequence + 1,
            block.FirstRecordSequence,
            Position.RecordSequence,
            previous.BlockCrc,
            0,
            0);
        var crc = BlockEnvelope.Seal(block.AsSpan(), header);
        var placed = _log.Enqueue(block.Pad(padded));
        Invariant.Holds(placed == address);
        return new LogPosition(block.LastRecordSequence, previous.BlockSequence + 1, crc);
    }

    private void AddSegment(SegmentStart start)
    {
        lock (Segments)
        {
            Segments.Add(start);
        }
    }

    private void EnterSegment(long segment)
    {
        if (segment == _segment)
        {
            return;
        }

        // No limit here or at the buffer's edge: the watch over the committer covers every step of it.
        _enteringSegment?.Invoke(segment);
        _preparer.PrepareAsync(segment).GetAwaiter().GetResult();
        _preparer.ForgetBefore(segment);
        _segment = segment;

        // The next one is filled while this one is used. A failure shows when it is needed; until then there is room.
        _ = _preparer.PrepareAsync(segment + 1);
    }
}

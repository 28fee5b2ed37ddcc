using System.Diagnostics.CodeAnalysis;

namespace SettleEngine.Storage;

/// <summary>Chains blocks, gives each its place in pages and segments, and has the log make them durable.</summary>
/// <remarks>The same for both adapters, so that either can go on with what the other has written.
/// Thread rule: one thread, the committer.</remarks>
internal sealed class BlockWriter : IDisposable
{
    /// <summary>Where every block ends, in bytes: what the page cache and modern disks write as one.</summary>
    public const int Alignment = 4096;

    private readonly IBlockLog _log;
    private readonly SegmentPreparer _preparer;
    private readonly DataDirectory _directory;
    private readonly long _segmentBytes;
    private readonly int _pageBytes;
    private readonly ulong _logId;
    private readonly uint _bootEpoch;
    private long _segment = -1;

    /// <summary>Opens the log for appending behind what a scan verified.</summary>
    /// <param name="directory">The locked directory.</param>
    /// <param name="anchor">The log's id, epoch and sizes.</param>
    /// <param name="scan">Where the verified prefix ends. Whatever lay behind it has been cleared.</param>
    /// <param name="watch">Told of the progress that is made while a segment is filled.</param>
    /// <param name="openLog">Opens the adapter's log so that it goes on at an address.</param>
    public BlockWriter(
        DataDirectory directory,
        in JournalAnchor anchor,
        JournalScan scan,
        StallWatch watch,
        OpenBlockLog openLog)
    {
        _directory = directory;
        _segmentBytes = anchor.SegmentBytes;
        _pageBytes = anchor.PageBytes;
        _logId = anchor.LogId;
        _bootEpoch = anchor.BootEpoch;
        _preparer = new SegmentPreparer(directory, anchor.SegmentBytes, watch);
        Position = new LogPosition(scan.LastRecord, scan.LastBlock, scan.LastCrc);
        Segments = scan.Segments;

        // At a multiple of the alignment, so that the first write touches no verified byte.
        var begin = AlignUp(scan.EndAddress);
        EnterSegment(begin / _segmentBytes);
        _log = openLog(directory, anchor, begin);
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
            position = Write(block, position);
        }

        _log.MakeDurable();
        Position = position;
    }

    /// <summary>Looks after the segment that comes next. Any thread.</summary>
    /// <returns>Whether there is no room for it.</returns>
    /// <exception cref="IOException">The disk failed.</exception>
    public bool IsShortOfRoom() => _preparer.IsShortOfRoom();

    /// <summary>Prepares no further segment. Called when nothing is written any more.</summary>
    /// <returns>Completes when no file is touched in the background any more. Never faults.</returns>
    public Task StopPreparingAsync() => _preparer.StopAsync();

    /// <summary>Deletes the segments before one.</summary>
    /// <param name="segment">The first that stays.</param>
    public void Truncate(long segment)
    {
        _log.Forget(segment * _segmentBytes);
        _directory.DeleteSegmentsBefore(segment);
        _directory.Flush();
        lock (Segments)
        {
            Segments.RemoveAll(start => start.Segment < segment);
        }
    }

    /// <inheritdoc/>
    [SuppressMessage("Design", "MA0045", Justification = "Whoever had to wait with a limit has done so before.")]
    public void Dispose()
    {
        _preparer.StopAsync().GetAwaiter().GetResult();
        _log.Dispose();
    }

    /// <summary>The first aligned address that is not before one.</summary>
    /// <param name="address">The address.</param>
    /// <returns>The aligned one.</returns>
    public static long AlignUp(long address) => (address + Alignment - 1) & -Alignment;

    private LogPosition Write(AppendBlock block, in LogPosition previous)
    {
        // 1. Where it will stand: behind the tail, or on the next page when it would cross the end of this one.
        var length = BlockEnvelope.HeaderSize + block.RecordBytes;
        var address = _log.TailAddress;
        if ((address % _pageBytes) + _log.FrameBytes + length > _pageBytes)
        {
            address = ((address / _pageBytes) + 1) * _pageBytes;
        }

        // 2. Padding up to the alignment, so that no later commit ever rewrites a sector that holds acknowledged records.
        var start = address + _log.FrameBytes;
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

        // 3. Our envelope, and around it what the adapter needs.
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
        _log.Write(address, block.Pad(padded));
        return new LogPosition(block.LastRecordSequence, previous.BlockSequence + 1, crc);
    }

    private void AddSegment(SegmentStart start)
    {
        lock (Segments)
        {
            Segments.Add(start);
        }
    }

    [SuppressMessage("Design", "MA0045", Justification = "The committer is a thread of its own that has nothing else to do.")]
    private void EnterSegment(long segment)
    {
        if (segment == _segment)
        {
            return;
        }

        // No limit here or at the buffer's edge: the watch over the committer covers every step of it.
        _preparer.PrepareAsync(segment).GetAwaiter().GetResult();
        _preparer.ForgetBefore(segment);
        _segment = segment;

        // The next one is filled while this one is used. The watch sees a failure and stops admissions, or the journal.
        _ = _preparer.PrepareAsync(segment + 1);
    }
}

using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Storage;

/// <summary>Reads the segment files of a log from end to end, without the adapter that wrote them, and shows every page to the
/// chain.</summary>
/// <remarks>Thread rule: one thread.</remarks>
internal sealed class JournalScanner
{
    private readonly DataDirectory _directory;
    private readonly long _firstSegment;
    private readonly long _segmentBytes;
    private readonly int _pageBytes;
    private readonly BlockChain _chain;

    /// <summary>Prepares a scan.</summary>
    /// <param name="directory">Where the segments are.</param>
    /// <param name="segmentBytes">Size the log was made with.</param>
    /// <param name="pageBytes">Size the log was made with.</param>
    /// <param name="anchor">The anchor, or null to take the log as far as it verifies.</param>
    /// <param name="replay">Receives each record.</param>
    public JournalScanner(
        DataDirectory directory,
        long segmentBytes,
        int pageBytes,
        JournalAnchor? anchor,
        JournalReplay replay)
    {
        _directory = directory;
        _firstSegment = anchor?.First.Segment ?? 0;
        _segmentBytes = segmentBytes;
        _pageBytes = pageBytes;
        _chain = new BlockChain(directory, segmentBytes, anchor, replay);
    }

    /// <summary>Where the record stands that is being replayed: its block's address, and its block's number.</summary>
    public (long Address, ulong Block) Place => (_chain.BlockAddress, _chain.BlockSequence);

    /// <summary>Reads the log.</summary>
    /// <param name="cancellationToken">Stops between pages.</param>
    /// <returns>The verified prefix.</returns>
    /// <exception cref="InvalidDataException">Acknowledged records are missing or damaged.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public JournalScan Scan(CancellationToken cancellationToken)
    {
        var page = GC.AllocateUninitializedArray<byte>(_pageBytes);
        foreach (var segment in _directory.ListSegments())
        {
            if (segment >= _firstSegment)
            {
                ScanSegment(segment, page, cancellationToken);
            }
        }

        return _chain.End();
    }

    private void ScanSegment(long segment, byte[] page, CancellationToken cancellationToken)
    {
        using var file = _directory.OpenSegment(segment, create: false)
            ?? throw new FileNotFoundException($"{_directory.SegmentPath(segment)} went away while it was read.");

        // After a killed process the kernel may hold what the disk does not: only what was flushed counts as durable.
        file.Flush();

        for (var offset = 0L; offset < _segmentBytes; offset += page.Length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var length = file.Read(page, offset);
            if (length == 0)
            {
                break;
            }

            _chain.Add((segment * _segmentBytes) + offset, page.AsSpan(0, length));
        }
    }
}

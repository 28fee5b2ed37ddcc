using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using SettleEngine.Pipeline.Ports;
using SettleEngine.Storage.Files;

namespace SettleEngine.Storage;

/// <summary>Opens what stands in a directory: tells new from lost, verifies and replays, and makes the log ready to grow.</summary>
/// <remarks>
/// Steps, each harmless to repeat after a crash: 1. read the anchor; 2. verify and replay every block; 3. clear what was
/// never acknowledged; 4. make the new boot epoch durable; 5. write an empty block of it, which proves that the disk takes
/// writes. Nothing is changed before step 2 has succeeded, except that a new directory gets its first anchor.
/// Thread rule: one thread.
/// </remarks>
internal sealed partial class JournalOpening(
    DataDirectory directory, JournalOptions options, ILogger logger, StallWatch watch, OpenBlockLog openLog)
{
    /// <summary>Carries out the steps.</summary>
    /// <param name="replay">Receives each record.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The writer and the anchor's keeper. The caller disposes both.</returns>
    /// <exception cref="InvalidDataException">Acknowledged records are missing or damaged.</exception>
    /// <exception cref="IOException">The directory cannot be read or written.</exception>
    public (BlockWriter Writer, AnchorKeeper Keeper) Run(JournalReplay replay, CancellationToken cancellationToken)
    {
        var segments = directory.ListSegments();
        var (found, isEmpty) = ReadAnchor();
        var isNew = segments.Length == 0 && isEmpty;
        if (found is null && !isNew && !options.AcceptMissingAnchor)
        {
            throw new InvalidDataException(
                $"The journal's anchor {directory.AnchorPath} is missing or unreadable beside {segments.Length} segment files. "
                + "It alone proves that the newest acknowledged records are still there. Nothing was changed. Put it back from "
                + "a copy; or, after comparing the journal with another source, open it once with --accept-missing-anchor true.");
        }

        if (found is null && !isNew)
        {
            LogAnchorMissing(logger, directory.AnchorPath);
        }

        var sizes = found ?? Draw();
        var scanner = new JournalScanner(directory, sizes.SegmentBytes, sizes.PageBytes, found, replay);
        var scan = scanner.Scan(cancellationToken);
        if (found is null && scan.LastBlock == 0 && scan.DirtyUntilAddress > 0)
        {
            throw new InvalidDataException(
                $"The journal's segments beside {directory.AnchorPath} hold data and not one block that can be read. "
                + "Nothing was changed. Put the files back from a copy.");
        }

        var anchor = sizes with
        {
            LogId = scan.LogId == 0 ? sizes.LogId : scan.LogId,
            BootEpoch = sizes.BootEpoch + 1,
            First = found?.First ?? (scan.Segments.Count > 0 ? scan.Segments[0] : SegmentStart.Genesis),
        };
        return Open(anchor, scan);
    }

    private (JournalAnchor? Anchor, bool IsEmpty) ReadAnchor()
    {
        using var file = directory.OpenAnchor(create: false);
        return (AnchorFile.Read(file), file is null || file.Length == 0);
    }

    private JournalAnchor Draw()
    {
        Span<byte> id = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(id);
        return new JournalAnchor(
            0,
            BitConverter.ToUInt64(id) | 1,
            0,
            options.PageBytes,
            options.SegmentBytes,
            0,
            0,
            0,
            SegmentStart.Genesis);
    }

    private (BlockWriter Writer, AnchorKeeper Keeper) Open(in JournalAnchor anchor, JournalScan scan)
    {
        var keeper = new AnchorKeeper(new AnchorFile(directory.OpenAnchor(create: true)!), anchor);
        BlockWriter? writer = null;
        try
        {
            // The log's end is anchored before its unacknowledged rest is cleared, so that a crash in between cannot
            // make the rest look like more than it is.
            var end = new LogPosition(scan.LastRecord, scan.LastBlock, scan.LastCrc);
            keeper.Write(end, 2);
            directory.Flush();
            directory.DeleteSegmentsBefore(anchor.First.Segment);
            Clear(anchor.SegmentBytes, scan);

            writer = new BlockWriter(directory, anchor, scan, watch, openLog);
            writer.Commit([new AppendBlock(0).Begin(scan.LastRecord + 1)]);
            keeper.Write(writer.Position, 2);
            LogOpened(logger, scan.LastBlock, scan.LastRecord, anchor.BootEpoch, anchor.SegmentBytes, anchor.PageBytes);
            return (writer, keeper);
        }
        catch
        {
            writer?.Dispose();
            keeper.Dispose();
            throw;
        }
    }

    private void Clear(long segmentBytes, JournalScan scan)
    {
        var zeros = new byte[1 << 20];
        var address = scan.EndAddress;
        while (address < scan.DirtyUntilAddress)
        {
            var offset = address % segmentBytes;
            var until = Math.Min(scan.DirtyUntilAddress, address - offset + segmentBytes);
            using var file = directory.OpenSegment(address / segmentBytes, create: false);
            if (file is not null)
            {
                ClearFile(file, offset, until - address + offset, zeros);
            }

            address = until;
        }

        // The commit record of FASTER that follows the last block is not worth a line; a lost block is.
        if (scan.DirtyUntilAddress - scan.EndAddress > BlockWriter.Alignment)
        {
            LogCleared(logger, scan.DirtyUntilAddress - scan.EndAddress, scan.LastRecord);
        }
    }

    private static void ClearFile(IJournalFile file, long from, long until, byte[] zeros)
    {
        for (var offset = from; offset < until; offset += zeros.Length)
        {
            file.Write(zeros.AsSpan(0, (int)Math.Min(zeros.Length, until - offset)), offset);
        }

        file.Flush();
    }

    [LoggerMessage(
        3101,
        LogLevel.Information,
        "Journal open: {Blocks} blocks verified up to sequence {Sequence}, boot epoch {BootEpoch}, segments of {SegmentBytes} bytes, pages of {PageBytes} bytes")]
    private static partial void LogOpened(
        ILogger logger,
        ulong blocks,
        ulong sequence,
        uint bootEpoch,
        long segmentBytes,
        int pageBytes);

    [LoggerMessage(
        3102,
        LogLevel.Warning,
        "Journal cleared {Bytes} bytes of unfinished, never acknowledged writes behind sequence {Sequence}")]
    private static partial void LogCleared(ILogger logger, long bytes, ulong sequence);

    [LoggerMessage(
        3105,
        LogLevel.Warning,
        "Journal opened without its anchor {Path}, as --accept-missing-anchor demands: nothing proves that its newest records are there")]
    private static partial void LogAnchorMissing(ILogger logger, string path);
}

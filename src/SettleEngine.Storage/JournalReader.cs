using SettleEngine.Core.Encoding;

namespace SettleEngine.Storage;

/// <summary>Reads a journal for people and for other programs: verifies every block, changes no byte and takes no lock, so it
/// may run beside the engine that writes.</summary>
/// <remarks>
/// Beside a running engine the newest block can be seen half written, and then looks like damage. So damage is believed only
/// when a second look, later than any write takes, finds it at the same place. Thread rule: one thread.
/// </remarks>
/// <param name="dataDirectory">The directory.</param>
/// <param name="acceptMissingAnchor">Whether a journal without its anchor is read as far as it verifies.</param>
public sealed class JournalReader(string dataDirectory, bool acceptMissingAnchor = false)
{
    private const int MaxLooks = 8;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    /// <summary>Called now and then with the bytes of records read so far; null when nobody asks.</summary>
    public Action<long>? Progress { get; init; }

    /// <summary>Reads the whole journal.</summary>
    /// <param name="begin">Makes the receiver of the records; called again when the journal has to be read once more.</param>
    /// <param name="cancellationToken">Stops between pages.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no journal.</exception>
    /// <exception cref="InvalidDataException">It is damaged; <see cref="JournalDamage.Of"/> has the places.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public async Task<JournalReading> ReadAsync(Func<JournalVisit> begin, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(begin);
        (string File, long Offset, ulong Block)? before = null;
        for (var look = 1; ; look++)
        {
            try
            {
                return Read(begin(), cancellationToken);
            }
            catch (InvalidDataException failure)
            {
                if (look == MaxLooks
                    || JournalDamage.Of(failure) is not { } damage
                    || (damage.File, damage.Offset, damage.Block) == before)
                {
                    throw;
                }

                before = (damage.File, damage.Offset, damage.Block);
            }
            catch (FileNotFoundException) when (look < MaxLooks)
            {
                // The engine has just given back segments that nobody needs; the anchor knows the new beginning.
                before = null;
            }

            await Task.Delay(BetweenLooks, cancellationToken);
        }
    }

    private JournalReading Read(JournalVisit visit, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(dataDirectory))
        {
            throw new DirectoryNotFoundException($"There is no directory {dataDirectory} (--data).");
        }

        using var directory = DataDirectory.LookAt(dataDirectory);
        var anchor = ReadAnchor(directory);
        var sizes = anchor ?? new JournalAnchor(0, 0, 0, DefaultPageBytes, DefaultSegmentBytes, 0, 0, 0, SegmentStart.Genesis);
        var place = default((long Address, ulong Block));
        var offset = 0L;
        var bytes = 0L;
        JournalScanner? scanner = null;
        scanner = new JournalScanner(directory, sizes.SegmentBytes, sizes.PageBytes, anchor, Replay);
        var scan = scanner.Scan(cancellationToken);

        var files = directory.ListSegments();
        var unfinished = scan.DirtyUntilAddress - scan.EndAddress;
        return new JournalReading(
            (files.Length, files.Sum(segment => new FileInfo(directory.SegmentPath(segment)).Length)),
            scan.Segments.Count > 0 ? scan.Segments[0].RecordSequence : sizes.First.RecordSequence,
            scan.LastRecord,
            scan.LastBlock,
            PlaceOf(directory, sizes, scan.EndAddress, scan.LastBlock),

            // Behind the last block FASTER may have put a commit record of its own, which says nothing.
            unfinished > BlockWriter.Alignment ? unfinished : 0,
            sizes.BootEpoch,
            sizes.DurableSequence,
            anchor is not null,
            sizes.SegmentBytes,
            sizes.PageBytes);

        void Replay(ulong sequence, JournalRecordKind kind, ReadOnlySpan<byte> payload)
        {
            if (scanner!.Place != place)
            {
                place = scanner.Place;
                offset = place.Address + BlockEnvelope.HeaderSize;
                Progress?.Invoke(bytes);
            }

            visit(PlaceOf(directory, sizes, offset, place.Block), sequence, kind, payload);
            offset += BlockEnvelope.RecordHeaderSize + payload.Length;
            bytes += BlockEnvelope.RecordHeaderSize + payload.Length;
        }
    }

    private static int DefaultPageBytes => new JournalOptions { DataDirectory = "." }.PageBytes;

    private static long DefaultSegmentBytes => new JournalOptions { DataDirectory = "." }.SegmentBytes;

    private static JournalPlace PlaceOf(DataDirectory directory, in JournalAnchor sizes, long address, ulong block) =>
        new(directory.SegmentPath(address / sizes.SegmentBytes), address % sizes.SegmentBytes, block);

    private JournalAnchor? ReadAnchor(DataDirectory directory)
    {
        using var file = directory.OpenAnchor(create: false);
        if (AnchorFile.Read(file) is { } anchor)
        {
            return anchor;
        }

        var segments = directory.ListSegments();
        if (segments.Length == 0)
        {
            throw new DirectoryNotFoundException($"There is no journal in {dataDirectory} (--data).");
        }

        return acceptMissingAnchor
            ? null
            : throw new JournalDamage(
                directory.AnchorPath,
                0,
                0,
                0,
                0,
                $"The journal's anchor {directory.AnchorPath} is missing or unreadable beside {segments.Length} segment files. "
                + "It alone proves that the newest acknowledged records are still there. Put it back from a copy; or look at "
                + "what stands with --accept-missing-anchor true and compare it with the chain.").ToException();
    }
}

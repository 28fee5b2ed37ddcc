namespace SettleEngine.Storage;

/// <summary>What reading a journal found.</summary>
/// <param name="Segments">Segment files that hold records, and the bytes of all files.</param>
/// <param name="FirstSequence">First record that is kept.</param>
/// <param name="LastSequence">Newest record; smaller than the first when there is none.</param>
/// <param name="LastBlock">Number of the newest block.</param>
/// <param name="End">Where the newest block ends.</param>
/// <param name="UnfinishedBytes">Bytes behind it that were never acknowledged; the next opening clears them.</param>
/// <param name="Openings">How often the journal was opened.</param>
/// <param name="AnchoredSequence">Newest record that the anchor has seen durable.</param>
/// <param name="HasAnchor">Whether the anchor stands.</param>
/// <param name="SegmentBytes">Size of a segment file.</param>
/// <param name="PageBytes">Size of a page.</param>
public sealed record JournalReading(
    (int Files, long Bytes) Segments,
    ulong FirstSequence,
    ulong LastSequence,
    ulong LastBlock,
    JournalPlace End,
    long UnfinishedBytes,
    uint Openings,
    ulong AnchoredSequence,
    bool HasAnchor,
    long SegmentBytes,
    int PageBytes);

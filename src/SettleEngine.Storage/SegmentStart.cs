namespace SettleEngine.Storage;

/// <summary>How a segment file begins: enough to verify the log from there on, and to know what truncation would free.</summary>
/// <param name="Segment">Number of the segment file.</param>
/// <param name="BlockSequence">First block in it.</param>
/// <param name="RecordSequence">Sequence of that block's first record.</param>
/// <param name="PreviousCrc">Checksum of the block before it.</param>
internal readonly record struct SegmentStart(long Segment, ulong BlockSequence, ulong RecordSequence, uint PreviousCrc)
{
    /// <summary>The beginning of a log that was never truncated.</summary>
    public static SegmentStart Genesis => new(0, 1, 1, 0);
}

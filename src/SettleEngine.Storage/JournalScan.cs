namespace SettleEngine.Storage;

/// <summary>What reading a log from end to end found.</summary>
/// <param name="EndAddress">Where the last block of the longest contiguous prefix ends.</param>
/// <param name="LastBlock">That block's number.</param>
/// <param name="LastCrc">Its checksum.</param>
/// <param name="LastRecord">Sequence of the newest record in the prefix.</param>
/// <param name="DirtyUntilAddress">Behind the last byte that is not zero; beyond the end there is an unacknowledged rest.</param>
/// <param name="LogId">Which log it is.</param>
/// <param name="Segments">How each segment with a block begins, ascending.</param>
internal sealed record JournalScan(
    long EndAddress,
    ulong LastBlock,
    uint LastCrc,
    ulong LastRecord,
    long DirtyUntilAddress,
    ulong LogId,
    List<SegmentStart> Segments);

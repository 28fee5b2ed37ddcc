namespace SettleEngine.Storage;

/// <summary>What the 64 bytes in front of a block's records say.</summary>
/// <param name="LogId">Which log the block belongs to; drawn once, when the directory was made.</param>
/// <param name="BootEpoch">Which opening of the log wrote it; grows by one at every start.</param>
/// <param name="RecordCount">Records in the block; 0 in the block that every opening begins with.</param>
/// <param name="BlockSequence">Number of the block: 1, 2, 3, … without gaps.</param>
/// <param name="FirstRecordSequence">Sequence of its first record.</param>
/// <param name="DurableSequenceAtBuild">Newest sequence that was durable, and so perhaps acknowledged, when the block was
/// built. A valid block therefore proves that everything up to here was once safe.</param>
/// <param name="PreviousCrc">Checksum of the block before; 0 in the first.</param>
/// <param name="RecordBytes">Bytes of records behind the header, padding not counted.</param>
/// <param name="Crc">CRC-32C over the header before it and the records.</param>
internal readonly record struct BlockHeader(
    ulong LogId,
    uint BootEpoch,
    uint RecordCount,
    ulong BlockSequence,
    ulong FirstRecordSequence,
    ulong DurableSequenceAtBuild,
    uint PreviousCrc,
    uint RecordBytes,
    uint Crc);

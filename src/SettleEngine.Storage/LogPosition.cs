namespace SettleEngine.Storage;

/// <summary>How far a log is durable.</summary>
/// <param name="RecordSequence">Newest record; 0 when there is none.</param>
/// <param name="BlockSequence">Newest block; 0 when there is none.</param>
/// <param name="BlockCrc">That block's checksum; 0 when there is none.</param>
internal readonly record struct LogPosition(ulong RecordSequence, ulong BlockSequence, uint BlockCrc);

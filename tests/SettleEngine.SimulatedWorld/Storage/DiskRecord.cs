using SettleEngine.Core.Encoding;

namespace SettleEngine.SimulatedWorld.Storage;

/// <summary>One record as it lies on the disk.</summary>
public sealed record DiskRecord(JournalRecordKind Kind, byte[] Payload);

using SettleEngine.Core.Encoding;

namespace SettleEngine.SimulatedWorld.Storage;

/// <summary>One record as it lies on the disk.</summary>
public sealed class DiskRecord(JournalRecordKind kind, byte[] payload)
{
    public JournalRecordKind Kind { get; } = kind;

    public byte[] Payload { get; } = payload;

    /// <summary>When it became durable, in the world's ticks.</summary>
    public long DurableAtTicks { get; internal set; }
}

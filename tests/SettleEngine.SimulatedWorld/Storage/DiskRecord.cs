using SettleEngine.Core.Encoding;

namespace SettleEngine.SimulatedWorld.Storage;

/// <summary>One record as it should lie on the disk.</summary>
public sealed class DiskRecord(JournalRecordKind kind, ReadOnlyMemory<byte> payload, long durableAtTicks)
{
    public JournalRecordKind Kind { get; } = kind;

    public ReadOnlySpan<byte> Payload => payload.Span;

    /// <summary>When it became durable, in the world's ticks.</summary>
    public long DurableAtTicks { get; } = durableAtTicks;
}

using SettleEngine.Core.Encoding;

namespace SettleEngine.Core.Retention;

/// <summary>Payload of <see cref="JournalRecordKind.CheckpointEnd"/>: the checkpoint is whole, and may be relied on.</summary>
/// <param name="AsOf">Which checkpoint it ends.</param>
/// <param name="Parts">Parts that it has.</param>
/// <param name="Items">Items of all parts together.</param>
/// <param name="FirstOutcome">Sequence below which outcomes were dropped; 1 when none was.</param>
/// <remarks>Layout, 33 bytes: version 1, as of 8, parts 8, items 8, first outcome 8.</remarks>
public readonly record struct CheckpointEndRecord(ulong AsOf, ulong Parts, ulong Items, ulong FirstOutcome)
{
    /// <summary>Bytes of the record.</summary>
    public const int Size = 33;

    private const byte Version = 1;

    /// <summary>Writes the record.</summary>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    public void WriteTo(Span<byte> destination)
    {
        var writer = new RecordWriter(destination);
        writer.WriteByte(Version);
        writer.WriteUInt64(AsOf);
        writer.WriteUInt64(Parts);
        writer.WriteUInt64(Items);
        writer.WriteUInt64(FirstOutcome);
    }

    /// <summary>Reads a record.</summary>
    /// <param name="payload">Exactly what <see cref="WriteTo"/> wrote.</param>
    /// <returns>The record.</returns>
    public static CheckpointEndRecord Read(ReadOnlySpan<byte> payload)
    {
        var reader = new RecordReader(payload);
        Invariant.Holds(reader.ReadByte() == Version);
        return new CheckpointEndRecord(reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadUInt64());
    }
}

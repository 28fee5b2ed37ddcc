using SettleEngine.Core.Encoding;

namespace SettleEngine.Core.Retention;

/// <summary>Head of a payload of <see cref="JournalRecordKind.CheckpointPart"/>; the items follow.</summary>
/// <param name="AsOf">Which checkpoint it belongs to.</param>
/// <param name="Section">What the items are.</param>
/// <param name="Count">How many.</param>
/// <remarks>Layout, 14 bytes: version 1, as of 8, section 1, count 4.</remarks>
public readonly record struct CheckpointPartHeader(ulong AsOf, CheckpointSection Section, uint Count)
{
    /// <summary>Bytes of the header.</summary>
    public const int Size = 14;

    private const byte Version = 1;

    /// <summary>Writes the header.</summary>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    public void WriteTo(Span<byte> destination)
    {
        var writer = new RecordWriter(destination);
        writer.WriteByte(Version);
        writer.WriteUInt64(AsOf);
        writer.WriteByte((byte)Section);
        writer.WriteUInt32(Count);
    }

    /// <summary>Reads a header.</summary>
    /// <param name="payload">Begins with what <see cref="WriteTo"/> wrote.</param>
    /// <returns>The header.</returns>
    public static CheckpointPartHeader Read(ReadOnlySpan<byte> payload)
    {
        var reader = new RecordReader(payload);
        Invariant.Holds(reader.ReadByte() == Version);
        return new CheckpointPartHeader(reader.ReadUInt64(), (CheckpointSection)reader.ReadByte(), reader.ReadUInt32());
    }
}

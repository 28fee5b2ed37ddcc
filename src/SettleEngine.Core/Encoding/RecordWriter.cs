using System.Buffers.Binary;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Encoding;

/// <summary>Writes the fields of a journal record one after another: integers little-endian, hashes as they are.</summary>
/// <param name="destination">Long enough for the whole record.</param>
public ref struct RecordWriter(Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>Writes one byte.</summary>
    /// <param name="value">The byte.</param>
    public void WriteByte(byte value) => _destination[Length++] = value;

    /// <summary>Writes 2 bytes.</summary>
    /// <param name="value">The value.</param>
    public void WriteUInt16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Next(2), value);

    /// <summary>Writes 4 bytes.</summary>
    /// <param name="value">The value.</param>
    public void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Next(4), value);

    /// <summary>Writes 8 bytes.</summary>
    /// <param name="value">The value.</param>
    public void WriteUInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Next(8), value);

    /// <summary>Writes 20 bytes.</summary>
    /// <param name="value">The address.</param>
    public void WriteAddress(Address value) => value.CopyTo(Next(Address.Size));

    /// <summary>Writes 32 bytes.</summary>
    /// <param name="value">The hash.</param>
    public void WriteHash(Hash256 value) => value.CopyTo(Next(Hash256.Size));

    /// <summary>Writes 32 bytes, big-endian as on the chain.</summary>
    /// <param name="value">The word.</param>
    public void WriteWord(UInt256 value) => value.WriteBigEndian(Next(UInt256.Size));

    /// <summary>Writes bytes as they are.</summary>
    /// <param name="value">The bytes.</param>
    public void WriteBytes(ReadOnlySpan<byte> value) => value.CopyTo(Next(value.Length));

    private Span<byte> Next(int length)
    {
        var field = _destination.Slice(Length, length);
        Length += length;
        return field;
    }
}

using System.Buffers.Binary;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Encoding;

/// <summary>Reads what <see cref="RecordWriter"/> wrote. The journal has verified the bytes, so a record that is too short
/// is our own mistake and ends the process.</summary>
/// <param name="source">The record.</param>
public ref struct RecordReader(ReadOnlySpan<byte> source)
{
    private ReadOnlySpan<byte> _rest = source;

    /// <summary>Bytes not read yet.</summary>
    public readonly int Remaining => _rest.Length;

    /// <summary>Reads one byte.</summary>
    /// <returns>The byte.</returns>
    public byte ReadByte() => Next(1)[0];

    /// <summary>Reads 2 bytes.</summary>
    /// <returns>The value.</returns>
    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Next(2));

    /// <summary>Reads 4 bytes.</summary>
    /// <returns>The value.</returns>
    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Next(4));

    /// <summary>Reads 8 bytes.</summary>
    /// <returns>The value.</returns>
    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Next(8));

    /// <summary>Reads 20 bytes.</summary>
    /// <returns>The address.</returns>
    public Address ReadAddress() => new(Next(Address.Size));

    /// <summary>Reads 32 bytes.</summary>
    /// <returns>The hash.</returns>
    public Hash256 ReadHash() => new(Next(Hash256.Size));

    /// <summary>Reads 32 bytes, big-endian as on the chain.</summary>
    /// <returns>The word.</returns>
    public UInt256 ReadWord() => new(Next(UInt256.Size));

    /// <summary>Reads bytes as they are.</summary>
    /// <param name="length">How many.</param>
    /// <returns>The bytes, within the source.</returns>
    public ReadOnlySpan<byte> ReadBytes(int length) => Next(length);

    private ReadOnlySpan<byte> Next(int length)
    {
        Invariant.Holds(length <= _rest.Length);

        var field = _rest[..length];
        _rest = _rest[length..];
        return field;
    }
}

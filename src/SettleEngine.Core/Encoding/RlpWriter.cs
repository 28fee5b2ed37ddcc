using System.Buffers.Binary;
using System.Numerics;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Encoding;

/// <summary>Writes RLP, the form of transactions, into memory of the caller. Lists need their length first, so each
/// kind of item can say its size beforehand.</summary>
/// <param name="destination">Receives the bytes; large enough for everything that will be written.</param>
public ref struct RlpWriter(Span<byte> destination)
{
    private const int MaxShortLength = 55;
    private const byte StringBase = 0x80;
    private const byte ListBase = 0xc0;

    private readonly Span<byte> _destination = destination;

    /// <summary>Bytes written so far.</summary>
    public int Position { get; private set; }

    /// <summary>Size of a string of bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>Bytes, head included.</returns>
    public static int SizeOf(ReadOnlySpan<byte> bytes) =>
        bytes.Length == 1 && bytes[0] < StringBase ? 1 : SizeOfHead(bytes.Length) + bytes.Length;

    /// <summary>Size of a number.</summary>
    /// <param name="value">The number.</param>
    /// <returns>Bytes, head included.</returns>
    public static int SizeOf(ulong value) => value < StringBase ? 1 : 1 + SignificantBytes(value);

    /// <inheritdoc cref="SizeOf(ulong)"/>
    public static int SizeOf(UInt256 value)
    {
        Span<byte> bytes = stackalloc byte[UInt256.Size];
        value.WriteBigEndian(bytes);
        return SizeOf(WithoutLeadingZeros(bytes));
    }

    /// <summary>Size of a list.</summary>
    /// <param name="payload">Bytes of its items together.</param>
    /// <returns>Bytes, head included.</returns>
    public static int SizeOfList(int payload) => SizeOfHead(payload) + payload;

    /// <summary>Writes a string of bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    public void Write(scoped ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != 1 || bytes[0] >= StringBase)
        {
            WriteHead(StringBase, bytes.Length);
        }

        bytes.CopyTo(_destination[Position..]);
        Position += bytes.Length;
    }

    /// <summary>Writes a number: big-endian, without leading zeros; 0 is the empty string.</summary>
    /// <param name="value">The number.</param>
    public void Write(ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        Write(WithoutLeadingZeros(bytes));
    }

    /// <inheritdoc cref="Write(ulong)"/>
    public void Write(UInt256 value)
    {
        Span<byte> bytes = stackalloc byte[UInt256.Size];
        value.WriteBigEndian(bytes);
        Write(WithoutLeadingZeros(bytes));
    }

    /// <summary>Starts a list; its items follow.</summary>
    /// <param name="payload">Bytes of its items together.</param>
    public void StartList(int payload) => WriteHead(ListBase, payload);

    private static int SizeOfHead(int length) =>
        length <= MaxShortLength ? 1 : 1 + SignificantBytes((ulong)length);

    private static int SignificantBytes(ulong value) => (64 - BitOperations.LeadingZeroCount(value) + 7) / 8;

    private static ReadOnlySpan<byte> WithoutLeadingZeros(ReadOnlySpan<byte> bigEndian)
    {
        var first = bigEndian.IndexOfAnyExcept((byte)0);
        return first < 0 ? default : bigEndian[first..];
    }

    private void WriteHead(byte kind, int length)
    {
        if (length <= MaxShortLength)
        {
            _destination[Position++] = (byte)(kind + length);
            return;
        }

        var lengthBytes = SignificantBytes((ulong)length);
        _destination[Position++] = (byte)(kind + MaxShortLength + lengthBytes);
        for (var shift = 8 * (lengthBytes - 1); shift >= 0; shift -= 8)
        {
            _destination[Position++] = (byte)(length >> shift);
        }
    }
}

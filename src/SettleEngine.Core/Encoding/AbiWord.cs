using System.Buffers.Binary;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Encoding;

/// <summary>The 32-byte words that calldata, event topics and return values are made of.</summary>
public static class AbiWord
{
    /// <summary>Bytes of a word.</summary>
    public const int Size = 32;

    private const int AddressPadding = Size - Address.Size;

    /// <summary>Writes an address, padded on the left.</summary>
    /// <param name="destination">At least 32 bytes.</param>
    /// <param name="address">The address.</param>
    public static void Write(Span<byte> destination, Address address)
    {
        destination[..AddressPadding].Clear();
        address.CopyTo(destination[AddressPadding..]);
    }

    /// <summary>Writes a small number, padded on the left.</summary>
    /// <param name="destination">At least 32 bytes.</param>
    /// <param name="value">The number.</param>
    public static void Write(Span<byte> destination, ulong value)
    {
        destination[..(Size - sizeof(ulong))].Clear();
        BinaryPrimitives.WriteUInt64BigEndian(destination[(Size - sizeof(ulong))..], value);
    }

    /// <summary>An address as an indexed event argument carries it.</summary>
    /// <param name="address">The address.</param>
    /// <returns>The padded address.</returns>
    public static Hash256 ToTopic(Address address)
    {
        Span<byte> word = stackalloc byte[Size];
        Write(word, address);
        return new Hash256(word);
    }

    /// <summary>Reads a length, an offset or a count that must point into memory of ours.</summary>
    /// <param name="source">Any number of bytes.</param>
    /// <param name="position">Where the word starts; may lie outside.</param>
    /// <param name="value">The number, or 0.</param>
    /// <returns>Whether a whole word is there and its value fits.</returns>
    public static bool TryReadInt32(ReadOnlySpan<byte> source, int position, out int value)
    {
        value = 0;
        if (position < 0 || source.Length - Size < position)
        {
            return false;
        }

        var word = new UInt256(source.Slice(position, Size));
        if (!word.FitsUInt64 || word.Low64 > int.MaxValue)
        {
            return false;
        }

        value = (int)word.Low64;
        return true;
    }

    /// <summary>Reads a truth value: the word 0 or 1, nothing else.</summary>
    /// <param name="source">The returned bytes; exactly one word.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether the bytes had this form.</returns>
    public static bool TryReadBoolean(ReadOnlySpan<byte> source, out bool value)
    {
        value = false;
        if (source.Length != Size || !TryReadInt32(source, 0, out var number) || number > 1)
        {
            return false;
        }

        value = number == 1;
        return true;
    }

    /// <summary>Reads a number: exactly one word.</summary>
    /// <param name="source">The returned bytes.</param>
    /// <param name="value">The number.</param>
    /// <returns>Whether there was exactly one word.</returns>
    public static bool TryReadUInt256(ReadOnlySpan<byte> source, out UInt256 value)
    {
        value = source.Length == Size ? new UInt256(source) : default;
        return source.Length == Size;
    }
}

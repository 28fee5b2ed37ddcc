using System.Buffers.Binary;
using SettleEngine.Core.Encoding;

namespace SettleEngine.Core.Primitives;

/// <summary>32 bytes that name something: a digest, a transaction, a block, an event topic, half a signature.</summary>
/// <remarks>Held as four big-endian integers, so that comparing and hashing need no loop.</remarks>
public readonly record struct Hash256
{
    /// <summary>Bytes of a hash.</summary>
    public const int Size = 32;

    private readonly ulong _word0;
    private readonly ulong _word1;
    private readonly ulong _word2;
    private readonly ulong _word3;

    /// <summary>Reads a hash from its bytes.</summary>
    /// <param name="bytes">At least 32 bytes; the first 32 are read.</param>
    public Hash256(ReadOnlySpan<byte> bytes)
    {
        _word0 = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _word1 = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _word2 = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _word3 = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    /// <summary>Whether all 32 bytes are zero.</summary>
    public bool IsZero => (_word0 | _word1 | _word2 | _word3) == 0;

    /// <summary>Reads <c>0x</c> and 64 digits in either case.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="hash">The hash, or zero.</param>
    /// <returns>Whether the text had this form.</returns>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out Hash256 hash)
    {
        Span<byte> bytes = stackalloc byte[Size];
        var parsed = Hex.TryDecode(utf8, bytes);
        hash = parsed ? new Hash256(bytes) : default;
        return parsed;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out Hash256)"/>
    public static bool TryParse(ReadOnlySpan<char> text, out Hash256 hash)
    {
        Span<byte> bytes = stackalloc byte[Size];
        var parsed = Hex.TryDecode(text, bytes);
        hash = parsed ? new Hash256(bytes) : default;
        return parsed;
    }

    /// <summary>Reads a hash that is known to be well formed, such as a constant.</summary>
    /// <param name="text"><c>0x</c> and 64 digits.</param>
    /// <returns>The hash.</returns>
    /// <exception cref="FormatException">The text has another form.</exception>
    public static Hash256 Parse(string text) =>
        TryParse(text.AsSpan(), out var hash) ? hash : throw new FormatException($"Not a 32-byte hash: {text}");

    /// <summary>Writes the 32 bytes.</summary>
    /// <param name="destination">At least 32 bytes.</param>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _word0);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _word1);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _word2);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _word3);
    }

    /// <summary>The hash as <c>0x</c> and 64 lower-case digits.</summary>
    /// <returns>66 characters.</returns>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        return Hex.Encode(bytes);
    }
}

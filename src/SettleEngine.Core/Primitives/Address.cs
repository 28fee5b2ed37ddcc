using System.Buffers.Binary;
using SettleEngine.Core.Encoding;

namespace SettleEngine.Core.Primitives;

/// <summary>A 20-byte account address of an EVM chain.</summary>
/// <remarks>Held as three big-endian integers, so that comparing and hashing need no loop.</remarks>
public readonly record struct Address
{
    /// <summary>Bytes of an address.</summary>
    public const int Size = 20;

    private readonly ulong _high;
    private readonly ulong _middle;
    private readonly uint _low;

    /// <summary>Reads an address from its bytes.</summary>
    /// <param name="bytes">At least 20 bytes; the first 20 are read.</param>
    public Address(ReadOnlySpan<byte> bytes)
    {
        _high = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _middle = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _low = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
    }

    /// <summary>Whether this is the zero address, which no key controls.</summary>
    public bool IsZero => (_high | _middle | _low) == 0;

    /// <summary>Reads <c>0x</c> and 40 digits in either case. The EIP-55 checksum is not checked here.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="address">The address, or zero.</param>
    /// <returns>Whether the text had this form.</returns>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out Address address)
    {
        Span<byte> bytes = stackalloc byte[Size];
        var parsed = Hex.TryDecode(utf8, bytes);
        address = parsed ? new Address(bytes) : default;
        return parsed;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out Address)"/>
    public static bool TryParse(ReadOnlySpan<char> text, out Address address)
    {
        Span<byte> bytes = stackalloc byte[Size];
        var parsed = Hex.TryDecode(text, bytes);
        address = parsed ? new Address(bytes) : default;
        return parsed;
    }

    /// <summary>Reads an address that is known to be well formed, such as a constant.</summary>
    /// <param name="text"><c>0x</c> and 40 digits.</param>
    /// <returns>The address.</returns>
    /// <exception cref="FormatException">The text has another form.</exception>
    public static Address Parse(string text) =>
        TryParse(text.AsSpan(), out var address) ? address : throw new FormatException($"Not an address: {text}");

    /// <summary>Writes the 20 bytes.</summary>
    /// <param name="destination">At least 20 bytes.</param>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _high);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _middle);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], _low);
    }

    /// <summary>The address as <c>0x</c> and 40 lower-case digits.</summary>
    /// <returns>42 characters.</returns>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        return Hex.Encode(bytes);
    }
}

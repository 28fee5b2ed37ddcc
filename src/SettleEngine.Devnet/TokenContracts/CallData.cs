using System.Buffers.Binary;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Devnet.TokenContracts;

/// <summary>Calls with arguments of one word each: all that setting up and asking the token needs.</summary>
internal static class CallData
{
    /// <summary>Writes a selector and its words.</summary>
    /// <param name="selector">The first four bytes of the signature's hash.</param>
    /// <param name="words">The arguments.</param>
    /// <returns>Four bytes and 32 for each word.</returns>
    public static byte[] Encode(uint selector, params ReadOnlySpan<UInt256> words)
    {
        var data = new byte[4 + (UInt256.Size * words.Length)];
        BinaryPrimitives.WriteUInt32BigEndian(data, selector);
        for (var i = 0; i < words.Length; i++)
        {
            words[i].WriteBigEndian(data.AsSpan(4 + (UInt256.Size * i)));
        }

        return data;
    }

    /// <summary>Widens an address to a word.</summary>
    /// <param name="address">The address.</param>
    /// <returns>Twelve zero bytes and the address.</returns>
    public static UInt256 Word(Address address)
    {
        Span<byte> bytes = stackalloc byte[UInt256.Size];
        bytes.Clear();
        address.CopyTo(bytes[12..]);
        return new UInt256(bytes);
    }

    /// <summary>Takes 32 bytes as a word.</summary>
    /// <param name="hash">The bytes.</param>
    /// <returns>The same bytes.</returns>
    public static UInt256 Word(Hash256 hash)
    {
        Span<byte> bytes = stackalloc byte[UInt256.Size];
        hash.CopyTo(bytes);
        return new UInt256(bytes);
    }

    /// <summary>Takes a short text as the word that <c>bytes32</c> text has: left-aligned.</summary>
    /// <param name="ascii">At most 32 characters.</param>
    /// <returns>The word.</returns>
    public static UInt256 Word(ReadOnlySpan<byte> ascii)
    {
        Span<byte> bytes = stackalloc byte[UInt256.Size];
        bytes.Clear();
        ascii.CopyTo(bytes);
        return new UInt256(bytes);
    }
}

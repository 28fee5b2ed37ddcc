using System.Buffers.Binary;
using System.Numerics;

namespace SettleEngine.Core.Dedupe;

/// <summary>SipHash-2-4 with a 128-bit result: a keyed hash whose collisions nobody can plan without the key.</summary>
/// <remarks>A struct of two words of key; copy it freely. Thread rule: any thread.</remarks>
public readonly struct SipHash128
{
    /// <summary>Bytes of a key.</summary>
    public const int KeySize = 16;

    private readonly ulong _key0;
    private readonly ulong _key1;

    /// <summary>Takes a key.</summary>
    /// <param name="key">Exactly 16 bytes, secret and random.</param>
    public SipHash128(ReadOnlySpan<byte> key)
    {
        Invariant.Holds(key.Length == KeySize);
        _key0 = BinaryPrimitives.ReadUInt64LittleEndian(key);
        _key1 = BinaryPrimitives.ReadUInt64LittleEndian(key[8..]);
    }

    /// <summary>Hashes a message.</summary>
    /// <param name="message">Any length.</param>
    /// <returns>The first and the last eight bytes of the hash, read as little-endian integers.</returns>
    public (ulong Low, ulong High) Compute(ReadOnlySpan<byte> message)
    {
        var v0 = 0x736f6d6570736575ul ^ _key0;
        var v1 = 0x646f72616e646f6dul ^ _key1 ^ 0xee;
        var v2 = 0x6c7967656e657261ul ^ _key0;
        var v3 = 0x7465646279746573ul ^ _key1;
        var last = (ulong)message.Length << 56;

        while (message.Length >= sizeof(ulong))
        {
            Absorb(BinaryPrimitives.ReadUInt64LittleEndian(message), ref v0, ref v1, ref v2, ref v3);
            message = message[sizeof(ulong)..];
        }

        for (var index = 0; index < message.Length; index++)
        {
            last |= (ulong)message[index] << (8 * index);
        }

        Absorb(last, ref v0, ref v1, ref v2, ref v3);

        v2 ^= 0xee;
        Finish(ref v0, ref v1, ref v2, ref v3);
        var low = v0 ^ v1 ^ v2 ^ v3;
        v1 ^= 0xdd;
        Finish(ref v0, ref v1, ref v2, ref v3);
        return (low, v0 ^ v1 ^ v2 ^ v3);
    }

    private static void Absorb(ulong word, ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v3 ^= word;
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        v0 ^= word;
    }

    private static void Finish(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
    }

    private static void Round(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v0 += v1;
        v2 += v3;
        v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
        v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
        v0 = BitOperations.RotateLeft(v0, 32);
        v2 += v1;
        v0 += v3;
        v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
        v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
        v2 = BitOperations.RotateLeft(v2, 32);
    }
}

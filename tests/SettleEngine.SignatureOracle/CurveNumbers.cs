using System.Globalization;
using System.Numerics;
using SettleEngine.Core.Primitives;

namespace SettleEngine.SignatureOracle;

/// <summary>Arithmetic modulo the group order with the platform's integers: slow, plain, and none of the engine's code.</summary>
public static class CurveNumbers
{
    /// <summary>p, the field's prime.</summary>
    public static readonly BigInteger Prime = (BigInteger.One << 256) - 0x1000003D1;

    /// <summary>n, the group's order.</summary>
    public static readonly BigInteger Order = Parse("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141");

    /// <summary>(n − 1) / 2, the largest low s.</summary>
    public static readonly BigInteger HalfOrder = Order >> 1;

    /// <summary>The cube root of 1 modulo n by which the endomorphism multiplies.</summary>
    public static readonly BigInteger Lambda = Parse("5363AD4CC05C30E0A5261C028812645A122E22EA20816678DF02967C1B23BD72");

    /// <summary>The remainder from 0 to n − 1.</summary>
    public static BigInteger Mod(BigInteger value)
    {
        var remainder = value % Order;
        return remainder.Sign < 0 ? remainder + Order : remainder;
    }

    /// <summary>The inverse modulo n.</summary>
    public static BigInteger Invert(BigInteger value)
    {
        // Euclid, which is three times as fast as raising to the power n − 2.
        var (a, b) = (Order, Mod(value));
        var (u, v) = (BigInteger.Zero, BigInteger.One);
        while (b > 1)
        {
            var quotient = BigInteger.DivRem(a, b, out var rest);
            (a, b) = (b, rest);
            (u, v) = (v, u - (quotient * v));
        }

        return Mod(v);
    }

    /// <summary>32 big-endian bytes of a value below 2²⁵⁶.</summary>
    public static byte[] Bytes(BigInteger value)
    {
        var bytes = new byte[32];
        Write(value, bytes);
        return bytes;
    }

    /// <summary>The value as a hash, for halves of signatures and digests.</summary>
    public static Hash256 Word(BigInteger value)
    {
        Span<byte> bytes = stackalloc byte[32];
        Write(value, bytes);
        return new Hash256(bytes);
    }

    /// <summary>Reads big-endian bytes.</summary>
    public static BigInteger Read(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    /// <summary>Reads a hash as a number.</summary>
    public static BigInteger Read(Hash256 word)
    {
        Span<byte> bytes = stackalloc byte[32];
        word.CopyTo(bytes);
        return Read(bytes);
    }

    private static void Write(BigInteger value, Span<byte> bytes)
    {
        var length = value.GetByteCount(isUnsigned: true);
        bytes.Clear();
        if (!value.TryWriteBytes(bytes[(32 - length)..], out _, isUnsigned: true, isBigEndian: true))
        {
            throw new ArgumentOutOfRangeException(nameof(value));
        }
    }

    private static BigInteger Parse(string hexadecimal) =>
        BigInteger.Parse("0" + hexadecimal, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}

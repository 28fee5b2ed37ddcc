using System.Globalization;
using System.Numerics;

namespace SettleEngine.Core.Tests.Crypto;

/// <summary>Numbers at which limb arithmetic goes wrong, and random ones.</summary>
internal static class ArithmeticSamples
{
    public static readonly BigInteger Prime = (BigInteger.One << 256) - 0x1000003D1;

    public static readonly BigInteger Order =
        BigInteger.Parse("0FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>All patterns of limbs that are zero, one or all ones, and the neighbours of p, n, half of n, 2²⁵⁶ and of
    /// the folding constants.</summary>
    public static IReadOnlyList<BigInteger> Edges { get; } = BuildEdges();

    public static BigInteger Random(Random random) => new(RandomBytes(random), isUnsigned: true);

    public static byte[] Bytes(BigInteger value)
    {
        var bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[32 - bytes.Length], .. bytes];
    }

    public static BigInteger FromBytes(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static byte[] RandomBytes(Random random)
    {
        var bytes = new byte[32];
        random.NextBytes(bytes);
        return bytes;
    }

    private static BigInteger[] BuildEdges()
    {
        var edges = new HashSet<BigInteger>();
        ulong[] limbs = [0, 1, ulong.MaxValue];
        for (var pattern = 0; pattern < 81; pattern++)
        {
            var value = BigInteger.Zero;
            for (int i = 0, rest = pattern; i < 4; i++, rest /= 3)
            {
                value = (value << 64) | limbs[rest % 3];
            }

            edges.Add(value);
        }

        BigInteger[] centres =
        [
            Prime, Order, Order >> 1, Prime >> 1, BigInteger.One << 256, BigInteger.One << 255, BigInteger.One << 128,
            0x1000003D1, (BigInteger.One << 256) - Order,
        ];
        foreach (var centre in centres)
        {
            for (var offset = -3; offset <= 3; offset++)
            {
                edges.Add(centre + offset);
            }
        }

        return [.. edges.Where(edge => edge.Sign >= 0 && edge < BigInteger.One << 256)];
    }
}

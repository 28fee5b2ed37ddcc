using System.Numerics;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Crypto.Eight;

namespace SettleEngine.Core.Tests.Crypto.Eight;

/// <summary>The multiples of a key that a check adds up for a factor, as numbers.</summary>
internal static unsafe class SelectedMultiples
{
    public static readonly BigInteger Lambda = ArithmeticSamples.FromBytes(
        Convert.FromHexString("5363AD4CC05C30E0A5261C028812645A122E22EA20816678DF02967C1B23BD72"));

    public static BigInteger[] OfGenerator(BigInteger factor)
    {
        var entries = stackalloc AffinePoint*[8 * 16];
        var negative = stackalloc byte[16];
        GeneratorWindows.Select(CraftedSignature.Element(factor), null, entries, negative, 0);
        return [.. Enumerable.Range(0, 16).Select(i => Multiple(entries, negative, i, i, 16))];
    }

    /// <summary>Those of a key; with a small table the last 33 stand for λ times themselves.</summary>
    public static BigInteger[] OfKey(PayerTableSize size, BigInteger factor)
    {
        var (windows, bits, count) = size == PayerTableSize.Large ? (32, 8, 32) : (33, 4, 66);
        var entries = stackalloc AffinePoint*[8 * count];
        var negative = stackalloc byte[count];
        PayerTables.Select(size, CraftedSignature.Element(factor), null, entries, negative, 0);
        return [.. Enumerable.Range(0, count).Select(i => Multiple(entries, negative, i, i % windows, bits))];
    }

    /// <summary>Whether adding up in pairs, level by level, meets two points that are equal or opposite.</summary>
    public static bool MeetException(PayerTableSize size, BigInteger u1, BigInteger u2, BigInteger privateKey)
    {
        var multiples = OfKey(size, u2);
        var plain = size == PayerTableSize.Large ? 32 : 33;
        List<BigInteger> first = [.. OfGenerator(u1), .. multiples.Take(plain).Select(multiple => multiple * privateKey)];
        List<BigInteger> second = [.. multiples.Skip(plain).Select(multiple => multiple * privateKey * Lambda)];
        var meets = false;
        while (first.Count + second.Count > 1)
        {
            (first, second) = first.Count == 1 && second.Count == 1
                ? (Halve([first[0], second[0]], ref meets), [])
                : (Halve(first, ref meets), Halve(second, ref meets));
        }

        return meets;
    }

    private static List<BigInteger> Halve(List<BigInteger> points, ref bool meets)
    {
        var sums = new List<BigInteger>();
        for (var i = 0; i < points.Count; i += 2)
        {
            if (i + 1 == points.Count)
            {
                sums.Add(points[i]);
                break;
            }

            meets |= CraftedSignature.Modulo(points[i] - points[i + 1]).IsZero;
            meets |= CraftedSignature.Modulo(points[i] + points[i + 1]).IsZero;
            sums.Add(points[i] + points[i + 1]);
        }

        return sums;
    }

    private static BigInteger Multiple(AffinePoint** entries, byte* negative, int at, int window, int bits)
    {
        var entry = (entries[8 * at] - (AffinePoint*)null) - ((long)window << (bits - 1));
        return new BigInteger((negative[at] & 1) != 0 ? -(2 * entry) - 1 : (2 * entry) + 1) << (bits * window);
    }
}

using System.Numerics;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Crypto.Eight;
using Xunit;

namespace SettleEngine.Core.Tests.Crypto.Eight;

public sealed unsafe class OddHalvesTests
{
    private static BigInteger Order => ArithmeticSamples.Order;

    public static IEnumerable<BigInteger> Factors
    {
        get
        {
            var random = new Random(130);
            return ArithmeticSamples.Edges
                .Concat(Enumerable.Range(0, 200).Select(i => i * SelectedMultiples.Lambda))
                .Concat(Enumerable.Range(0, 5000).Select(_ => ArithmeticSamples.Random(random) >> random.Next(256)))
                .Select(CraftedSignature.Modulo);
        }
    }

    [Fact]
    public void Halves_are_odd_and_short_and_make_up_the_factor()
    {
        Span<ulong> first = stackalloc ulong[3];
        Span<ulong> second = stackalloc ulong[3];
        foreach (var factor in Factors)
        {
            SplitScalar.SplitOdd(CraftedSignature.Element(factor), first, second);
            var (k1, k2) = (Signed(first), Signed(second));
            Assert.Equal(factor, CraftedSignature.Modulo(k1 + (k2 * SelectedMultiples.Lambda)));
            Assert.False(k1.IsEven || k2.IsEven);
            Assert.True(BigInteger.Abs(k1) < BigInteger.One << 130);
            Assert.True(BigInteger.Abs(k2) < BigInteger.One << 130);
        }
    }

    [Fact]
    public void Digits_are_odd_and_make_up_the_factor_in_every_lane()
    {
        var lane = 0;
        foreach (var factor in Factors)
        {
            var digits = DigitsOf(factor, lane);
            var sum = BigInteger.Zero;
            for (var i = 0; i < OddHalves.Windows; i++)
            {
                Assert.InRange(Math.Abs(digits[2 * i]), 1, 31);
                Assert.InRange(Math.Abs(digits[(2 * i) + 1]), 1, 31);
                sum += (digits[2 * i] + (digits[(2 * i) + 1] * SelectedMultiples.Lambda)) << (5 * i);
            }

            Assert.Equal(factor, CraftedSignature.Modulo(sum));
            lane = (lane + 1) % 8;
        }
    }

    /// <summary>The digits of the first half at even indices, of the second at odd ones.</summary>
    public static int[] DigitsOf(BigInteger factor, int lane)
    {
        var entries = stackalloc byte[8 * OddHalves.Digits];
        var negative = stackalloc byte[OddHalves.Digits];
        new Span<byte>(entries, 8 * OddHalves.Digits).Fill(0xA5);
        new Span<byte>(negative, OddHalves.Digits).Clear();
        OddHalves.Write(CraftedSignature.Element(factor), entries, negative, lane);
        var digits = new int[OddHalves.Digits];
        for (var i = 0; i < OddHalves.Digits; i++)
        {
            var digit = (2 * entries[(8 * i) + lane]) + 1;
            digits[i] = (negative[i] >> lane & 1) != 0 ? -digit : digit;
            Assert.Equal(0, negative[i] & ~(1 << lane));
        }

        return digits;
    }

    private static BigInteger Signed(ReadOnlySpan<ulong> words) =>
        new(System.Runtime.InteropServices.MemoryMarshal.AsBytes(words), isUnsigned: false);
}

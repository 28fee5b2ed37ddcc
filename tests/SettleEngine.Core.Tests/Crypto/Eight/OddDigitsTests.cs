using System.Numerics;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Crypto.Eight;
using Xunit;

namespace SettleEngine.Core.Tests.Crypto.Eight;

public sealed unsafe class OddDigitsTests
{
    private static BigInteger Order => ArithmeticSamples.Order;

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    public void The_digits_of_a_factor_add_up_to_it_modulo_n(int bits)
    {
        var random = new Random(20261122);
        var samples = ArithmeticSamples.Edges.Concat(Enumerable.Range(0, 500).Select(_ => ArithmeticSamples.Random(random)));
        foreach (var sample in samples)
        {
            var factor = sample % Order;
            AssertSum(factor, bits);
        }
    }

    [Fact]
    public void Selecting_for_one_lane_leaves_the_other_lanes_alone()
    {
        var plain = stackalloc ulong[OddDigits.Words];
        var entries = stackalloc AffinePoint*[8 * 32];
        var negative = stackalloc byte[32];
        new Span<byte>(negative, 32).Fill(0b0101_1010);
        OddDigits.Write(Scalar.ReadReduced(ArithmeticSamples.Bytes(ArithmeticSamples.Random(new Random(5)))), plain);

        OddDigits.Select(plain, 8, 32, isOpposite: false, table: null, entries, negative, lane: 3);

        for (var i = 0; i < 32; i++)
        {
            Assert.Equal(0b0101_0010, negative[i] & 0b1111_0111);
            for (var lane = 0; lane < 8; lane++)
            {
                Assert.True(lane == 3 || entries[(8 * i) + lane] == null);
            }
        }
    }

    private static void AssertSum(BigInteger factor, int bits)
    {
        var windows = 256 / bits;
        var plain = stackalloc ulong[OddDigits.Words];
        var entries = stackalloc AffinePoint*[8 * windows];
        var negative = stackalloc byte[windows];
        var scalar = Scalar.ReadReduced(ArithmeticSamples.Bytes(factor));
        var isOpposite = OddDigits.Write(scalar, plain);

        OddDigits.Select(plain, bits, windows, isOpposite, table: null, entries, negative, lane: 5);

        var sum = BigInteger.Zero;
        for (var i = 0; i < windows; i++)
        {
            var entry = (entries[(8 * i) + 5] - (AffinePoint*)null) - ((long)i << (bits - 1));
            Assert.InRange(entry, 0, (1L << (bits - 1)) - 1);
            var digit = ((2 * entry) + 1) * ((negative[i] >> 5 & 1) != 0 ? -1 : 1);
            sum += new BigInteger(digit) << (bits * i);
        }

        // The sum is the factor itself or the factor less n: even factors, and zero is one, are reached from below.
        Assert.Equal(factor.IsEven ? factor - Order : factor, sum);
    }
}

using System.Numerics;
using SettleEngine.Core.Crypto;
using Xunit;

namespace SettleEngine.Core.Tests.Crypto;

public class ScalarTests
{
    private static readonly BigInteger Lambda =
        BigInteger.Parse("37718080363155996902926221483475020450927657555482586988616620542887997980018");

    private static BigInteger Order => ArithmeticSamples.Order;

    [Fact]
    public void Products_and_sums_agree_with_big_integers_at_all_edges()
    {
        foreach (var left in ArithmeticSamples.Edges)
        {
            foreach (var right in ArithmeticSamples.Edges)
            {
                CheckPair(left, right);
            }
        }
    }

    [Fact]
    public void Products_and_sums_agree_with_big_integers_at_random()
    {
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            CheckPair(ArithmeticSamples.Random(random), ArithmeticSamples.Random(random));
        }
    }

    [Fact]
    public void Any_512_bits_are_reduced()
    {
        ulong[] limbs = [0, 1, ulong.MaxValue, 0xBFD25E8CD0364141];
        var words = new ulong[8];
        for (var pattern = 0; pattern < 65_536; pattern++)
        {
            var expected = BigInteger.Zero;
            for (var i = 7; i >= 0; i--)
            {
                words[i] = limbs[(pattern >> (2 * i)) & 3];
                expected = (expected << 64) | words[i];
            }

            Assert.Equal(expected % Order, Value(Scalar.Reduce(
                words[0], words[1], words[2], words[3], words[4], words[5], words[6], words[7])));
        }
    }

    [Fact]
    public void Inverses_multiply_to_one()
    {
        foreach (var value in Samples(2_000).Where(value => value % Order != 0))
        {
            Assert.Equal(1, Value(Scalar.InvertVar(Element(value))) * value % Order);
        }
    }

    [Fact]
    public void Ranges_are_exact()
    {
        foreach (var value in Samples(100))
        {
            Assert.Equal(
                value > 0 && value < Order, Scalar.TryReadNonZero(ArithmeticSamples.Bytes(value), out _));
            Assert.Equal(value % Order > Order / 2, Element(value).IsHigh);
            Assert.Equal(value % Order == 0, Element(value).IsZero);
            Assert.Equal((Order - (value % Order)) % Order, Value(Scalar.Negate(Element(value))));
        }
    }

    [Fact]
    public void Split_halves_have_128_bits_and_make_the_whole()
    {
        foreach (var value in Samples(20_000))
        {
            SplitScalar.Split(Element(value), out var first, out var second);

            var whole = Integer(first) + (Integer(second) * Lambda);
            Assert.Equal(0, (whole - value) % Order);
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(GeneratorTable.WindowBits)]
    public void Signed_digits_make_the_number_and_are_odd_and_sparse(int bits)
    {
        var digits = new short[SignedDigits.Count];
        foreach (var value in Samples(5_000))
        {
            SplitScalar.Split(Element(value), out var first, out var second);
            SplitScalar.Halve(Element(value), out var low, out var high);
            foreach (var number in new[] { first, second, low, high })
            {
                var length = SignedDigits.Write(number, bits, digits);
                CheckDigits(digits, length, bits, Integer(number));
            }
        }
    }

    private static void CheckDigits(short[] digits, int length, int bits, BigInteger expected)
    {
        var sum = BigInteger.Zero;
        var last = -bits;
        for (var i = 0; i < digits.Length; i++)
        {
            if (digits[i] != 0)
            {
                Assert.True(i < length && i - last >= bits);
                Assert.NotEqual(0, digits[i] & 1);
                Assert.InRange(digits[i], -(1 << (bits - 1)), 1 << (bits - 1));
                last = i;
                sum += (BigInteger)digits[i] << i;
            }
        }

        Assert.Equal(expected, sum);
    }

    private static void CheckPair(BigInteger left, BigInteger right)
    {
        Assert.Equal(left * right % Order, Value(Scalar.Multiply(Element(left), Element(right))));
        Assert.Equal((left + right) % Order, Value(Scalar.Add(Element(left), Element(right))));
    }

    private static IEnumerable<BigInteger> Samples(int randomCount)
    {
        var random = new Random(7);
        return ArithmeticSamples.Edges.Concat(
            Enumerable.Range(0, randomCount).Select(_ => ArithmeticSamples.Random(random)));
    }

    private static BigInteger Integer(in SplitScalar number)
    {
        var magnitude = ((BigInteger)number.High << 64) | number.Low;
        return number.IsNegative ? -magnitude : magnitude;
    }

    private static Scalar Element(BigInteger value) => Scalar.ReadReduced(ArithmeticSamples.Bytes(value));

    private static BigInteger Value(in Scalar scalar)
    {
        Span<byte> bytes = stackalloc byte[32];
        scalar.CopyTo(bytes);
        var value = ArithmeticSamples.FromBytes(bytes);
        Assert.True(value < Order);
        return value;
    }
}

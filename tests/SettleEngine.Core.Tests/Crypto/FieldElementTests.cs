using System.Numerics;
using SettleEngine.Core.Crypto;
using Xunit;

namespace SettleEngine.Core.Tests.Crypto;

public class FieldElementTests
{
    private delegate void Binary(in FieldElement left, in FieldElement right, out FieldElement result);

    private delegate void Unary(in FieldElement value, out FieldElement result);

    private static BigInteger Prime => ArithmeticSamples.Prime;

    [Fact]
    public void Sums_differences_and_products_agree_with_big_integers_at_all_edges()
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
    public void Sums_differences_and_products_agree_with_big_integers_at_random()
    {
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            CheckPair(ArithmeticSamples.Random(random), ArithmeticSamples.Random(random));
        }
    }

    [Fact]
    public void Squares_halves_and_opposites_agree_with_big_integers()
    {
        var random = new Random(2);
        var half = (Prime + 1) / 2;
        foreach (var value in ArithmeticSamples.Edges.Concat(Enumerable.Range(0, 20_000).Select(_ => ArithmeticSamples.Random(random))))
        {
            Check(FieldElement.Square, value, value * value);
            Check(FieldElement.Halve, value, value * half);
            Check(FieldElement.Negate, value, Prime - (value % Prime));
            var element = Element(value);
            Assert.Equal(value % Prime == 0, element.IsZero);
            Assert.Equal(!(value % Prime).IsEven, element.IsOdd);
        }
    }

    [Fact]
    public void Any_512_bits_are_reduced()
    {
        var random = new Random(3);
        ulong[] limbs = [0, 1, ulong.MaxValue, 0xFFFFFFFEFFFFFC2F];
        for (var pattern = 0; pattern < 65_536; pattern++)
        {
            var words = Enumerable.Range(0, 8).Select(i => limbs[(pattern >> (2 * i)) & 3]).ToArray();
            CheckReduction(words);
        }

        for (var i = 0; i < 20_000; i++)
        {
            CheckReduction([.. Enumerable.Range(0, 8).Select(_ => (ulong)random.NextInt64() << random.Next(2))]);
        }
    }

    [Fact]
    public void Inverses_multiply_to_one()
    {
        var random = new Random(4);
        foreach (var value in ArithmeticSamples.Edges.Concat(Enumerable.Range(0, 2_000).Select(_ => ArithmeticSamples.Random(random))))
        {
            if (value % Prime != 0)
            {
                FieldRoots.InvertVar(Element(value), out var inverse);
                Assert.Equal(1, Value(inverse) * value % Prime);
            }
        }
    }

    [Fact]
    public void Squares_have_roots_and_others_have_none()
    {
        var random = new Random(5);
        foreach (var value in ArithmeticSamples.Edges.Concat(Enumerable.Range(0, 300).Select(_ => ArithmeticSamples.Random(random))))
        {
            var isSquare = BigInteger.ModPow(value, (Prime - 1) / 2, Prime) <= 1;
            Assert.Equal(isSquare, FieldRoots.TrySquareRoot(Element(value), out var root));
            if (isSquare)
            {
                Assert.Equal(value % Prime, Value(root) * Value(root) % Prime);
            }
        }
    }

    [Fact]
    public void A_result_may_overwrite_an_operand()
    {
        var value = ArithmeticSamples.Random(new Random(6));
        Binary[] operations = [FieldElement.Add, FieldElement.Subtract, FieldElement.Multiply];
        foreach (var operation in operations)
        {
            operation(Element(value), Element(7), out var expected);
            var left = Element(value);
            operation(left, Element(7), out left);
            var right = Element(7);
            operation(Element(value), right, out right);
            Assert.Equal(Value(expected), Value(left));
            Assert.Equal(Value(expected), Value(right));
        }
    }

    private static void CheckPair(BigInteger left, BigInteger right)
    {
        Check(FieldElement.Add, left, right, left + right);
        Check(FieldElement.Subtract, left, right, left - right + (2 * Prime));
        Check(FieldElement.Multiply, left, right, left * right);
        Assert.Equal(left % Prime == right % Prime, FieldElement.AreEqual(Element(left), Element(right)));
    }

    private static void CheckReduction(ulong[] words)
    {
        FieldElement.Reduce(words[0], words[1], words[2], words[3], words[4], words[5], words[6], words[7], out var residue);
        var expected = BigInteger.Zero;
        for (var i = 7; i >= 0; i--)
        {
            expected = (expected << 64) | words[i];
        }

        Assert.Equal(expected % Prime, Value(residue));
    }

    private static void Check(Binary operation, BigInteger left, BigInteger right, BigInteger expected)
    {
        operation(Element(left), Element(right), out var result);
        Assert.Equal(expected % Prime, Value(result));
    }

    private static void Check(Unary operation, BigInteger value, BigInteger expected)
    {
        operation(Element(value), out var result);
        Assert.Equal(expected % Prime, Value(result));
    }

    private static FieldElement Element(BigInteger value) => new(ArithmeticSamples.Bytes(value));

    private static BigInteger Value(in FieldElement element)
    {
        Span<byte> bytes = stackalloc byte[32];
        element.CopyTo(bytes);
        var value = ArithmeticSamples.FromBytes(bytes);
        Assert.True(value < Prime);
        return value;
    }
}

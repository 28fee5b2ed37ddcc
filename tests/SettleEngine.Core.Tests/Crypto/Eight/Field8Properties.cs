using System.Numerics;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Crypto.Eight;
using Xunit;

namespace SettleEngine.Core.Tests.Crypto.Eight;

/// <summary>What every implementation of eight field elements does, against arithmetic on big integers.</summary>
internal static unsafe class Field8Properties<TField>
    where TField : unmanaged, IField8<TField>
{
    private static BigInteger Prime => ArithmeticSamples.Prime;

    public static void Products_squares_sums_and_differences_are_those_of_integers_modulo_p() =>
        ForEachPair((left, right, x, y) =>
        {
            TField.Multiply(left, right, out var product);
            TField.Square(left, out var square);
            AssertLanes(product, square, (a, b) => a * b, (a, _) => a * a, x, y);
            TField.Add(left, right, out var sum);
            TField.Subtract(left, right, out var difference);
            AssertLanes(sum, difference, (a, b) => a + b, (a, b) => a - b, x, y);
            TField.Triple(left, out var tripled);
            TField.MultiplySubtract(left, right, tripled, out var less);
            AssertLanes(tripled, less, (a, _) => 3 * a, (a, b) => (a * b) - (3 * a), x, y);
            TField.SquareSubtract(left, right, right, out less);
            TField.SquareSubtract(right, left, tripled, out var other);
            AssertLanes(less, other, (a, b) => (a * a) - (2 * b), (a, b) => (b * b) - (4 * a), x, y);
        });

    public static void Products_modulo_n_are_those_of_integers_and_below_n() =>
        ForEachPair(
            (left, right, x, y) =>
            {
                TField.MultiplyModuloOrder(left, right, out var product);
                TField.MultiplyModuloOrder(product, product, out var square);
                var order = ArithmeticSamples.Order;
                for (var lane = 0; lane < 8; lane++)
                {
                    Assert.Equal(x[lane] * y[lane] % order, Lane(product, lane));
                    Assert.Equal(BigInteger.ModPow(x[lane] * y[lane], 2, order), Lane(square, lane));
                }
            },
            ArithmeticSamples.Order);

    public static void Results_are_operands_of_anything_else_however_long_the_chain() =>
        ForEachPair((left, right, x, y) =>
        {
            // Differences of differences have the largest limbs that any form allows.
            TField.Subtract(left, right, out var difference);
            TField.Subtract(difference, left, out var chained);
            for (var i = 0; i < 3; i++)
            {
                TField.Add(chained, chained, out chained);
                TField.Subtract(chained, difference, out chained);
                TField.Triple(chained, out chained);
                TField.Subtract(chained, left, out chained);
            }

            BigInteger Chained(BigInteger a, BigInteger b)
            {
                var value = -b;
                for (var i = 0; i < 3; i++)
                {
                    value = (3 * (value + value - (a - b))) - a;
                }

                return value;
            }

            TField.Multiply(chained, difference, out var product);
            TField.Square(chained, out var square);
            AssertLanes(product, square, (a, b) => Chained(a, b) * (a - b), (a, b) => Chained(a, b) * Chained(a, b), x, y);
            TField.MultiplySubtract(chained, difference, chained, out product);
            TField.SquareSubtract(difference, chained, chained, out square);
            AssertLanes(
                product,
                square,
                (a, b) => Chained(a, b) * (a - b - 1),
                (a, b) => ((a - b) * (a - b)) - (2 * Chained(a, b)),
                x,
                y);
        });

    public static void A_result_may_overwrite_its_operands() =>
        ForEachPair((left, right, x, y) =>
        {
            var (product, square) = (left, right);
            TField.Multiply(product, right, out product);
            TField.Square(square, out square);
            AssertLanes(product, square, (a, b) => a * b, (_, b) => b * b, x, y);
            (product, square) = (left, right);
            TField.MultiplySubtract(left, right, product, out product);
            TField.SquareSubtract(square, left, square, out square);
            AssertLanes(product, square, (a, b) => (a * b) - a, (a, b) => (b * b) - a - b, x, y);
            var (sum, difference) = (left, right);
            TField.Add(sum, sum, out sum);
            TField.Subtract(left, difference, out difference);
            AssertLanes(sum, difference, (a, _) => a + a, (a, b) => a - b, x, y);
        });

    public static void Lanes_are_negated_and_selected_by_their_bits() =>
        ForEachPair((left, right, x, y) =>
        {
            const byte mask = 0b1010_0110;
            TField.NegateWhere(mask, left, out var negated);
            TField.Select(mask, left, right, out var selected);
            TField.Broadcast(new FieldElement(ArithmeticSamples.Bytes(12345)), out var constant);
            for (var lane = 0; lane < 8; lane++)
            {
                var isSet = (mask >> lane & 1) != 0;
                Assert.Equal(Modulo(isSet ? -x[lane] : x[lane]), Lane(negated, lane));
                Assert.Equal(Modulo(isSet ? x[lane] : y[lane]), Lane(selected, lane));
                Assert.Equal(12345, Lane(constant, lane));
            }
        });

    public static void Zero_is_seen_in_every_form_and_parity_is_that_of_the_residue() =>
        ForEachPair((left, right, x, y) =>
        {
            TField.Subtract(left, right, out var difference);
            TField.Subtract(left, left, out var nothing);
            var zero = TField.ZeroLanes(difference);
            var odd = TField.OddLanes(difference);
            Assert.Equal(byte.MaxValue, TField.ZeroLanes(nothing));
            Assert.Equal(0, TField.OddLanes(nothing));
            for (var lane = 0; lane < 8; lane++)
            {
                var residue = Modulo(x[lane] - y[lane]);
                Assert.Equal(residue.IsZero, (zero >> lane & 1) != 0);
                Assert.Equal(!residue.IsEven, (odd >> lane & 1) != 0);
            }
        });

    private static AffinePoint** AddressesOf(AffinePoint* points, nint* addresses)
    {
        for (var i = 0; i < 8; i++)
        {
            addresses[i] = (nint)(points + i);
        }

        return (AffinePoint**)addresses;
    }

    private static BigInteger Modulo(BigInteger value) => ((value % Prime) + Prime) % Prime;

    private static BigInteger ValueOf(FieldElement element)
    {
        Span<byte> bytes = stackalloc byte[32];
        element.CopyTo(bytes);
        return ArithmeticSamples.FromBytes(bytes);
    }

    private static BigInteger Lane(TField value, int lane)
    {
        var points = stackalloc AffinePoint[8];
        var slots = stackalloc nint[8];
        var addresses = AddressesOf(points, slots);
        TField.StorePoints(value, value, addresses);
        return ValueOf(points[lane].Y);
    }

    private static void AssertLanes(
        TField first,
        TField second,
        Func<BigInteger, BigInteger, BigInteger> expectedFirst,
        Func<BigInteger, BigInteger, BigInteger> expectedSecond,
        BigInteger[] x,
        BigInteger[] y)
    {
        var points = stackalloc AffinePoint[8];
        var slots = stackalloc nint[8];
        var addresses = AddressesOf(points, slots);
        TField.StorePoints(first, second, addresses);
        for (var lane = 0; lane < 8; lane++)
        {
            Assert.Equal(Modulo(expectedFirst(x[lane], y[lane])), ValueOf(points[lane].X));
            Assert.Equal(Modulo(expectedSecond(x[lane], y[lane])), ValueOf(points[lane].Y));
        }
    }

    /// <summary>Every edge against every other, in changing lanes, and random values.</summary>
    private static void ForEachPair(
        Action<TField, TField, BigInteger[], BigInteger[]> check, BigInteger? modulus = null)
    {
        var random = new Random(20261121);
        var edges = ArithmeticSamples.Edges;
        var points = stackalloc AffinePoint[8];
        var slots = stackalloc nint[8];
        var addresses = AddressesOf(points, slots);
        var pairs = edges.Count * edges.Count;
        for (var at = 0; at < pairs + 4000; at += 8)
        {
            var x = new BigInteger[8];
            var y = new BigInteger[8];
            for (var lane = 0; lane < 8; lane++)
            {
                var pair = at + lane;
                x[lane] = pair < pairs ? edges[pair / edges.Count] : ArithmeticSamples.Random(random);
                y[lane] = pair < pairs ? edges[pair % edges.Count] : ArithmeticSamples.Random(random);
                if (modulus is { } bound)
                {
                    (x[lane], y[lane]) = (x[lane] % bound, y[lane] % bound);
                }

                points[lane] = new AffinePoint(
                    new FieldElement(ArithmeticSamples.Bytes(x[lane])),
                    new FieldElement(ArithmeticSamples.Bytes(y[lane])));
            }

            TField.LoadPoints(addresses, out var left, out var right);
            check(left, right, x, y);
        }
    }
}

using System.Runtime.CompilerServices;

namespace SettleEngine.Core.Crypto.Eight;

/// <summary>Eight field elements, one after the other, in plain 64-bit arithmetic: for any machine.</summary>
internal unsafe struct PortableField8 : IField8<PortableField8>
{
    private const int Lanes = 8;

    private Elements _elements;

    public static bool IsSupported => true;

    public static int FewestItems => 14;

    public static int FewestKnown => 10;

    public static void Multiply(in PortableField8 left, in PortableField8 right, out PortableField8 product)
    {
        Unsafe.SkipInit(out product);
        for (var i = 0; i < Lanes; i++)
        {
            FieldElement.Multiply(left._elements[i], right._elements[i], out product._elements[i]);
        }
    }

    public static void Square(in PortableField8 value, out PortableField8 square)
    {
        Unsafe.SkipInit(out square);
        for (var i = 0; i < Lanes; i++)
        {
            FieldElement.Square(value._elements[i], out square._elements[i]);
        }
    }

    public static void MultiplyModuloOrder(in PortableField8 left, in PortableField8 right, out PortableField8 product)
    {
        Unsafe.SkipInit(out product);
        for (var i = 0; i < Lanes; i++)
        {
            product._elements[i] = Scalar.Multiply(new Scalar(left._elements[i]), new Scalar(right._elements[i])).ToElement();
        }
    }

    public static void Add(in PortableField8 left, in PortableField8 right, out PortableField8 sum)
    {
        Unsafe.SkipInit(out sum);
        for (var i = 0; i < Lanes; i++)
        {
            FieldElement.Add(left._elements[i], right._elements[i], out sum._elements[i]);
        }
    }

    public static void Subtract(in PortableField8 left, in PortableField8 right, out PortableField8 difference)
    {
        Unsafe.SkipInit(out difference);
        for (var i = 0; i < Lanes; i++)
        {
            FieldElement.Subtract(left._elements[i], right._elements[i], out difference._elements[i]);
        }
    }

    public static void MultiplySubtract(
        in PortableField8 left, in PortableField8 right, in PortableField8 subtrahend, out PortableField8 difference)
    {
        Multiply(left, right, out var product);
        Subtract(product, subtrahend, out difference);
    }

    public static void SquareSubtract(
        in PortableField8 value, in PortableField8 first, in PortableField8 second, out PortableField8 difference)
    {
        Square(value, out var square);
        Subtract(square, first, out square);
        Subtract(square, second, out difference);
    }

    public static void Triple(in PortableField8 value, out PortableField8 tripled)
    {
        Add(value, value, out var twice);
        Add(twice, value, out tripled);
    }

    public static void NegateWhere(byte mask, in PortableField8 value, out PortableField8 result)
    {
        Unsafe.SkipInit(out result);
        for (var i = 0; i < Lanes; i++)
        {
            if ((mask >> i & 1) != 0)
            {
                FieldElement.Negate(value._elements[i], out result._elements[i]);
            }
            else
            {
                result._elements[i] = value._elements[i];
            }
        }
    }

    public static void Select(
        byte mask, in PortableField8 whereSet, in PortableField8 elsewhere, out PortableField8 result)
    {
        Unsafe.SkipInit(out result);
        for (var i = 0; i < Lanes; i++)
        {
            result._elements[i] = (mask >> i & 1) != 0 ? whereSet._elements[i] : elsewhere._elements[i];
        }
    }

    public static byte ZeroLanes(in PortableField8 value)
    {
        var mask = 0;
        for (var i = 0; i < Lanes; i++)
        {
            mask |= value._elements[i].IsZero ? 1 << i : 0;
        }

        return (byte)mask;
    }

    public static byte OddLanes(in PortableField8 value)
    {
        var mask = 0;
        for (var i = 0; i < Lanes; i++)
        {
            mask |= value._elements[i].IsOdd ? 1 << i : 0;
        }

        return (byte)mask;
    }

    public static void Broadcast(in FieldElement element, out PortableField8 value)
    {
        Unsafe.SkipInit(out value);
        for (var i = 0; i < Lanes; i++)
        {
            value._elements[i] = element;
        }
    }

    public static void LoadPoints(AffinePoint** points, out PortableField8 x, out PortableField8 y)
    {
        Unsafe.SkipInit(out x);
        Unsafe.SkipInit(out y);
        for (var i = 0; i < Lanes; i++)
        {
            x._elements[i] = points[i]->X;
            y._elements[i] = points[i]->Y;
        }
    }

    public static void StorePoints(in PortableField8 x, in PortableField8 y, AffinePoint** points)
    {
        for (var i = 0; i < Lanes; i++)
        {
            *points[i] = new AffinePoint(x._elements[i].Normalized(), y._elements[i].Normalized());
        }
    }

    [InlineArray(Lanes)]
    private struct Elements
    {
        private FieldElement _first;
    }
}

using System.Buffers.Binary;

namespace SettleEngine.Core.Crypto;

/// <summary>An integer modulo n, the order of secp256k1's group, always below n; four 64-bit limbs, least first.</summary>
/// <remarks>A recovery multiplies a handful of scalars and thousands of field elements, so this type favours plain loops.
/// Time may depend on values.</remarks>
internal readonly struct Scalar
{
    private const int Limbs = 4;

    /// <summary>−n⁻¹ modulo 2⁶⁴.</summary>
    private const ulong NegatedOrderInverse = 0x4B0DFF665588B13F;

    private readonly ulong _limb0;
    private readonly ulong _limb1;
    private readonly ulong _limb2;
    private readonly ulong _limb3;

    /// <summary>Takes limbs of a value below n.</summary>
    private Scalar(ReadOnlySpan<ulong> limbs)
    {
        _limb0 = limbs[0];
        _limb1 = limbs[1];
        _limb2 = limbs[2];
        _limb3 = limbs[3];
    }

    public bool IsZero => (_limb0 | _limb1 | _limb2 | _limb3) == 0;

    /// <summary>Whether the value is above n / 2.</summary>
    public bool IsHigh => IsAbove(HalfOrder);

    /// <summary>n, with a fifth limb of 0.</summary>
    private static ReadOnlySpan<ulong> Order =>
        [0xBFD25E8CD0364141, 0xBAAEDCE6AF48A03B, 0xFFFFFFFFFFFFFFFE, 0xFFFFFFFFFFFFFFFF, 0];

    /// <summary>(n − 1) / 2.</summary>
    private static ReadOnlySpan<ulong> HalfOrder =>
        [0xDFE92F46681B20A0, 0x5D576E7357A4501D, 0xFFFFFFFFFFFFFFFF, 0x7FFFFFFFFFFFFFFF];

    /// <summary>2²⁵⁶ − n.</summary>
    private static ReadOnlySpan<ulong> Fold => [0x402DA1732FC9BEBF, 0x4551231950B75FC4, 1];

    /// <summary>Reads 32 big-endian bytes of a value from 1 to n − 1.</summary>
    /// <returns>Whether the value is in that range.</returns>
    public static bool TryReadNonZero(ReadOnlySpan<byte> bigEndian, out Scalar scalar)
    {
        scalar = ReadReduced(bigEndian, out var wasReduced);
        return !wasReduced && !scalar.IsZero;
    }

    /// <summary>Reads 32 big-endian bytes modulo n.</summary>
    public static Scalar ReadReduced(ReadOnlySpan<byte> bigEndian) => ReadReduced(bigEndian, out _);

    /// <summary>Writes 32 big-endian bytes.</summary>
    public void CopyTo(Span<byte> bigEndian)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bigEndian, _limb3);
        BinaryPrimitives.WriteUInt64BigEndian(bigEndian[8..], _limb2);
        BinaryPrimitives.WriteUInt64BigEndian(bigEndian[16..], _limb1);
        BinaryPrimitives.WriteUInt64BigEndian(bigEndian[24..], _limb0);
    }

    /// <summary>Copies the four limbs, least first.</summary>
    public void CopyTo(Span<ulong> limbs)
    {
        limbs[3] = _limb3;
        limbs[2] = _limb2;
        limbs[1] = _limb1;
        limbs[0] = _limb0;
    }

    /// <summary>Copies the four limbs, least first, of this value when it is odd and of n less this value when it is even: n
    /// is odd, so what is copied always is. It lies from 1 to n, n itself standing for zero.</summary>
    /// <returns>Whether it was n less the value.</returns>
    public bool CopyOddTo(Span<ulong> limbs)
    {
        ulong borrow = 0;
        var order = Order;
        var limb0 = Wide.Subtract(order[0], _limb0, ref borrow);
        var limb1 = Wide.Subtract(order[1], _limb1, ref borrow);
        var limb2 = Wide.Subtract(order[2], _limb2, ref borrow);
        var limb3 = Wide.Subtract(order[3], _limb3, ref borrow);
        var isEven = (_limb0 & 1) == 0;
        limbs[3] = isEven ? limb3 : _limb3;
        limbs[2] = isEven ? limb2 : _limb2;
        limbs[1] = isEven ? limb1 : _limb1;
        limbs[0] = isEven ? limb0 : _limb0;
        return isEven;
    }

    public static Scalar Add(in Scalar left, in Scalar right)
    {
        ulong carry = 0;
        Span<ulong> sum =
        [
            Wide.Add(left._limb0, right._limb0, ref carry),
            Wide.Add(left._limb1, right._limb1, ref carry),
            Wide.Add(left._limb2, right._limb2, ref carry),
            Wide.Add(left._limb3, right._limb3, ref carry),
        ];
        SubtractOrderOnce(sum, carry != 0);
        return new Scalar(sum);
    }

    public static Scalar Negate(in Scalar value)
    {
        if (value.IsZero)
        {
            return value;
        }

        var order = Order;
        ulong borrow = 0;
        Span<ulong> negated =
        [
            Wide.Subtract(order[0], value._limb0, ref borrow),
            Wide.Subtract(order[1], value._limb1, ref borrow),
            Wide.Subtract(order[2], value._limb2, ref borrow),
            Wide.Subtract(order[3], value._limb3, ref borrow),
        ];
        return new Scalar(negated);
    }

    public static Scalar Multiply(in Scalar left, in Scalar right)
    {
        Span<ulong> product = stackalloc ulong[2 * Limbs];
        Span<ulong> a = stackalloc ulong[Limbs];
        Span<ulong> b = stackalloc ulong[Limbs];
        left.CopyTo(a);
        right.CopyTo(b);
        product.Clear();
        AddProduct(product, a, b);
        return Reduce(product);
    }

    /// <summary>The inverse modulo n. The value must not be zero.</summary>
    public static Scalar InvertVar(in Scalar value)
    {
        Span<ulong> limbs = stackalloc ulong[Limbs];
        value.CopyTo(limbs);
        ModularInverse.InvertVar(limbs, Order, NegatedOrderInverse);
        return new Scalar(limbs);
    }

    /// <summary>Adds a × b to an accumulator that is long enough for the sum.</summary>
    internal static void AddProduct(Span<ulong> accumulator, ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b)
    {
        for (var i = 0; i < a.Length; i++)
        {
            ulong carry = 0;
            var row = accumulator[i..];
            for (var j = 0; j < b.Length; j++)
            {
                row[j] = Wide.MultiplyAdd(a[i], b[j], row[j], ref carry);
            }

            for (var j = b.Length; carry != 0; j++)
            {
                row[j] += carry;
                carry = row[j] < carry ? 1UL : 0;
            }
        }
    }

    /// <summary>Brings 512 bits below n. Each turn replaces what lies above 2²⁵⁶ by its product with 2²⁵⁶ − n, a number of
    /// 129 bits: 512 bits become at most 386, those 260, those 257, and the last carry fits without another.</summary>
    internal static Scalar Reduce(ReadOnlySpan<ulong> wide)
    {
        Span<ulong> value = stackalloc ulong[(2 * Limbs) + 1];
        Span<ulong> high = stackalloc ulong[Limbs + 1];
        value[2 * Limbs] = 0;
        wide.CopyTo(value);
        var highLimbs = Limbs;
        do
        {
            value[Limbs..].CopyTo(high);
            value[Limbs..].Clear();
            AddProduct(value, high[..highLimbs], Fold);
            highLimbs = highLimbs == Limbs ? 3 : 1;
        }
        while ((value[4] | value[5] | value[6] | value[7]) != 0);

        SubtractOrderOnce(value, wasCarried: false);
        return new Scalar(value);
    }

    private static Scalar ReadReduced(ReadOnlySpan<byte> bigEndian, out bool wasReduced)
    {
        Span<ulong> limbs =
        [
            BinaryPrimitives.ReadUInt64BigEndian(bigEndian[24..]),
            BinaryPrimitives.ReadUInt64BigEndian(bigEndian[16..]),
            BinaryPrimitives.ReadUInt64BigEndian(bigEndian[8..]),
            BinaryPrimitives.ReadUInt64BigEndian(bigEndian),
        ];
        wasReduced = SubtractOrderOnce(limbs, wasCarried: false);
        return new Scalar(limbs);
    }

    /// <summary>Takes n off a value below 2n, given whether it was carried beyond 256 bits.</summary>
    /// <returns>Whether n was taken off.</returns>
    private static bool SubtractOrderOnce(Span<ulong> value, bool wasCarried)
    {
        var order = Order;
        ulong borrow = 0;
        Span<ulong> difference =
        [
            Wide.Subtract(value[0], order[0], ref borrow),
            Wide.Subtract(value[1], order[1], ref borrow),
            Wide.Subtract(value[2], order[2], ref borrow),
            Wide.Subtract(value[3], order[3], ref borrow),
        ];
        if (borrow != 0 && !wasCarried)
        {
            return false;
        }

        difference.CopyTo(value);
        return true;
    }

    private bool IsAbove(ReadOnlySpan<ulong> bound)
    {
        ulong borrow = 0;
        _ = Wide.Subtract(bound[0], _limb0, ref borrow);
        _ = Wide.Subtract(bound[1], _limb1, ref borrow);
        _ = Wide.Subtract(bound[2], _limb2, ref borrow);
        _ = Wide.Subtract(bound[3], _limb3, ref borrow);
        return borrow != 0;
    }
}

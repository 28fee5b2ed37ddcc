using System.Buffers.Binary;

namespace SettleEngine.Core.Crypto;

/// <summary>An integer modulo n, the order of secp256k1's group, always below n; four 64-bit limbs, least first.</summary>
/// <remarks>Products are written out limb by limb, which takes less than half the time of loops (RecoverBenchmarks). Time may
/// depend on values.</remarks>
internal readonly struct Scalar
{
    private const int Limbs = 4;

    /// <summary>−n⁻¹ modulo 2⁶⁴.</summary>
    private const ulong NegatedOrderInverse = 0x4B0DFF665588B13F;

    /// <summary>2²⁵⁶ − n = 2¹²⁸ + Fold1 2⁶⁴ + Fold0.</summary>
    private const ulong Fold0 = 0x402DA1732FC9BEBF;
    private const ulong Fold1 = 0x4551231950B75FC4;

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

    /// <summary>Takes a field element below n as it is.</summary>
    public Scalar(in FieldElement element)
    {
        Span<ulong> limbs = stackalloc ulong[Limbs];
        element.CopyTo(limbs);
        this = new Scalar(limbs);
    }

    private Scalar(ulong limb0, ulong limb1, ulong limb2, ulong limb3)
    {
        _limb0 = limb0;
        _limb1 = limb1;
        _limb2 = limb2;
        _limb3 = limb3;
    }

    public static Scalar One => new(1, 0, 0, 0);

    public bool IsZero => (_limb0 | _limb1 | _limb2 | _limb3) == 0;

    /// <summary>Whether the value is above n / 2.</summary>
    public bool IsHigh => IsAbove(HalfOrder);

    /// <summary>n, with a fifth limb of 0.</summary>
    private static ReadOnlySpan<ulong> Order =>
        [0xBFD25E8CD0364141, 0xBAAEDCE6AF48A03B, 0xFFFFFFFFFFFFFFFE, 0xFFFFFFFFFFFFFFFF, 0];

    /// <summary>(n − 1) / 2.</summary>
    private static ReadOnlySpan<ulong> HalfOrder =>
        [0xDFE92F46681B20A0, 0x5D576E7357A4501D, 0xFFFFFFFFFFFFFFFF, 0x7FFFFFFFFFFFFFFF];

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

    /// <summary>The field element with the same limbs.</summary>
    public FieldElement ToElement() => new(_limb3, _limb2, _limb1, _limb0);

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
        ulong a0 = left._limb0, a1 = left._limb1, a2 = left._limb2, a3 = left._limb3;

        var factor = right._limb0;
        ulong carry = 0;
        var w0 = Wide.MultiplyAdd(a0, factor, ref carry);
        var w1 = Wide.MultiplyAdd(a1, factor, ref carry);
        var w2 = Wide.MultiplyAdd(a2, factor, ref carry);
        var w3 = Wide.MultiplyAdd(a3, factor, ref carry);
        var w4 = carry;

        factor = right._limb1;
        carry = 0;
        w1 = Wide.MultiplyAdd(a0, factor, w1, ref carry);
        w2 = Wide.MultiplyAdd(a1, factor, w2, ref carry);
        w3 = Wide.MultiplyAdd(a2, factor, w3, ref carry);
        w4 = Wide.MultiplyAdd(a3, factor, w4, ref carry);
        var w5 = carry;

        factor = right._limb2;
        carry = 0;
        w2 = Wide.MultiplyAdd(a0, factor, w2, ref carry);
        w3 = Wide.MultiplyAdd(a1, factor, w3, ref carry);
        w4 = Wide.MultiplyAdd(a2, factor, w4, ref carry);
        w5 = Wide.MultiplyAdd(a3, factor, w5, ref carry);
        var w6 = carry;

        factor = right._limb3;
        carry = 0;
        w3 = Wide.MultiplyAdd(a0, factor, w3, ref carry);
        w4 = Wide.MultiplyAdd(a1, factor, w4, ref carry);
        w5 = Wide.MultiplyAdd(a2, factor, w5, ref carry);
        w6 = Wide.MultiplyAdd(a3, factor, w6, ref carry);

        return Reduce(w0, w1, w2, w3, w4, w5, w6, carry);
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

    /// <summary>Brings 512 bits below n, in turns that replace what lies above 2²⁵⁶ by its product with F = 2²⁵⁶ − n.</summary>
    /// <remarks>
    /// F is below 2¹²⁹. 512 bits become less than 2²⁵⁶ + 2²⁵⁶ 2¹²⁹, so that limb 6 is at most 2; those become less than
    /// 2²⁵⁶ + 2¹³⁰ 2¹²⁹, so that limb 4 is at most 8; those become less than 2²⁵⁶ + 2¹³². What is then at least n is less
    /// than 2 n: taking n off once is all that is left.
    /// </remarks>
    internal static Scalar Reduce(
        ulong w0, ulong w1, ulong w2, ulong w3, ulong w4, ulong w5, ulong w6, ulong w7)
    {
        // The upper limbs times F₀, at limb 0; times F₁, at limb 1; times 1, at limb 2.
        ulong carry = 0;
        w0 = Wide.MultiplyAdd(w4, Fold0, w0, ref carry);
        w1 = Wide.MultiplyAdd(w5, Fold0, w1, ref carry);
        w2 = Wide.MultiplyAdd(w6, Fold0, w2, ref carry);
        w3 = Wide.MultiplyAdd(w7, Fold0, w3, ref carry);
        var high4 = carry;
        carry = 0;
        w1 = Wide.MultiplyAdd(w4, Fold1, w1, ref carry);
        w2 = Wide.MultiplyAdd(w5, Fold1, w2, ref carry);
        w3 = Wide.MultiplyAdd(w6, Fold1, w3, ref carry);
        high4 = Wide.MultiplyAdd(w7, Fold1, high4, ref carry);
        var high5 = carry;
        carry = 0;
        w2 = Wide.Add(w2, w4, ref carry);
        w3 = Wide.Add(w3, w5, ref carry);
        high4 = Wide.Add(high4, w6, ref carry);
        high5 = Wide.Add(high5, w7, ref carry);
        var high6 = carry;

        // The same with what that leaves above 2²⁵⁶.
        carry = 0;
        w0 = Wide.MultiplyAdd(high4, Fold0, w0, ref carry);
        w1 = Wide.MultiplyAdd(high5, Fold0, w1, ref carry);
        w2 = Wide.MultiplyAdd(high6, Fold0, w2, ref carry);
        w3 = Wide.Add(w3, 0, ref carry);
        var top = carry;
        carry = 0;
        w1 = Wide.MultiplyAdd(high4, Fold1, w1, ref carry);
        w2 = Wide.MultiplyAdd(high5, Fold1, w2, ref carry);
        w3 = Wide.MultiplyAdd(high6, Fold1, w3, ref carry);
        top += carry;
        carry = 0;
        w2 = Wide.Add(w2, high4, ref carry);
        w3 = Wide.Add(w3, high5, ref carry);
        top += high6 + carry;

        return ReduceTop(w0, w1, w2, w3, top);
    }

    /// <summary>The last turn, for a limb 4 of at most 8.</summary>
    private static Scalar ReduceTop(ulong w0, ulong w1, ulong w2, ulong w3, ulong top)
    {
        ulong carry = 0;
        w0 = Wide.MultiplyAdd(top, Fold0, w0, ref carry);
        w1 = Wide.MultiplyAdd(top, Fold1, w1, ref carry);
        w2 = Wide.MultiplyAdd(top, 1, w2, ref carry);
        w3 = Wide.Add(w3, 0, ref carry);

        // Adding F and dropping 2²⁵⁶ takes n off. That is due when the value was carried beyond 2²⁵⁶, or when adding F would
        // carry it there, which is when it is n or more.
        ulong over = 0;
        var d0 = Wide.Add(w0, Fold0, ref over);
        var d1 = Wide.Add(w1, Fold1, ref over);
        var d2 = Wide.Add(w2, 1, ref over);
        var d3 = Wide.Add(w3, 0, ref over);
        return (carry | over) != 0 ? new Scalar(d0, d1, d2, d3) : new Scalar(w0, w1, w2, w3);
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

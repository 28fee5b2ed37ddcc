using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace SettleEngine.Core.Crypto;

/// <summary>An integer modulo p = 2²⁵⁶ − 2³² − 977, the field of secp256k1, in four 64-bit limbs, least first.</summary>
/// <remarks>
/// Any 256-bit value stands for its residue: results are only brought below 2²⁵⁶, which one folding of the carry does
/// (2²⁵⁶ ≡ 2³² + 977), and below p only where a value is compared or written. Operations take their operands by
/// reference and read them whole before they write, so that a result may overwrite an operand. Branches marked rare are
/// taken with a probability below 2⁻³⁰ on random values, so they cost nothing and keep carry chains short; tests hit
/// each. Time may depend on values: nothing here is fit for secrets that an observer can time.
/// </remarks>
internal readonly struct FieldElement
{
    /// <summary>2²⁵⁶ − p.</summary>
    private const ulong Fold = 0x1000003D1;

    /// <summary>The least significant limb of p; the other three are all ones.</summary>
    private const ulong PrimeLimb0 = unchecked(0 - Fold);

    private readonly ulong _limb0;
    private readonly ulong _limb1;
    private readonly ulong _limb2;
    private readonly ulong _limb3;

    public FieldElement(ulong limb3, ulong limb2, ulong limb1, ulong limb0)
    {
        _limb0 = limb0;
        _limb1 = limb1;
        _limb2 = limb2;
        _limb3 = limb3;
    }

    /// <summary>Reads 32 big-endian bytes.</summary>
    public FieldElement(ReadOnlySpan<byte> bigEndian)
        : this(
            BinaryPrimitives.ReadUInt64BigEndian(bigEndian),
            BinaryPrimitives.ReadUInt64BigEndian(bigEndian[8..]),
            BinaryPrimitives.ReadUInt64BigEndian(bigEndian[16..]),
            BinaryPrimitives.ReadUInt64BigEndian(bigEndian[24..]))
    {
    }

    public static FieldElement One => new(0, 0, 0, 1);

    /// <summary>p, which stands for zero; the minuend of negations, because it hardly ever borrows.</summary>
    private static FieldElement Prime => new(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, PrimeLimb0);

    /// <summary>Whether the residue is zero: zero has the two forms 0 and p.</summary>
    public bool IsZero =>
        (_limb0 | _limb1 | _limb2 | _limb3) == 0
        || (_limb0 == PrimeLimb0 && (_limb1 & _limb2 & _limb3) == ulong.MaxValue);

    /// <summary>Whether the residue below p is odd.</summary>
    public bool IsOdd => (((_limb0 & 1) != 0) ^ IsAtLeastPrime);

    private bool IsAtLeastPrime => _limb0 >= PrimeLimb0 && (_limb1 & _limb2 & _limb3) == ulong.MaxValue;

    /// <summary>Writes the residue below p as 32 big-endian bytes.</summary>
    public void CopyTo(Span<byte> destination)
    {
        var value = Normalized();
        BinaryPrimitives.WriteUInt64BigEndian(destination, value._limb3);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], value._limb2);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], value._limb1);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], value._limb0);
    }

    /// <summary>Copies the four limbs of the residue below p, least first.</summary>
    public void CopyTo(Span<ulong> limbs)
    {
        var value = Normalized();
        limbs[3] = value._limb3;
        limbs[2] = value._limb2;
        limbs[1] = value._limb1;
        limbs[0] = value._limb0;
    }

    public static bool AreEqual(in FieldElement left, in FieldElement right)
    {
        Subtract(left, right, out var difference);
        return difference.IsZero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(in FieldElement left, in FieldElement right, out FieldElement sum)
    {
        var limb0 = left._limb0 + right._limb0;
        var carry = limb0 < left._limb0 ? 1UL : 0;
        var limb1 = left._limb1 + carry;
        carry = limb1 < carry ? 1UL : 0;
        limb1 += right._limb1;
        carry += limb1 < right._limb1 ? 1UL : 0;
        var limb2 = left._limb2 + carry;
        carry = limb2 < carry ? 1UL : 0;
        limb2 += right._limb2;
        carry += limb2 < right._limb2 ? 1UL : 0;
        var limb3 = left._limb3 + carry;
        carry = limb3 < carry ? 1UL : 0;
        limb3 += right._limb3;
        carry += limb3 < right._limb3 ? 1UL : 0;

        var folded = (0 - carry) & Fold;
        limb0 += folded;
        sum = new FieldElement(limb3, limb2, limb1, limb0);
        if (limb0 < folded)
        {
            sum = CarryIntoLimb1(sum); // Rare.
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Subtract(in FieldElement left, in FieldElement right, out FieldElement difference)
    {
        var limb0 = left._limb0 - right._limb0;
        var borrow = left._limb0 < right._limb0 ? 1UL : 0;
        var limb1 = left._limb1 - right._limb1;
        var next = left._limb1 < right._limb1 ? 1UL : 0;
        next += limb1 < borrow ? 1UL : 0;
        limb1 -= borrow;
        var limb2 = left._limb2 - right._limb2;
        borrow = left._limb2 < right._limb2 ? 1UL : 0;
        borrow += limb2 < next ? 1UL : 0;
        limb2 -= next;
        var limb3 = left._limb3 - right._limb3;
        next = left._limb3 < right._limb3 ? 1UL : 0;
        next += limb3 < borrow ? 1UL : 0;
        limb3 -= borrow;

        var folded = (0 - next) & Fold;
        var low = limb0 - folded;
        difference = new FieldElement(limb3, limb2, limb1, low);
        if (limb0 < folded)
        {
            difference = BorrowFromLimb1(difference); // Rare.
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Negate(in FieldElement value, out FieldElement negated) => Subtract(Prime, value, out negated);

    /// <summary>Divides by two: an odd value is made even by adding p first, as 2²⁵⁶ − (2³² + 977).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Halve(in FieldElement value, out FieldElement half)
    {
        var odd = 0 - (value._limb0 & 1);
        var folded = odd & Fold;
        var limb0 = value._limb0 - folded;
        if (value._limb0 < folded)
        {
            half = HalveWithBorrow(value); // Rare.
            return;
        }

        half = new FieldElement(
            (value._limb3 >> 1) | (odd << 63),
            (value._limb2 >> 1) | (value._limb3 << 63),
            (value._limb1 >> 1) | (value._limb2 << 63),
            (limb0 >> 1) | (value._limb1 << 63));
    }

    public static void Multiply(in FieldElement left, in FieldElement right, out FieldElement product)
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

        Reduce(w0, w1, w2, w3, w4, w5, w6, carry, out product);
    }

    public static void Square(in FieldElement value, out FieldElement square)
    {
        ulong a0 = value._limb0, a1 = value._limb1, a2 = value._limb2, a3 = value._limb3;

        // Products of different limbs, once.
        ulong carry = 0;
        var w1 = Wide.MultiplyAdd(a1, a0, ref carry);
        var w2 = Wide.MultiplyAdd(a2, a0, ref carry);
        var w3 = Wide.MultiplyAdd(a3, a0, ref carry);
        var w4 = carry;
        carry = 0;
        w3 = Wide.MultiplyAdd(a1, a2, w3, ref carry);
        w4 = Wide.MultiplyAdd(a1, a3, w4, ref carry);
        var w5 = carry;
        carry = 0;
        w5 = Wide.MultiplyAdd(a2, a3, w5, ref carry);
        var w6 = carry;

        // Twice those, plus the squares of the limbs.
        var w7 = w6 >> 63;
        w6 = (w6 << 1) | (w5 >> 63);
        w5 = (w5 << 1) | (w4 >> 63);
        w4 = (w4 << 1) | (w3 >> 63);
        w3 = (w3 << 1) | (w2 >> 63);
        w2 = (w2 << 1) | (w1 >> 63);
        w1 <<= 1;
        ulong w0 = 0;
        carry = 0;
        Wide.AddSquare(ref w0, ref w1, a0, ref carry);
        Wide.AddSquare(ref w2, ref w3, a1, ref carry);
        Wide.AddSquare(ref w4, ref w5, a2, ref carry);
        Wide.AddSquare(ref w6, ref w7, a3, ref carry);

        Reduce(w0, w1, w2, w3, w4, w5, w6, w7, out square);
    }

    /// <summary>Brings a 512-bit value below 2²⁵⁶: high half times 2³² + 977 plus low half, and the same once more for
    /// what that leaves above 2²⁵⁶.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Reduce(
        ulong w0, ulong w1, ulong w2, ulong w3, ulong w4, ulong w5, ulong w6, ulong w7, out FieldElement residue)
    {
        ulong carry = 0;
        var limb0 = Wide.MultiplyAdd(w4, Fold, w0, ref carry);
        var limb1 = Wide.MultiplyAdd(w5, Fold, w1, ref carry);
        var limb2 = Wide.MultiplyAdd(w6, Fold, w2, ref carry);
        var limb3 = Wide.MultiplyAdd(w7, Fold, w3, ref carry);

        // The carry is below 2³⁴, so its product reaches no higher than the low bits of limb 1.
        var low = carry * Fold;
        var high = Wide.High(carry, Fold);
        limb0 += low;
        high += limb0 < low ? 1UL : 0;
        limb1 += high;
        residue = new FieldElement(limb3, limb2, limb1, limb0);
        if (limb1 < high)
        {
            residue = CarryIntoLimb2(residue); // Rare.
        }
    }

    /// <summary>The same residue, below p.</summary>
    internal FieldElement Normalized() =>
        IsAtLeastPrime ? new FieldElement(0, 0, 0, _limb0 - PrimeLimb0) : this;

    /// <summary>Carries 1 into limb 1 and folds what that carries out, which leaves so little that nothing more can
    /// carry.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static FieldElement CarryIntoLimb1(in FieldElement value)
    {
        var limb1 = value._limb1 + 1;
        return limb1 != 0
            ? new FieldElement(value._limb3, value._limb2, limb1, value._limb0)
            : CarryIntoLimb2(new FieldElement(value._limb3, value._limb2, 0, value._limb0));
    }

    /// <inheritdoc cref="CarryIntoLimb1"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static FieldElement CarryIntoLimb2(in FieldElement value)
    {
        ulong carry = 1;
        var limb2 = Wide.Add(value._limb2, 0, ref carry);
        var limb3 = Wide.Add(value._limb3, 0, ref carry);
        var folded = (0 - carry) & Fold;
        var limb0 = value._limb0 + folded;
        return new FieldElement(limb3, limb2, value._limb1 + (limb0 < folded ? 1UL : 0), limb0);
    }

    /// <summary>Borrows 1 from limb 1 and folds what that borrows from above; then nothing more can borrow.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static FieldElement BorrowFromLimb1(in FieldElement value)
    {
        ulong borrow = 1;
        var limb1 = Wide.Subtract(value._limb1, 0, ref borrow);
        var limb2 = Wide.Subtract(value._limb2, 0, ref borrow);
        var limb3 = Wide.Subtract(value._limb3, 0, ref borrow);

        // A borrow out means that the value was below 2³² + 977 and is now just below 2²⁵⁶.
        return new FieldElement(limb3, limb2, limb1, value._limb0 - ((0 - borrow) & Fold));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static FieldElement HalveWithBorrow(in FieldElement value)
    {
        ulong borrow = 0;
        var limb0 = Wide.Subtract(value._limb0, Fold, ref borrow);
        var limb1 = Wide.Subtract(value._limb1, 0, ref borrow);
        var limb2 = Wide.Subtract(value._limb2, 0, ref borrow);
        var limb3 = Wide.Subtract(value._limb3, 0, ref borrow);

        // 2²⁵⁶ comes back as the top bit, unless the subtraction already used it up.
        var top = 1 - borrow;
        return new FieldElement(
            (limb3 >> 1) | (top << 63),
            (limb2 >> 1) | (limb3 << 63),
            (limb1 >> 1) | (limb2 << 63),
            (limb0 >> 1) | (limb1 << 63));
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Doubles = System.Runtime.Intrinsics.Vector512<double>;
using Lanes = System.Runtime.Intrinsics.Vector512<ulong>;

namespace SettleEngine.Core.Crypto.Eight;

/// <content>
/// <para>Multiplication. .NET does not offer AVX-512's multiplication of 52-bit integers (IFMA), but a fused multiply-add that
/// rounds toward zero does the same. Let a, b ≤ 2⁵², so that both are exact as doubles and a b ≤ 2¹⁰⁴.</para>
/// <para>h = a b + 2¹⁰⁴, rounded toward zero. From 2¹⁰⁴ to 2¹⁰⁵ doubles lie 2⁵² apart, so h = 2¹⁰⁴ + 2⁵² ⌊a b / 2⁵²⌋, and
/// its bits, read as an integer, are those of 2¹⁰⁴ plus ⌊a b / 2⁵²⌋.</para>
/// <para>l = a b + (2¹⁰⁴ + 2⁵² − h) = 2⁵² + (a b mod 2⁵²). The bracket is 2⁵² (1 − ⌊a b / 2⁵²⌋), at most 52 bits times 2⁵²,
/// hence exact; l is an integer from 2⁵² to 2⁵³ − 1, hence exact, and its bits are those of 2⁵² plus a b mod 2⁵².</para>
/// <para>So the bits of h and l are added up as integers modulo 2⁶⁴, and each sum begins at minus the bits of all the 2¹⁰⁴
/// and 2⁵² that it will take in (<see cref="HighBias"/>, <see cref="LowBias"/>). The true sums are small: a column takes
/// at most five low halves and five high ones, which are below 2⁵² each.</para>
/// </content>
internal unsafe partial struct FusedField8
{
    /// <summary>The bits of the double 2⁵².</summary>
    private const ulong LowBias = 0x433UL << 52;

    /// <summary>The bits of the double 2¹⁰⁴.</summary>
    private const ulong HighBias = 0x467UL << 52;

    /// <summary>What columns 0 to 4 of a product begin with: minus the bias of the halves that the product and Reduce add.</summary>
    private const ulong ProductStart0 = unchecked(0 - (3 * LowBias));
    private const ulong ProductStart1 = unchecked(0 - (3 * LowBias) - (3 * HighBias));
    private const ulong ProductStart2 = unchecked(0 - (4 * LowBias) - (3 * HighBias));
    private const ulong ProductStart3 = unchecked(0 - (5 * LowBias) - (4 * HighBias));
    private const ulong ProductStart4 = unchecked(0 - (6 * LowBias) - (5 * HighBias));

    /// <summary>The same for a square, without the bias of what is doubled.</summary>
    private const ulong SquareStart0 = unchecked(0 - (3 * LowBias));
    private const ulong SquareStart1 = unchecked(0 - (1 * LowBias) - (3 * HighBias));
    private const ulong SquareStart2 = unchecked(0 - (2 * LowBias) - (1 * HighBias));
    private const ulong SquareStart3 = unchecked(0 - (1 * LowBias) - (2 * HighBias));
    private const ulong SquareStart4 = unchecked(0 - (2 * LowBias) - (1 * HighBias));

    private const double TwoTo52 = 1UL << 52;
    private const double TwoTo104 = TwoTo52 * TwoTo52;

    /// <summary>2²⁶⁰ modulo p.</summary>
    private const double FoldAt260 = 16 * Fold;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Multiply(in FusedField8 left, in FusedField8 right, out FusedField8 product) => Multiply(
        left,
        right,
        Vector512.Create(ProductStart0),
        Vector512.Create(ProductStart1),
        Vector512.Create(ProductStart2),
        Vector512.Create(ProductStart3),
        Vector512.Create(ProductStart4),
        out product);

    /// <summary>The columns of the product begin with those of 2 p less the subtrahend, as in <see cref="Subtract"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void MultiplySubtract(
        in FusedField8 left, in FusedField8 right, in FusedField8 subtrahend, out FusedField8 difference) => Multiply(
        left,
        right,
        Vector512.Create(unchecked(ProductStart0 + (2 * PrimeLimb0))) - subtrahend._limb0,
        Vector512.Create(unchecked(ProductStart1 + (2 * LimbMask))) - subtrahend._limb1,
        Vector512.Create(unchecked(ProductStart2 + (2 * LimbMask))) - subtrahend._limb2,
        Vector512.Create(unchecked(ProductStart3 + (2 * LimbMask))) - subtrahend._limb3,
        Vector512.Create(unchecked(ProductStart4 + (2 * TopMask))) - subtrahend._limb4,
        out difference);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Square(in FusedField8 value, out FusedField8 square) => Square(
        value,
        Vector512.Create(SquareStart0),
        Vector512.Create(SquareStart1),
        Vector512.Create(SquareStart2),
        Vector512.Create(SquareStart3),
        Vector512.Create(SquareStart4),
        out square);

    /// <summary>The columns of the square begin with those of 4 p less both subtrahends.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void SquareSubtract(
        in FusedField8 value, in FusedField8 first, in FusedField8 second, out FusedField8 difference) => Square(
        value,
        Vector512.Create(unchecked(SquareStart0 + (4 * PrimeLimb0))) - first._limb0 - second._limb0,
        Vector512.Create(unchecked(SquareStart1 + (4 * LimbMask))) - first._limb1 - second._limb1,
        Vector512.Create(unchecked(SquareStart2 + (4 * LimbMask))) - first._limb2 - second._limb2,
        Vector512.Create(unchecked(SquareStart3 + (4 * LimbMask))) - first._limb3 - second._limb3,
        Vector512.Create(unchecked(SquareStart4 + (4 * TopMask))) - first._limb4 - second._limb4,
        out difference);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    [SuppressMessage("Design", "MA0051", Justification = "The 25 products of a schoolbook multiplication, column by column.")]
    private static void Multiply(
        in FusedField8 left,
        in FusedField8 right,
        Lanes c0,
        Lanes c1,
        Lanes c2,
        Lanes c3,
        Lanes c4,
        out FusedField8 product)
    {
        var a0 = ToDouble(left._limb0);
        var a1 = ToDouble(left._limb1);
        var a2 = ToDouble(left._limb2);
        var a3 = ToDouble(left._limb3);
        var a4 = ToDouble(left._limb4);
        var b0 = ToDouble(right._limb0);
        var b1 = ToDouble(right._limb1);
        var b2 = ToDouble(right._limb2);
        var b3 = ToDouble(right._limb3);
        var b4 = ToDouble(right._limb4);

        // The bias of the halves that the products add.
        var c5 = Vector512.Create(unchecked(0 - (4 * LowBias) - (5 * HighBias)));
        var c6 = Vector512.Create(unchecked(0 - (3 * LowBias) - (4 * HighBias)));
        var c7 = Vector512.Create(unchecked(0 - (2 * LowBias) - (3 * HighBias)));
        var c8 = Vector512.Create(unchecked(0 - (1 * LowBias) - (2 * HighBias)));
        var c9 = Vector512.Create(unchecked(0 - (1 * HighBias)));

        AddProduct(a0, b0, ref c0, ref c1);
        AddProduct(a0, b1, ref c1, ref c2);
        AddProduct(a1, b0, ref c1, ref c2);
        AddProduct(a0, b2, ref c2, ref c3);
        AddProduct(a1, b1, ref c2, ref c3);
        AddProduct(a2, b0, ref c2, ref c3);
        AddProduct(a0, b3, ref c3, ref c4);
        AddProduct(a1, b2, ref c3, ref c4);
        AddProduct(a2, b1, ref c3, ref c4);
        AddProduct(a3, b0, ref c3, ref c4);
        AddProduct(a0, b4, ref c4, ref c5);
        AddProduct(a1, b3, ref c4, ref c5);
        AddProduct(a2, b2, ref c4, ref c5);
        AddProduct(a3, b1, ref c4, ref c5);
        AddProduct(a4, b0, ref c4, ref c5);
        AddProduct(a1, b4, ref c5, ref c6);
        AddProduct(a2, b3, ref c5, ref c6);
        AddProduct(a3, b2, ref c5, ref c6);
        AddProduct(a4, b1, ref c5, ref c6);
        AddProduct(a2, b4, ref c6, ref c7);
        AddProduct(a3, b3, ref c6, ref c7);
        AddProduct(a4, b2, ref c6, ref c7);
        AddProduct(a3, b4, ref c7, ref c8);
        AddProduct(a4, b3, ref c7, ref c8);
        AddProduct(a4, b4, ref c8, ref c9);

        Reduce(c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, out product);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    [SuppressMessage("Design", "MA0051", Justification = "The 15 products of a schoolbook square, column by column.")]
    private static void Square(
        in FusedField8 value, Lanes start0, Lanes start1, Lanes start2, Lanes start3, Lanes start4, out FusedField8 square)
    {
        var a0 = ToDouble(value._limb0);
        var a1 = ToDouble(value._limb1);
        var a2 = ToDouble(value._limb2);
        var a3 = ToDouble(value._limb3);
        var a4 = ToDouble(value._limb4);

        // Products of different limbs count twice. A doubled limb could pass 2⁵², so it is their columns, summed apart, that
        // are doubled.
        var c1 = Vector512.Create(unchecked(0 - (1 * LowBias)));
        var c2 = Vector512.Create(unchecked(0 - (1 * LowBias) - (1 * HighBias)));
        var c3 = Vector512.Create(unchecked(0 - (2 * LowBias) - (1 * HighBias)));
        var c4 = Vector512.Create(unchecked(0 - (2 * LowBias) - (2 * HighBias)));
        var c5 = Vector512.Create(unchecked(0 - (2 * LowBias) - (2 * HighBias)));
        var c6 = Vector512.Create(unchecked(0 - (1 * LowBias) - (2 * HighBias)));
        var c7 = Vector512.Create(unchecked(0 - (1 * LowBias) - (1 * HighBias)));
        var c8 = Vector512.Create(unchecked(0 - (1 * HighBias)));
        AddProduct(a0, a1, ref c1, ref c2);
        AddProduct(a0, a2, ref c2, ref c3);
        AddProduct(a0, a3, ref c3, ref c4);
        AddProduct(a1, a2, ref c3, ref c4);
        AddProduct(a0, a4, ref c4, ref c5);
        AddProduct(a1, a3, ref c4, ref c5);
        AddProduct(a1, a4, ref c5, ref c6);
        AddProduct(a2, a3, ref c5, ref c6);
        AddProduct(a2, a4, ref c6, ref c7);
        AddProduct(a3, a4, ref c7, ref c8);

        // Twice those, and the bias of the squares.
        var c0 = start0;
        c1 += c1 + start1;
        c2 += c2 + start2;
        c3 += c3 + start3;
        c4 += c4 + start4;
        c5 += c5 + Vector512.Create(unchecked(0 - (1 * HighBias)));
        c6 += c6 + Vector512.Create(unchecked(0 - (1 * LowBias)));
        c7 += c7 + Vector512.Create(unchecked(0 - (1 * HighBias)));
        c8 += c8 + Vector512.Create(unchecked(0 - (1 * LowBias)));
        var c9 = Vector512.Create(unchecked(0 - (1 * HighBias)));
        AddProduct(a0, a0, ref c0, ref c1);
        AddProduct(a1, a1, ref c2, ref c3);
        AddProduct(a2, a2, ref c4, ref c5);
        AddProduct(a3, a3, ref c6, ref c7);
        AddProduct(a4, a4, ref c8, ref c9);

        Reduce(c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, out square);
    }

    /// <summary>Brings ten columns, column j worth 2⁵² ʲ, into form.</summary>
    /// <remarks>
    /// Columns 5 to 8, below 2⁵⁶, hand what is above 52 bits to the next, all at once and once only, as a chain of carries would
    /// take longer (FieldBenchmarks): they end below 2⁵² + 2⁴, which a double holds exactly. Column 9 ends below 2⁴⁶, because
    /// a product of values below 2²⁵⁷ is below 2⁵¹⁴. Column 5 + i is worth 2²⁶⁰ 2⁵² ⁱ, and 2²⁶⁰ ≡ R = 16 (2³² + 977), of 37
    /// bits: its product with R, below 2⁹⁰, adds a low half to column i and a high half, below 2³⁸, to column i + 1, as
    /// above: all that was needed of a and b there is that their product is at most 2¹⁰⁴. The high half of the
    /// last belongs to column 5 again and goes the same way once more, into columns 0 and 1.
    /// Now columns 0 to 4 hold at most 6 low and 5 high halves each, and what they began with for a subtraction, which is at
    /// most 4 × 2⁵²: less than 2⁵⁶. Column 3 is carried first, so that
    /// what column 4 has above 2⁴⁸, less than 2⁹, can go into column 0 times 2³² + 977. The carries from there are below 2⁴,
    /// 2⁴, 2⁴ and, as column 3 begins below 2⁵², at most 1: limb 4 ends at no more than 2⁴⁸.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Reduce(
        Lanes c0, Lanes c1, Lanes c2, Lanes c3, Lanes c4, Lanes c5, Lanes c6, Lanes c7, Lanes c8, Lanes c9,
        out FusedField8 residue)
    {
        var mask = Vector512.Create(LimbMask);
        var fold = Vector512.Create(FoldAt260);
        c9 += Avx512F.ShiftRightLogical(c8, 52);
        c8 = (c8 & mask) + Avx512F.ShiftRightLogical(c7, 52);
        c7 = (c7 & mask) + Avx512F.ShiftRightLogical(c6, 52);
        c6 = (c6 & mask) + Avx512F.ShiftRightLogical(c5, 52);
        var again = Vector512.Create(unchecked(0 - HighBias));
        AddProduct(ToDouble(c9), fold, ref c4, ref again);
        AddProduct(ToDouble(c5 & mask), fold, ref c0, ref c1);
        AddProduct(ToDouble(c6), fold, ref c1, ref c2);
        AddProduct(ToDouble(c7), fold, ref c2, ref c3);
        AddProduct(ToDouble(c8), fold, ref c3, ref c4);
        AddProduct(ToDouble(again), fold, ref c0, ref c1);

        c4 += Avx512F.ShiftRightLogical(c3, 52);
        c0 += TimesFold(Avx512F.ShiftRightLogical(c4, 48));
        c1 += Avx512F.ShiftRightLogical(c0, 52);
        c2 += Avx512F.ShiftRightLogical(c1, 52);
        c3 = (c3 & mask) + Avx512F.ShiftRightLogical(c2, 52);
        residue._limb0 = c0 & mask;
        residue._limb1 = c1 & mask;
        residue._limb2 = c2 & mask;
        residue._limb3 = c3 & mask;
        residue._limb4 = (c4 & Vector512.Create(TopMask)) + Avx512F.ShiftRightLogical(c3, 52);
    }

    /// <summary>Adds the bits of the low half of a product to one column and those of the high half to the next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddProduct(Doubles a, Doubles b, ref Lanes low, ref Lanes high)
    {
        var top = Vector512.Create(TwoTo104);
        var h = Avx512F.FusedMultiplyAdd(a, b, top, FloatRoundingMode.ToZero);
        var rest = Vector512.Create(TwoTo104 + TwoTo52) - h;
        low += Avx512F.FusedMultiplyAdd(a, b, rest, FloatRoundingMode.ToZero).AsUInt64();
        high += h.AsUInt64();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Doubles ToDouble(Lanes value) => Avx512DQ.ConvertToVector512Double(value);
}

using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Lanes = System.Runtime.Intrinsics.Vector512<ulong>;

namespace SettleEngine.Core.Crypto.Eight;

/// <content>
/// <para>Multiplication modulo n, the order of the group. As with p, what lies above 2²⁶⁰ is replaced by its product with what
/// 2²⁶⁰ leaves, 16 F with F = 2²⁵⁶ − n, but that has 133 bits, three limbs, so it takes two turns and a little one.</para>
/// <para>1. The product of two values below 2²⁵⁷ is below 2⁵¹⁴. Columns 5 to 9 are carried to 52 bits each, 254 in all.</para>
/// <para>2. Times 16 F they come to less than 2³⁸⁷, and with columns 0 to 4, less than 2²⁶⁴, to less than 2³⁸⁸. Carried from
/// column 0 on, columns 5 to 7 hold less than 2¹²⁸.</para>
/// <para>3. Times 16 F they come to less than 2²⁶¹, and with columns 0 to 4, now 52 bits each, to less than 2²⁶².</para>
/// <para>4. So less than 2⁶ lies above 2²⁵⁶. Times F it comes to less than 2¹³⁵: the value is less than 2²⁵⁶ + 2¹³⁵, less than
/// 2 n.</para>
/// <para>5. Adding F reaches 2²⁵⁶ exactly when a value is at least n, and taking 2²⁵⁶ off again has then taken n off.</para>
/// <para>Halves of products are below 2⁵². A column takes in at most 9 from the product and 6 from a turn, and a carry: it stays
/// below 2⁵⁶ and every sum is exact. What goes into a product has at most 52 bits: column 9 ends below 2⁴⁶, column 7 below
/// 2²⁴.</para>
/// </content>
internal unsafe partial struct FusedField8
{
    /// <summary>Limbs of F = 2²⁵⁶ − n.</summary>
    private const ulong OrderFold0 = 0x402DA1732FC9BEBF & LimbMask;
    private const ulong OrderFold1 = ((0x402DA1732FC9BEBF >> 52) | (0x4551231950B75FC4 << 12)) & LimbMask;
    private const ulong OrderFold2 = (0x4551231950B75FC4UL >> 40) | (1UL << 24);

    /// <summary>Limbs of 16 F, as doubles.</summary>
    private const double OrderFoldAt260Limb0 = (OrderFold0 << 4) & LimbMask;
    private const double OrderFoldAt260Limb1 = ((OrderFold1 << 4) & LimbMask) | (OrderFold0 >> 48);
    private const double OrderFoldAt260Limb2 = (OrderFold2 << 4) | (OrderFold1 >> 48);

    [SuppressMessage("Design", "MA0051", Justification = "The 25 products of a schoolbook multiplication, column by column.")]
    public static void MultiplyModuloOrder(in FusedField8 left, in FusedField8 right, out FusedField8 product)
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

        var c0 = Bias(1, 0);
        var c1 = Bias(2, 1);
        var c2 = Bias(3, 2);
        var c3 = Bias(4, 3);
        var c4 = Bias(5, 4);
        var c5 = Bias(4, 5);
        var c6 = Bias(3, 4);
        var c7 = Bias(2, 3);
        var c8 = Bias(1, 2);
        var c9 = Bias(0, 1);
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

        // 1.
        c6 += Avx512F.ShiftRightLogical(c5, 52);
        c7 += Avx512F.ShiftRightLogical(c6, 52);
        c8 += Avx512F.ShiftRightLogical(c7, 52);
        c9 += Avx512F.ShiftRightLogical(c8, 52);
        var mask = Vector512.Create(LimbMask);
        FoldFive(
            c5 & mask, c6 & mask, c7 & mask, c8 & mask, c9, ref c0, ref c1, ref c2, ref c3, ref c4, out c5, out c6, out c7);
        FoldThree(c5, c6, c7, c0, c1, c2, c3, c4, out product);
    }

    /// <summary>2. Adds columns 5 to 9, times 16 F, to columns 0 to 4, and carries them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FoldFive(
        Lanes h0, Lanes h1, Lanes h2, Lanes h3, Lanes h4,
        ref Lanes c0, ref Lanes c1, ref Lanes c2, ref Lanes c3, ref Lanes c4,
        out Lanes c5, out Lanes c6, out Lanes c7)
    {
        var mask = Vector512.Create(LimbMask);
        var fold0 = Vector512.Create(OrderFoldAt260Limb0);
        var fold1 = Vector512.Create(OrderFoldAt260Limb1);
        var fold2 = Vector512.Create(OrderFoldAt260Limb2);
        c0 += Bias(1, 0);
        c1 += Bias(2, 1);
        c2 += Bias(3, 2);
        c3 += Bias(3, 3);
        c4 += Bias(3, 3);
        c5 = Bias(2, 3);
        c6 = Bias(1, 2);
        c7 = Bias(0, 1);
        var d0 = ToDouble(h0);
        var d1 = ToDouble(h1);
        var d2 = ToDouble(h2);
        var d3 = ToDouble(h3);
        var d4 = ToDouble(h4);
        AddProduct(d0, fold0, ref c0, ref c1);
        AddProduct(d0, fold1, ref c1, ref c2);
        AddProduct(d0, fold2, ref c2, ref c3);
        AddProduct(d1, fold0, ref c1, ref c2);
        AddProduct(d1, fold1, ref c2, ref c3);
        AddProduct(d1, fold2, ref c3, ref c4);
        AddProduct(d2, fold0, ref c2, ref c3);
        AddProduct(d2, fold1, ref c3, ref c4);
        AddProduct(d2, fold2, ref c4, ref c5);
        AddProduct(d3, fold0, ref c3, ref c4);
        AddProduct(d3, fold1, ref c4, ref c5);
        AddProduct(d3, fold2, ref c5, ref c6);
        AddProduct(d4, fold0, ref c4, ref c5);
        AddProduct(d4, fold1, ref c5, ref c6);
        AddProduct(d4, fold2, ref c6, ref c7);
        c1 += Avx512F.ShiftRightLogical(c0, 52);
        c2 += Avx512F.ShiftRightLogical(c1, 52);
        c3 += Avx512F.ShiftRightLogical(c2, 52);
        c4 += Avx512F.ShiftRightLogical(c3, 52);
        c5 += Avx512F.ShiftRightLogical(c4, 52);
        c6 += Avx512F.ShiftRightLogical(c5, 52);
        c7 += Avx512F.ShiftRightLogical(c6, 52);
        c0 &= mask;
        c1 &= mask;
        c2 &= mask;
        c3 &= mask;
        c4 &= mask;
        c5 &= mask;
        c6 &= mask;
    }

    /// <summary>3. The same for columns 5 to 7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FoldThree(
        Lanes h0, Lanes h1, Lanes h2, Lanes c0, Lanes c1, Lanes c2, Lanes c3, Lanes c4, out FusedField8 residue)
    {
        var fold0 = Vector512.Create(OrderFoldAt260Limb0);
        var fold1 = Vector512.Create(OrderFoldAt260Limb1);
        var fold2 = Vector512.Create(OrderFoldAt260Limb2);
        c0 += Bias(1, 0);
        c1 += Bias(2, 1);
        c2 += Bias(3, 2);
        c3 += Bias(2, 3);
        c4 += Bias(1, 2);
        var c5 = Bias(0, 1);
        var d0 = ToDouble(h0);
        var d1 = ToDouble(h1);
        var d2 = ToDouble(h2);
        AddProduct(d0, fold0, ref c0, ref c1);
        AddProduct(d0, fold1, ref c1, ref c2);
        AddProduct(d0, fold2, ref c2, ref c3);
        AddProduct(d1, fold0, ref c1, ref c2);
        AddProduct(d1, fold1, ref c2, ref c3);
        AddProduct(d1, fold2, ref c3, ref c4);
        AddProduct(d2, fold0, ref c2, ref c3);
        AddProduct(d2, fold1, ref c3, ref c4);
        AddProduct(d2, fold2, ref c4, ref c5);
        c1 += Avx512F.ShiftRightLogical(c0, 52);
        c2 += Avx512F.ShiftRightLogical(c1, 52);
        c3 += Avx512F.ShiftRightLogical(c2, 52);
        c4 += Avx512F.ShiftRightLogical(c3, 52);

        FinishOrder(c0, c1, c2, c3, c4, c5, out residue);
    }

    /// <summary>4. and 5. What is left above 2²⁵⁶, and n itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FinishOrder(
        Lanes c0, Lanes c1, Lanes c2, Lanes c3, Lanes c4, Lanes c5, out FusedField8 residue)
    {
        // 4. Column 5 is worth 16 times 2²⁵⁶.
        var mask = Vector512.Create(LimbMask);
        var over = Avx512F.ShiftRightLogical(c4, 48) + Avx512F.ShiftLeftLogical(c5, 4);
        CarryOnce(
            (c0 & mask) + Avx512DQ.MultiplyLow(over, Vector512.Create(OrderFold0)),
            (c1 & mask) + Avx512DQ.MultiplyLow(over, Vector512.Create(OrderFold1)),
            (c2 & mask) + Avx512DQ.MultiplyLow(over, Vector512.Create(OrderFold2)),
            c3 & mask,
            c4 & Vector512.Create(TopMask),
            out var value);

        // 5.
        CarryOnce(
            value._limb0 + Vector512.Create(OrderFold0),
            value._limb1 + Vector512.Create(OrderFold1),
            value._limb2 + Vector512.Create(OrderFold2),
            value._limb3,
            value._limb4,
            out var reduced);
        var isBelow = Vector512.Equals(Avx512F.ShiftRightLogical(reduced._limb4, 48), Lanes.Zero);
        residue._limb0 = Vector512.ConditionalSelect(isBelow, value._limb0, reduced._limb0);
        residue._limb1 = Vector512.ConditionalSelect(isBelow, value._limb1, reduced._limb1);
        residue._limb2 = Vector512.ConditionalSelect(isBelow, value._limb2, reduced._limb2);
        residue._limb3 = Vector512.ConditionalSelect(isBelow, value._limb3, reduced._limb3);
        residue._limb4 = Vector512.ConditionalSelect(
            isBelow, value._limb4, reduced._limb4 & Vector512.Create(TopMask));
    }

    /// <summary>Carries from limb to limb, and leaves in the last what it comes to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CarryOnce(
        Lanes limb0, Lanes limb1, Lanes limb2, Lanes limb3, Lanes limb4, out FusedField8 result)
    {
        var mask = Vector512.Create(LimbMask);
        limb1 += Avx512F.ShiftRightLogical(limb0, 52);
        limb2 += Avx512F.ShiftRightLogical(limb1, 52);
        limb3 += Avx512F.ShiftRightLogical(limb2, 52);
        result._limb0 = limb0 & mask;
        result._limb1 = limb1 & mask;
        result._limb2 = limb2 & mask;
        result._limb3 = limb3 & mask;
        result._limb4 = limb4 + Avx512F.ShiftRightLogical(limb3, 52);
    }

    /// <summary>What a column begins with that will take in so many halves of products: minus their biases.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes Bias(ulong low, ulong high) =>
        Vector512.Create(unchecked(0 - (low * LowBias) - (high * HighBias)));
}

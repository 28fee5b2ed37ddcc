using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Lanes = System.Runtime.Intrinsics.Vector512<ulong>;

namespace SettleEngine.Core.Crypto.Eight;

/// <summary>Eight field elements in AVX-512 registers, five limbs of 52 bits each, multiplied by fused multiply-add of
/// doubles.</summary>
/// <remarks>
/// Lane i of limb j holds bits 52 j to 52 j + 51 of element i, as an integer. The form that every operation takes and
/// gives: limbs 0 to 3 are below 2⁵², limb 4 is at most 2⁴⁸ + 7. A value is therefore below 2²⁵⁶ + 2²¹¹, less than 2 p, and stands for
/// its residue. Sums and differences are carried at once, because a product is exact only of limbs of at most 52 bits.
/// </remarks>
[SkipLocalsInit]
internal unsafe partial struct FusedField8 : IField8<FusedField8>
{
    private const ulong LimbMask = (1UL << 52) - 1;
    private const ulong TopMask = (1UL << 48) - 1;

    /// <summary>2²⁵⁶ − p = 2³² + 977.</summary>
    private const ulong Fold = 0x1000003D1;

    /// <summary>Limb 0 of p; limbs 1 to 3 are <see cref="LimbMask"/>, limb 4 is <see cref="TopMask"/>.</summary>
    private const ulong PrimeLimb0 = LimbMask + 1 - Fold;

    private Lanes _limb0;
    private Lanes _limb1;
    private Lanes _limb2;
    private Lanes _limb3;
    private Lanes _limb4;

    public static bool IsSupported =>
        Vector512.IsHardwareAccelerated && Avx512F.IsSupported && Avx512DQ.IsSupported;

    public static int FewestItems => 3;

    public static int FewestKnown => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(in FusedField8 left, in FusedField8 right, out FusedField8 sum) => Carry(
        left._limb0 + right._limb0,
        left._limb1 + right._limb1,
        left._limb2 + right._limb2,
        left._limb3 + right._limb3,
        left._limb4 + right._limb4,
        out sum);

    /// <summary>left + 2 p − right. Each limb of 2 p, taken as twice the limb of p, is at least the largest limb of
    /// right: 2⁵³ − 2³³ − 1954 and 2⁵³ − 2 against 2⁵² − 1, and 2⁴⁹ − 2 against 2⁴⁸ + 7; so no limb falls below
    /// zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Subtract(in FusedField8 left, in FusedField8 right, out FusedField8 difference) => Carry(
        left._limb0 + (Vector512.Create(2 * PrimeLimb0) - right._limb0),
        left._limb1 + (Vector512.Create(2 * LimbMask) - right._limb1),
        left._limb2 + (Vector512.Create(2 * LimbMask) - right._limb2),
        left._limb3 + (Vector512.Create(2 * LimbMask) - right._limb3),
        left._limb4 + (Vector512.Create(2 * TopMask) - right._limb4),
        out difference);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Triple(in FusedField8 value, out FusedField8 tripled) => Carry(
        value._limb0 + value._limb0 + value._limb0,
        value._limb1 + value._limb1 + value._limb1,
        value._limb2 + value._limb2 + value._limb2,
        value._limb3 + value._limb3 + value._limb3,
        value._limb4 + value._limb4 + value._limb4,
        out tripled);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void NegateWhere(byte mask, in FusedField8 value, out FusedField8 result)
    {
        var where = Expand(mask);
        Carry(
            Vector512.ConditionalSelect(where, Vector512.Create(2 * PrimeLimb0) - value._limb0, value._limb0),
            Vector512.ConditionalSelect(where, Vector512.Create(2 * LimbMask) - value._limb1, value._limb1),
            Vector512.ConditionalSelect(where, Vector512.Create(2 * LimbMask) - value._limb2, value._limb2),
            Vector512.ConditionalSelect(where, Vector512.Create(2 * LimbMask) - value._limb3, value._limb3),
            Vector512.ConditionalSelect(where, Vector512.Create(2 * TopMask) - value._limb4, value._limb4),
            out result);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Select(byte mask, in FusedField8 whereSet, in FusedField8 elsewhere, out FusedField8 result)
    {
        var where = Expand(mask);
        result._limb0 = Vector512.ConditionalSelect(where, whereSet._limb0, elsewhere._limb0);
        result._limb1 = Vector512.ConditionalSelect(where, whereSet._limb1, elsewhere._limb1);
        result._limb2 = Vector512.ConditionalSelect(where, whereSet._limb2, elsewhere._limb2);
        result._limb3 = Vector512.ConditionalSelect(where, whereSet._limb3, elsewhere._limb3);
        result._limb4 = Vector512.ConditionalSelect(where, whereSet._limb4, elsewhere._limb4);
    }

    /// <remarks>A value is below 2 p, so zero has the two forms 0 and p, and the limbs of each are unique.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte ZeroLanes(in FusedField8 value)
    {
        var any = value._limb0 | value._limb1 | value._limb2 | value._limb3 | value._limb4;
        var others = (value._limb0 ^ Vector512.Create(PrimeLimb0))
            | (value._limb1 ^ Vector512.Create(LimbMask))
            | (value._limb2 ^ Vector512.Create(LimbMask))
            | (value._limb3 ^ Vector512.Create(LimbMask))
            | (value._limb4 ^ Vector512.Create(TopMask));
        var isZero = Vector512.Equals(any, Lanes.Zero) | Vector512.Equals(others, Lanes.Zero);
        return (byte)isZero.ExtractMostSignificantBits();
    }

    public static byte OddLanes(in FusedField8 value)
    {
        Normalize(value, out var residue);
        return (byte)Avx512F.ShiftLeftLogical(residue._limb0, 63).ExtractMostSignificantBits();
    }

    public static void Broadcast(in FieldElement element, out FusedField8 value)
    {
        Span<ulong> words = stackalloc ulong[4];
        element.CopyTo(words);
        FromWords(
            Vector512.Create(words[0]),
            Vector512.Create(words[1]),
            Vector512.Create(words[2]),
            Vector512.Create(words[3]),
            out value);
    }

    /// <summary>Brings sums of limbs back into form.</summary>
    /// <remarks>
    /// Takes limbs below 2⁵⁵. What limb 4 has above 2⁴⁸ is worth a multiple of 2²⁵⁶, at most 2⁷ times; as many times
    /// 2³² + 977 go into limb 0, which stays below 2⁵⁶. From there at most 2⁴ is carried into each next limb, as
    /// (2⁵⁵ + 2⁴) / 2⁵² is at most 8 for limbs 1 to 3, so that limb 4 ends at no more than 2⁴⁸ − 1 + 8.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Carry(Lanes limb0, Lanes limb1, Lanes limb2, Lanes limb3, Lanes limb4, out FusedField8 result)
    {
        var mask = Vector512.Create(LimbMask);
        var over = Avx512F.ShiftRightLogical(limb4, 48);
        limb0 += TimesFold(over);
        limb1 += Avx512F.ShiftRightLogical(limb0, 52);
        limb2 += Avx512F.ShiftRightLogical(limb1, 52);
        limb3 += Avx512F.ShiftRightLogical(limb2, 52);
        result._limb0 = limb0 & mask;
        result._limb1 = limb1 & mask;
        result._limb2 = limb2 & mask;
        result._limb3 = limb3 & mask;
        result._limb4 = (limb4 & Vector512.Create(TopMask)) + Avx512F.ShiftRightLogical(limb3, 52);
    }

    /// <summary>(2³² + 977) times a value below 2³¹.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes TimesFold(Lanes value) =>
        Avx512F.Multiply(value.AsUInt32(), Vector512.Create(Fold - (1UL << 32)).AsUInt32())
        + Avx512F.ShiftLeftLogical(value, 32);

    /// <summary>The residue below p. A value v is below 2 p; v + 2³² + 977 reaches 2²⁵⁶ exactly when v is at least p, and
    /// without that bit it is v − p then.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Normalize(in FusedField8 value, out FusedField8 residue)
    {
        var mask = Vector512.Create(LimbMask);
        var limb0 = value._limb0 + Vector512.Create(Fold);
        var limb1 = value._limb1 + Avx512F.ShiftRightLogical(limb0, 52);
        var limb2 = value._limb2 + Avx512F.ShiftRightLogical(limb1, 52);
        var limb3 = value._limb3 + Avx512F.ShiftRightLogical(limb2, 52);
        var limb4 = value._limb4 + Avx512F.ShiftRightLogical(limb3, 52);
        var isBelow = Vector512.Equals(Avx512F.ShiftRightLogical(limb4, 48), Lanes.Zero);
        residue._limb0 = Vector512.ConditionalSelect(isBelow, value._limb0, limb0 & mask);
        residue._limb1 = Vector512.ConditionalSelect(isBelow, value._limb1, limb1 & mask);
        residue._limb2 = Vector512.ConditionalSelect(isBelow, value._limb2, limb2 & mask);
        residue._limb3 = Vector512.ConditionalSelect(isBelow, value._limb3, limb3 & mask);
        residue._limb4 = Vector512.ConditionalSelect(isBelow, value._limb4, limb4 & Vector512.Create(TopMask));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes Expand(byte mask)
    {
        var bits = Vector512.Create(1UL, 2, 4, 8, 16, 32, 64, 128);
        return Vector512.Equals(Vector512.Create((ulong)mask) & bits, bits);
    }
}

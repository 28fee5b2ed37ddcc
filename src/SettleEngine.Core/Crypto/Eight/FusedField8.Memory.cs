using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Lanes = System.Runtime.Intrinsics.Vector512<ulong>;

namespace SettleEngine.Core.Crypto.Eight;

/// <content>
/// Between points in memory and lanes. A point is eight 64-bit words, one register: four of x, four of y, least first. Eight
/// of them are an 8 by 8 matrix, and its transpose has word j of all eight in row j. From there 52-bit limbs are cut.
/// </content>
internal unsafe partial struct FusedField8
{
    /// <summary>Shuffles of 128-bit blocks: blocks 0 and 2 of each operand, and blocks 1 and 3.</summary>
    private const byte EvenBlocks = 0b10_00_10_00;
    private const byte OddBlocks = 0b11_01_11_01;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadPoints(AffinePoint** points, out FusedField8 x, out FusedField8 y)
    {
        Transpose(
            Vector512.Load((ulong*)points[0]),
            Vector512.Load((ulong*)points[1]),
            Vector512.Load((ulong*)points[2]),
            Vector512.Load((ulong*)points[3]),
            Vector512.Load((ulong*)points[4]),
            Vector512.Load((ulong*)points[5]),
            Vector512.Load((ulong*)points[6]),
            Vector512.Load((ulong*)points[7]),
            out var matrix);
        FromWords(matrix.Row0, matrix.Row1, matrix.Row2, matrix.Row3, out x);
        FromWords(matrix.Row4, matrix.Row5, matrix.Row6, matrix.Row7, out y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePoints(in FusedField8 x, in FusedField8 y, AffinePoint** points)
    {
        Normalize(x, out var left);
        Normalize(y, out var right);
        Transpose(
            left._limb0 | Avx512F.ShiftLeftLogical(left._limb1, 52),
            Avx512F.ShiftRightLogical(left._limb1, 12) | Avx512F.ShiftLeftLogical(left._limb2, 40),
            Avx512F.ShiftRightLogical(left._limb2, 24) | Avx512F.ShiftLeftLogical(left._limb3, 28),
            Avx512F.ShiftRightLogical(left._limb3, 36) | Avx512F.ShiftLeftLogical(left._limb4, 16),
            right._limb0 | Avx512F.ShiftLeftLogical(right._limb1, 52),
            Avx512F.ShiftRightLogical(right._limb1, 12) | Avx512F.ShiftLeftLogical(right._limb2, 40),
            Avx512F.ShiftRightLogical(right._limb2, 24) | Avx512F.ShiftLeftLogical(right._limb3, 28),
            Avx512F.ShiftRightLogical(right._limb3, 36) | Avx512F.ShiftLeftLogical(right._limb4, 16),
            out var matrix);
        matrix.Row0.Store((ulong*)points[0]);
        matrix.Row1.Store((ulong*)points[1]);
        matrix.Row2.Store((ulong*)points[2]);
        matrix.Row3.Store((ulong*)points[3]);
        matrix.Row4.Store((ulong*)points[4]);
        matrix.Row5.Store((ulong*)points[5]);
        matrix.Row6.Store((ulong*)points[6]);
        matrix.Row7.Store((ulong*)points[7]);
    }

    /// <summary>Cuts 256 bits in four words into limbs of 52.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FromWords(Lanes word0, Lanes word1, Lanes word2, Lanes word3, out FusedField8 value)
    {
        var mask = Vector512.Create(LimbMask);
        value._limb0 = word0 & mask;
        value._limb1 = (Avx512F.ShiftRightLogical(word0, 52) | Avx512F.ShiftLeftLogical(word1, 12)) & mask;
        value._limb2 = (Avx512F.ShiftRightLogical(word1, 40) | Avx512F.ShiftLeftLogical(word2, 24)) & mask;
        value._limb3 = (Avx512F.ShiftRightLogical(word2, 28) | Avx512F.ShiftLeftLogical(word3, 36)) & mask;
        value._limb4 = Avx512F.ShiftRightLogical(word3, 16);
    }

    /// <summary>Pairs of words first, which leaves the matrix transposed within blocks of 128 bits, then the blocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(
        Lanes row0, Lanes row1, Lanes row2, Lanes row3, Lanes row4, Lanes row5, Lanes row6, Lanes row7,
        out Matrix columns)
    {
        TransposeBlocks(
            Avx512F.UnpackLow(row0, row1),
            Avx512F.UnpackLow(row2, row3),
            Avx512F.UnpackLow(row4, row5),
            Avx512F.UnpackLow(row6, row7),
            out columns.Row0,
            out columns.Row2,
            out columns.Row4,
            out columns.Row6);
        TransposeBlocks(
            Avx512F.UnpackHigh(row0, row1),
            Avx512F.UnpackHigh(row2, row3),
            Avx512F.UnpackHigh(row4, row5),
            Avx512F.UnpackHigh(row6, row7),
            out columns.Row1,
            out columns.Row3,
            out columns.Row5,
            out columns.Row7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransposeBlocks(
        Lanes row0, Lanes row1, Lanes row2, Lanes row3,
        out Lanes column0, out Lanes column1, out Lanes column2, out Lanes column3)
    {
        var evenLow = Avx512F.Shuffle4x128(row0, row1, EvenBlocks);
        var oddLow = Avx512F.Shuffle4x128(row0, row1, OddBlocks);
        var evenHigh = Avx512F.Shuffle4x128(row2, row3, EvenBlocks);
        var oddHigh = Avx512F.Shuffle4x128(row2, row3, OddBlocks);
        column0 = Avx512F.Shuffle4x128(evenLow, evenHigh, EvenBlocks);
        column1 = Avx512F.Shuffle4x128(oddLow, oddHigh, EvenBlocks);
        column2 = Avx512F.Shuffle4x128(evenLow, evenHigh, OddBlocks);
        column3 = Avx512F.Shuffle4x128(oddLow, oddHigh, OddBlocks);
    }

    private struct Matrix
    {
        public Lanes Row0;
        public Lanes Row1;
        public Lanes Row2;
        public Lanes Row3;
        public Lanes Row4;
        public Lanes Row5;
        public Lanes Row6;
        public Lanes Row7;
    }
}

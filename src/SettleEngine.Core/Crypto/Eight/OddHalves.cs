using System.Runtime.CompilerServices;

namespace SettleEngine.Core.Crypto.Eight;

/// <summary>The digits of both halves of a factor, k₁ + k₂ λ, all odd.</summary>
/// <remarks>The halves are odd and below 2¹³⁰ in magnitude (<see cref="SplitScalar.SplitOdd"/>), the bits of 26 digits of 5. The
/// digits of a half k are those of <see cref="OddDigits"/>, cut from b = (k − 1) / 2 + 2¹²⁹.</remarks>
internal static unsafe class OddHalves
{
    /// <summary>Bits of a digit, so that a half takes a table of 16 odd multiples.</summary>
    public const int Bits = 5;

    /// <summary>Digits of a half.</summary>
    public const int Windows = 26;

    /// <summary>Digits of both halves.</summary>
    public const int Digits = 2 * Windows;

    private const int Lanes = 8;
    private const int Words = 3;
    private const int DigitsPerTurn = 12;

    /// <summary>Writes the digits of a factor for one lane.</summary>
    /// <param name="factor">The factor.</param>
    /// <param name="entries">Receives the index of (2 j + 1) P among the odd multiples: for digit i of the first half at
    /// 16 i + lane, of the second at 16 i + 8 + lane.</param>
    /// <param name="negative">Bit <c>lane</c> of byte 2 i, and for the second half of byte 2 i + 1, is set where digit i is
    /// negative; it must be clear before.</param>
    /// <param name="lane">From 0 to 7.</param>
    public static void Write(in Scalar factor, byte* entries, byte* negative, int lane)
    {
        var first = stackalloc ulong[Words];
        var second = stackalloc ulong[Words];
        SplitScalar.SplitOdd(factor, new Span<ulong>(first, Words), new Span<ulong>(second, Words));
        WriteDigits(first, entries + lane, negative, lane);
        WriteDigits(second, entries + Lanes + lane, negative + 1, lane);
    }

    private static void WriteDigits(ulong* half, byte* entries, byte* negative, int lane)
    {
        var word0 = (half[0] >> 1) | (half[1] << 63);
        var word1 = (half[1] >> 1) | (half[2] << 63);
        var word2 = (ulong)((long)half[2] >> 1) + (1UL << (129 - 128));

        // Twelve digits are 60 bits.
        WriteTurn(word0, DigitsPerTurn, entries, negative, lane);
        WriteTurn(
            (word0 >> 60) | (word1 << 4),
            DigitsPerTurn,
            entries + (2 * Lanes * DigitsPerTurn),
            negative + (2 * DigitsPerTurn),
            lane);
        WriteTurn(
            (word1 >> 56) | (word2 << 8),
            Windows - (2 * DigitsPerTurn),
            entries + (4 * Lanes * DigitsPerTurn),
            negative + (4 * DigitsPerTurn),
            lane);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteTurn(ulong digits, int count, byte* entries, byte* negative, int lane)
    {
        for (var i = 0; i < count; i++)
        {
            var isNegative = ~(digits >> (Bits - 1)) & 1;
            entries[2 * Lanes * i] = (byte)((digits ^ (0 - isNegative)) & ((1 << (Bits - 1)) - 1));
            negative[2 * i] |= (byte)(isNegative << lane);
            digits >>= Bits;
        }
    }
}

using System.Numerics;

namespace SettleEngine.Core.Crypto;

/// <summary>Signed digits of a number of up to 128 bits: each is zero or odd, and after a digit that is not zero come at
/// least <c>bits − 1</c> zeros (the non-adjacent form of a window).</summary>
internal static class SignedDigits
{
    /// <summary>Digits a number can have: recoding can carry one beyond the 128th.</summary>
    public const int Count = 129;

    /// <summary>Writes the digits of a number.</summary>
    /// <param name="number">The magnitude and sign.</param>
    /// <param name="bits">Bits of a digit; digits lie between ∓2^(bits − 1).</param>
    /// <param name="digits">At least <see cref="Count"/>; receives the digit for each power of two.</param>
    /// <returns>One more than the index of the highest digit that is not zero.</returns>
    public static int Write(in SplitScalar number, int bits, Span<short> digits)
    {
        digits = digits[..Count];
        digits.Clear();
        ulong low = number.Low, high = number.High;
        var index = 0;
        var length = 0;
        while ((low | high) != 0)
        {
            var zeros = low != 0 ? BitOperations.TrailingZeroCount(low) : 64 + BitOperations.TrailingZeroCount(high);
            ShiftRight(ref high, ref low, zeros);
            index += zeros;
            length = index + 1;

            var digit = (int)(low & ((1UL << bits) - 1));
            ShiftRight(ref high, ref low, bits);
            if (digit >= 1 << (bits - 1))
            {
                // A large digit becomes negative, and the number above it one larger.
                digit -= 1 << bits;
                low++;
                high += low == 0 ? 1UL : 0;
            }

            digits[index] = (short)(number.IsNegative ? -digit : digit);
            index += bits;
        }

        return length;
    }

    private static void ShiftRight(ref ulong high, ref ulong low, int count)
    {
        if (count >= 64)
        {
            low = high >> (count - 64);
            high = 0;
        }
        else if (count > 0)
        {
            low = (low >> count) | (high << (64 - count));
            high >>= count;
        }
    }
}

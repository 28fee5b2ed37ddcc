using System.Runtime.CompilerServices;

namespace SettleEngine.Core.Crypto.Eight;

/// <summary>Numbers written in odd digits: none is zero, so that a product is the sum of one table entry for each digit,
/// with no case apart.</summary>
/// <remarks>
/// <para>An odd number u of at most k w bits is a sum of k digits dᵢ 2ʷⁱ, each odd and between ∓(2ʷ − 1). Take
/// dᵢ = 2 bᵢ − (2ʷ − 1) with bᵢ from 0 to 2ʷ − 1: the sum is 2 b − (2ᵏʷ − 1), where b is the number whose plain digits
/// are the bᵢ. So b = (u − 1) / 2 + 2ᵏʷ⁻¹: u shifted down by one, with the bit above set. Cutting b is the whole
/// recoding, and it holds for a negative u above −2ᵏʷ as well, shifted with its sign.</para>
/// <para>Entry j of a window is the (2 j + 1)-fold. A digit is positive when the top bit of bᵢ is set, and then j is what
/// lies below that bit; it is negative otherwise, and then j is the complement of that.</para>
/// <para>An even factor of a point of order n goes as n less itself, which is odd, with every sign turned. So zero goes as
/// n: the sum then is infinity, which its last addition finds out like any other exception.</para>
/// </remarks>
internal static unsafe class OddDigits
{
    /// <summary>Words of a number of 256 bits.</summary>
    public const int Words = 4;

    /// <summary>Writes b for a factor, or for its opposite, in 256 bits.</summary>
    /// <param name="factor">The factor.</param>
    /// <param name="plain">Receives b, the least word first.</param>
    /// <returns>Whether the signs of all digits must be turned.</returns>
    public static bool Write(in Scalar factor, ulong* plain)
    {
        var isOpposite = factor.CopyOddTo(new Span<ulong>(plain, Words));
        plain[0] = (plain[0] >> 1) | (plain[1] << 63);
        plain[1] = (plain[1] >> 1) | (plain[2] << 63);
        plain[2] = (plain[2] >> 1) | (plain[3] << 63);
        plain[3] = (plain[3] >> 1) | (1UL << 63);
        return isOpposite;
    }

    /// <summary>Finds the entry and the sign of each digit for one lane.</summary>
    /// <param name="plain">b.</param>
    /// <param name="bits">w; divides 64.</param>
    /// <param name="windows">How many digits.</param>
    /// <param name="isOpposite">Whether to turn all signs.</param>
    /// <param name="table">Windows of 2ʷ⁻¹ entries, one after the other.</param>
    /// <param name="entries">Receives the entry of window i at 8 i + lane: eight in a row are what
    /// <see cref="IField8{TSelf}.LoadPoints"/> takes.</param>
    /// <param name="negative">Bit <c>lane</c> of byte i receives whether digit i is negative; other bits stay.</param>
    /// <param name="lane">From 0 to 7.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Select(
        ulong* plain,
        int bits,
        int windows,
        bool isOpposite,
        AffinePoint* table,
        AffinePoint** entries,
        byte* negative,
        int lane)
    {
        var below = (1UL << (bits - 1)) - 1;
        var turn = isOpposite ? 1UL : 0;
        for (var i = 0; i < windows; i++)
        {
            var digit = plain[i * bits / 64] >> (i * bits % 64);
            var isNegative = ~(digit >> (bits - 1)) & 1;
            entries[(8 * i) + lane] = table + ((ulong)i << (bits - 1)) + ((digit ^ (0 - isNegative)) & below);
            negative[i] = (byte)((negative[i] & ~(1UL << lane)) | ((isNegative ^ turn) << lane));
        }
    }
}

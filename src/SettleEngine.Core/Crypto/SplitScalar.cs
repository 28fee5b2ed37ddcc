namespace SettleEngine.Core.Crypto;

/// <summary>One half of a scalar after the split k = k₁ + k₂ λ: a magnitude of at most 128 bits and a sign.</summary>
/// <remarks>λ is the eigenvalue of the curve's endomorphism (x, y) → (β x, y), so k P = k₁ P + k₂ (λ P) halves the number
/// of doublings. The split subtracts from (k, 0) the nearest point of the lattice of all (a, b) with a + b λ ≡ 0, whose
/// short basis is (A, −B), (C, A). The largest halves have 128 bits (Gallant, Lambert and Vanstone).</remarks>
internal readonly struct SplitScalar
{
    private const int MagnitudeLimbs = 3;

    private SplitScalar(ulong high, ulong low, bool isNegative)
    {
        High = high;
        Low = low;
        IsNegative = isNegative;
    }

    public ulong High { get; }

    public ulong Low { get; }

    public bool IsNegative { get; }

    private static ReadOnlySpan<ulong> A => [0xE86C90E49284EB15, 0x3086D221A7D46BCD];

    private static ReadOnlySpan<ulong> B => [0x6F547FA90ABFE4C3, 0xE4437ED6010E8828];

    private static ReadOnlySpan<ulong> C => [0x57C1108D9D44CFD8, 0x14CA50F7A8E2F3F6, 1];

    /// <summary>2³⁸⁴ × A / n, rounded.</summary>
    private static ReadOnlySpan<ulong> ScaledA =>
        [0xE893209A45DBB031, 0x3DAA8A1471E8CA7F, 0xE86C90E49284EB15, 0x3086D221A7D46BCD];

    /// <summary>2³⁸⁴ × B / n, rounded.</summary>
    private static ReadOnlySpan<ulong> ScaledB =>
        [0x1571B4AE8AC47F71, 0x221208AC9DF506C6, 0x6F547FA90ABFE4C4, 0xE4437ED6010E8828];

    /// <summary>Splits a scalar.</summary>
    public static void Split(in Scalar scalar, out SplitScalar first, out SplitScalar second)
    {
        Span<ulong> k = stackalloc ulong[4];
        Span<ulong> c1 = stackalloc ulong[2];
        Span<ulong> c2 = stackalloc ulong[2];
        scalar.CopyTo(k);
        RoundedProduct(k, ScaledA, c1);
        RoundedProduct(k, ScaledB, c2);

        // Modulo 2¹⁹², in two's complement: the results have at most 128 bits and a sign.
        Span<ulong> positive = stackalloc ulong[6];
        Span<ulong> negative = stackalloc ulong[6];
        positive.Clear();
        negative.Clear();
        k[..MagnitudeLimbs].CopyTo(positive);
        Scalar.AddProduct(negative, c1, A);
        Scalar.AddProduct(negative, c2, C);
        first = Difference(positive, negative);

        positive.Clear();
        negative.Clear();
        Scalar.AddProduct(positive, c1, B);
        Scalar.AddProduct(negative, c2, A);
        second = Difference(positive, negative);
    }

    /// <summary>Splits a scalar u into odd halves, in two's complement of 192 bits.</summary>
    /// <remarks>
    /// <para>Every (u − c₁ A − c₂ C, c₁ B − c₂ A) is a split of u, whatever c₁ and c₂; they decide how long the halves are.
    /// A and B are odd and C is even, so both halves are odd exactly when c₁ differs from u in parity and c₂ does not.
    /// These parities can always be had, by adding one where they are wrong.</para>
    /// <para>The shortest halves belong to the real numbers u A / n and u B / n. With the upper 128 bits of u and of
    /// 2³⁸⁴ A / n alone, c₁ falls short of the first by less than 2.25: less than 1 for rounding down, less than 1 for what is
    /// missing of the constant, less than 1 / 4 for what is missing of u, as A / n is below 2⁻¹³⁰. Likewise c₂ falls short of
    /// the second by less than 3, as B / n is below 2⁻¹²⁸. Adding one makes them too large by at most 1. In units of 2¹²⁸, A
    /// is below 0.19, B below 0.9 and C below 1.09. So the first half is below 2.25 × 0.19 + 3 × 1.09 &lt; 4 in magnitude and
    /// the second below 2.25 × 0.9 + 0.19 or 0.9 + 3 × 0.19, less than 4 too: both are below 2¹³⁰.</para>
    /// </remarks>
    /// <param name="scalar">u.</param>
    /// <param name="first">Receives three words, the least first.</param>
    /// <param name="second">Likewise.</param>
    public static void SplitOdd(in Scalar scalar, Span<ulong> first, Span<ulong> second)
    {
        Span<ulong> u = stackalloc ulong[4];
        scalar.CopyTo(u);
        HighProduct(u, ScaledA, out var c1Low, out var c1High);
        HighProduct(u, ScaledB, out var c2Low, out var c2High);
        var wrong = ~(c1Low ^ u[0]) & 1;
        c1Low += wrong;
        c1High += c1Low < wrong ? 1UL : 0;
        wrong = (c2Low ^ u[0]) & 1;
        c2Low += wrong;
        c2High += c2Low < wrong ? 1UL : 0;

        Span<ulong> taken = stackalloc ulong[MagnitudeLimbs];
        taken.Clear();
        AddLowProduct(taken, c1Low, c1High, A);
        AddLowProduct(taken, c2Low, c2High, C);
        taken[2] += c2Low;
        SubtractLow(u, taken, first);

        taken.Clear();
        second[..MagnitudeLimbs].Clear();
        AddLowProduct(second, c1Low, c1High, B);
        AddLowProduct(taken, c2Low, c2High, A);
        SubtractLow(second, taken, second);
    }

    /// <summary>The low or high half of a scalar as it is, for a base point with a table of its own for 2¹²⁸.</summary>
    public static void Halve(in Scalar scalar, out SplitScalar low, out SplitScalar high)
    {
        Span<ulong> limbs = stackalloc ulong[4];
        scalar.CopyTo(limbs);
        low = new SplitScalar(limbs[1], limbs[0], isNegative: false);
        high = new SplitScalar(limbs[3], limbs[2], isNegative: false);
    }

    /// <summary>k × factor / 2³⁸⁴, rounded.</summary>
    private static void RoundedProduct(ReadOnlySpan<ulong> k, ReadOnlySpan<ulong> factor, Span<ulong> result)
    {
        Span<ulong> product = stackalloc ulong[8];
        product.Clear();
        Scalar.AddProduct(product, k, factor);
        var carry = product[5] >> 63;
        result[0] = Wide.Add(product[6], 0, ref carry);
        result[1] = product[7] + carry;
    }

    private static SplitScalar Difference(ReadOnlySpan<ulong> positive, ReadOnlySpan<ulong> negative)
    {
        ulong borrow = 0;
        var low = Wide.Subtract(positive[0], negative[0], ref borrow);
        var high = Wide.Subtract(positive[1], negative[1], ref borrow);
        var top = Wide.Subtract(positive[2], negative[2], ref borrow);
        if (top == 0)
        {
            return new SplitScalar(high, low, isNegative: false);
        }

        Invariant.Holds(top == ulong.MaxValue);
        return new SplitScalar(~high + (low == 0 ? 1UL : 0), 0 - low, isNegative: true);
    }

    /// <summary>Bits 256 and above of the product of the upper halves of two numbers of 256 bits.</summary>
    private static void HighProduct(
        ReadOnlySpan<ulong> number, ReadOnlySpan<ulong> factor, out ulong low, out ulong high)
    {
        ulong carry = 0;
        _ = Wide.MultiplyAdd(number[2], factor[2], ref carry);
        var word1 = Wide.MultiplyAdd(number[3], factor[2], ref carry);
        var word2 = carry;
        carry = 0;
        _ = Wide.MultiplyAdd(number[2], factor[3], word1, ref carry);
        low = Wide.MultiplyAdd(number[3], factor[3], word2, ref carry);
        high = carry;
    }

    /// <summary>Adds the product of a number and the lower two words of a factor, modulo 2¹⁹².</summary>
    private static void AddLowProduct(Span<ulong> sum, ulong low, ulong high, ReadOnlySpan<ulong> factor)
    {
        ulong carry = 0;
        sum[0] = Wide.MultiplyAdd(low, factor[0], sum[0], ref carry);
        sum[1] = Wide.MultiplyAdd(high, factor[0], sum[1], ref carry);
        sum[2] += carry;
        carry = 0;
        sum[1] = Wide.MultiplyAdd(low, factor[1], sum[1], ref carry);
        sum[2] += carry + (high * factor[1]);
    }

    /// <summary>The difference modulo 2¹⁹².</summary>
    private static void SubtractLow(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right, Span<ulong> difference)
    {
        ulong borrow = 0;
        difference[0] = Wide.Subtract(left[0], right[0], ref borrow);
        difference[1] = Wide.Subtract(left[1], right[1], ref borrow);
        difference[2] = Wide.Subtract(left[2], right[2], ref borrow);
    }
}

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

    /// <summary>Splits a scalar into odd halves, in two's complement of 192 bits.</summary>
    /// <remarks>Adding a vector of the lattice changes nothing modulo n. (A, −B) is odd in both places and (C, A) in the
    /// second only, so together they mend every parity. The halves then stay below 2¹²⁸ + A + C &lt; 2¹³⁰ in magnitude.</remarks>
    public static void SplitOdd(in Scalar scalar, Span<ulong> first, Span<ulong> second)
    {
        Split(scalar, out var half1, out var half2);
        half1.CopyTo(first);
        half2.CopyTo(second);
        if ((first[0] & 1) == 0)
        {
            Add(first, A);
            Subtract(second, B);
        }

        if ((second[0] & 1) == 0)
        {
            Add(first, C);
            Add(second, A);
        }
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

    private static void Add(Span<ulong> value, ReadOnlySpan<ulong> addend)
    {
        ulong carry = 0;
        for (var i = 0; i < MagnitudeLimbs; i++)
        {
            value[i] = Wide.Add(value[i], i < addend.Length ? addend[i] : 0, ref carry);
        }
    }

    private static void Subtract(Span<ulong> value, ReadOnlySpan<ulong> subtrahend)
    {
        ulong borrow = 0;
        for (var i = 0; i < MagnitudeLimbs; i++)
        {
            value[i] = Wide.Subtract(value[i], i < subtrahend.Length ? subtrahend[i] : 0, ref borrow);
        }
    }

    private void CopyTo(Span<ulong> words)
    {
        var sign = IsNegative ? ulong.MaxValue : 0;
        var carry = sign & 1;
        words[0] = Wide.Add(Low ^ sign, 0, ref carry);
        words[1] = Wide.Add(High ^ sign, 0, ref carry);
        words[2] = Wide.Add(sign, 0, ref carry);
    }
}

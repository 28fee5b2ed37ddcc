namespace SettleEngine.Core.Crypto;

/// <summary>Square roots and inverses in secp256k1's field.</summary>
internal static class FieldRoots
{
    /// <summary>−p⁻¹ modulo 2⁶⁴.</summary>
    private const ulong NegatedPrimeInverse = 0xD838091DD2253531;

    /// <summary>p, with a fifth limb of 0.</summary>
    private static ReadOnlySpan<ulong> Prime =>
        [0xFFFFFFFEFFFFFC2F, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, 0];

    /// <summary>The inverse. The value must not be zero modulo p.</summary>
    public static void InvertVar(in FieldElement value, out FieldElement inverse)
    {
        Span<ulong> limbs = stackalloc ulong[4];
        value.CopyTo(limbs);
        ModularInverse.InvertVar(limbs, Prime, NegatedPrimeInverse);
        inverse = new FieldElement(limbs[3], limbs[2], limbs[1], limbs[0]);
    }

    /// <summary>A square root, which is the (p + 1) / 4-th power when there is one, because p ≡ 3 modulo 4.</summary>
    /// <remarks>In binary the exponent is 223 ones, a zero, 22 ones, four zeros, two ones and two zeros. Runs of ones are
    /// built by doubling: the power with a + b ones is that with a ones, squared b times, times that with b ones.</remarks>
    /// <returns>False when the value is no square.</returns>
    public static bool TrySquareRoot(in FieldElement value, out FieldElement root)
    {
        Extend(value, 1, value, out var ones2);
        Extend(ones2, 1, value, out var ones3);
        Extend(ones3, 3, ones3, out var ones6);
        Extend(ones6, 3, ones3, out var ones9);
        Extend(ones9, 2, ones2, out var ones11);
        Extend(ones11, 11, ones11, out var ones22);
        Extend(ones22, 22, ones22, out var ones44);
        Extend(ones44, 44, ones44, out var ones88);
        Extend(ones88, 88, ones88, out var ones176);
        Extend(ones176, 44, ones44, out var ones220);
        Extend(ones220, 3, ones3, out root);
        Extend(root, 23, ones22, out root);
        Extend(root, 6, ones2, out root);
        FieldElement.Square(root, out root);
        FieldElement.Square(root, out root);

        FieldElement.Square(root, out var square);
        return FieldElement.AreEqual(square, value);
    }

    private static void Extend(in FieldElement power, int squarings, in FieldElement factor, out FieldElement extended)
    {
        FieldElement.Square(power, out var squared);
        for (var i = 1; i < squarings; i++)
        {
            FieldElement.Square(squared, out squared);
        }

        FieldElement.Multiply(squared, factor, out extended);
    }
}

using System.Runtime.CompilerServices;

namespace SettleEngine.Core.Crypto.Eight;

/// <summary>The factors of a group of signatures, in lanes.</summary>
/// <remarks>One inversion modulo n serves all divisors: the products of all before each are kept, the product of all is
/// inverted, and from the end that inverse times the product before a signature is the inverse of its divisor, and times
/// that divisor it is the inverse of the product before. With those for u₁ and u₂ that makes five products for each
/// signature. In lanes all this takes half the time that it takes one by one (KnownKeyBenchmarks).</remarks>
/// <typeparam name="TField">Eight numbers side by side.</typeparam>
[SkipLocalsInit]
internal static unsafe class GroupFactors<TField>
    where TField : unmanaged, IField8<TField>
{
    private const int Lanes = LaneEntries.Lanes;

    /// <summary>Divides.</summary>
    /// <param name="factors">The signatures, which were taken in; receive their factors.</param>
    /// <param name="count">At least one.</param>
    /// <param name="products">Room for one number more than there are eights.</param>
    public static void Divide(SignatureFactors* factors, int count, TField* products)
    {
        var slots = stackalloc AffinePoint*[Lanes];
        TField.Broadcast(FieldElement.One, out products[0]);
        var eights = (count + Lanes - 1) / Lanes;
        for (var eight = 0; eight < eights; eight++)
        {
            var from = eight * Lanes;
            SetSlots(slots, &factors[from].Claim, count - from);
            TField.LoadPoints(slots, out _, out var divisor);
            TField.MultiplyModuloOrder(products[eight], divisor, out products[eight + 1]);
        }

        LaneInversion<TField>.InvertModuloOrderVar(products[eights], out var rest);
        for (var eight = eights - 1; eight >= 0; eight--)
        {
            var from = eight * Lanes;
            SetSlots(slots, &factors[from].Claim, count - from);
            TField.LoadPoints(slots, out var dividend, out var divisor);
            TField.MultiplyModuloOrder(rest, products[eight], out var inverse);
            TField.MultiplyModuloOrder(rest, divisor, out rest);
            TField.MultiplyModuloOrder(dividend, inverse, out var u2);
            SetSlots(slots, &factors[from].Factors, count - from);
            TField.LoadPoints(slots, out dividend, out _);
            TField.MultiplyModuloOrder(dividend, inverse, out var u1);
            TField.StorePoints(u1, u2, slots);
        }
    }

    /// <summary>Lanes to spare take the last signature once more: its divisor is a factor of every product then, as often as it is
    /// a divisor.</summary>
    private static void SetSlots(AffinePoint** slots, AffinePoint* first, int count)
    {
        for (var lane = 0; lane < Lanes; lane++)
        {
            slots[lane] = first + (3 * Math.Min(lane, count - 1));
        }
    }
}

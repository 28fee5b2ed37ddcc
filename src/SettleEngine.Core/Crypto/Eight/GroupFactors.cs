using System.Runtime.CompilerServices;

namespace SettleEngine.Core.Crypto.Eight;

/// <summary>The factors of a group of signatures, in lanes.</summary>
/// <remarks>One inversion modulo n serves all s: the products of all s before each are kept, the product of all is inverted,
/// and from the end that inverse times the product before a signature is the inverse of its s, and times its s it is the
/// inverse of the product before. With those for u₁ and u₂ that makes five products for each
/// signature. In lanes all this takes half the time that it takes one by one (KnownKeyBenchmarks).</remarks>
/// <typeparam name="TField">Eight numbers side by side.</typeparam>
[SkipLocalsInit]
internal static unsafe class GroupFactors<TField>
    where TField : unmanaged, IField8<TField>
{
    private const int Lanes = LaneEntries.Lanes;

    /// <summary>Computes the factors.</summary>
    /// <param name="items">The signatures, at least one.</param>
    /// <param name="factors">Receives as many.</param>
    /// <param name="products">Room for one number more than there are eights.</param>
    public static void Compute(ReadOnlySpan<KnownSignature> items, SignatureFactors* factors, TField* products)
    {
        var slots = stackalloc AffinePoint*[Lanes];
        TField.Broadcast(FieldElement.One, out products[0]);
        var eights = (items.Length + Lanes - 1) / Lanes;
        for (var eight = 0; eight < eights; eight++)
        {
            var from = eight * Lanes;
            for (var i = from; i < Math.Min(from + Lanes, items.Length); i++)
            {
                factors[i].Read(items[i].Item);
            }

            SetSlots(slots, &factors[from].Claim, items.Length - from);
            TField.LoadPoints(slots, out _, out var s);
            TField.MultiplyModuloOrder(products[eight], s, out products[eight + 1]);
        }

        LaneInversion<TField>.InvertModuloOrderVar(products[eights], out var rest);
        for (var eight = eights - 1; eight >= 0; eight--)
        {
            var from = eight * Lanes;
            SetSlots(slots, &factors[from].Claim, items.Length - from);
            TField.LoadPoints(slots, out var r, out var s);
            TField.MultiplyModuloOrder(rest, products[eight], out var inverse);
            TField.MultiplyModuloOrder(rest, s, out rest);
            TField.MultiplyModuloOrder(r, inverse, out var u2);
            SetSlots(slots, &factors[from].Factors, items.Length - from);
            TField.LoadPoints(slots, out var z, out _);
            TField.MultiplyModuloOrder(z, inverse, out var u1);
            TField.StorePoints(u1, u2, slots);
        }
    }

    /// <summary>Lanes to spare take the last signature once more: its s is a factor of every product then, as often as it is
    /// a divisor.</summary>
    private static void SetSlots(AffinePoint** slots, AffinePoint* first, int count)
    {
        for (var lane = 0; lane < Lanes; lane++)
        {
            slots[lane] = first + (3 * Math.Min(lane, count - 1));
        }
    }
}

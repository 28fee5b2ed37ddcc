using System.Runtime.CompilerServices;

namespace SettleEngine.Core.Crypto.Eight;

/// <summary>One inversion for eight lanes.</summary>
/// <remarks>The lanes are multiplied up one by one, the product is inverted, and multiplying its inverse by one lane after
/// the other, from the last, leaves the inverse of the product of those before it.</remarks>
/// <typeparam name="TField">Eight field elements side by side.</typeparam>
[SkipLocalsInit]
internal static unsafe class LaneInversion<TField>
    where TField : unmanaged, IField8<TField>
{
    private const int Lanes = LaneEntries.Lanes;

    /// <summary>Inverts each lane; none may be zero.</summary>
    public static void InvertVar(in TField value, out TField inverse)
    {
        var points = stackalloc AffinePoint[Lanes];
        var slots = stackalloc AffinePoint*[Lanes];
        TField.StorePoints(value, value, LaneSlots.Fill(slots, points));
        var products = stackalloc FieldElement[Lanes];
        products[0] = points[0].X;
        for (var i = 1; i < Lanes; i++)
        {
            FieldElement.Multiply(products[i - 1], points[i].X, out products[i]);
        }

        FieldRoots.InvertVar(products[Lanes - 1], out var rest);
        for (var i = Lanes - 1; i > 0; i--)
        {
            FieldElement.Multiply(rest, products[i - 1], out var inverseOfLane);
            FieldElement.Multiply(rest, points[i].X, out rest);
            points[i] = new AffinePoint(inverseOfLane, inverseOfLane);
        }

        points[0] = new AffinePoint(rest, rest);
        TField.LoadPoints(slots, out inverse, out _);
    }

    /// <summary>The same for numbers below n, modulo n.</summary>
    public static void InvertModuloOrderVar(in TField value, out TField inverse)
    {
        var points = stackalloc AffinePoint[Lanes];
        var slots = stackalloc AffinePoint*[Lanes];
        TField.StorePoints(value, value, LaneSlots.Fill(slots, points));
        var products = stackalloc Scalar[Lanes];
        products[0] = new Scalar(points[0].X);
        for (var i = 1; i < Lanes; i++)
        {
            products[i] = Scalar.Multiply(products[i - 1], new Scalar(points[i].X));
        }

        var rest = Scalar.InvertVar(products[Lanes - 1]);
        for (var i = Lanes - 1; i > 0; i--)
        {
            var inverseOfLane = Scalar.Multiply(rest, products[i - 1]).ToElement();
            rest = Scalar.Multiply(rest, new Scalar(points[i].X));
            points[i] = new AffinePoint(inverseOfLane, inverseOfLane);
        }

        points[0] = new AffinePoint(rest.ToElement(), rest.ToElement());
        TField.LoadPoints(slots, out inverse, out _);
    }
}

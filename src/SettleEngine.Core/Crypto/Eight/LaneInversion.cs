namespace SettleEngine.Core.Crypto.Eight;

/// <summary>One inversion for eight lanes.</summary>
/// <typeparam name="TField">Eight field elements side by side.</typeparam>
internal static unsafe class LaneInversion<TField>
    where TField : unmanaged, IField8<TField>
{
    private const int Lanes = 8;

    /// <summary>Inverts each lane; none may be zero.</summary>
    /// <remarks>The lanes are multiplied up one by one, the product is inverted, and multiplying its inverse by one lane after
    /// the other, from the last, leaves the inverse of the product of those before it.</remarks>
    public static void InvertVar(in TField value, out TField inverse)
    {
        var points = stackalloc AffinePoint[Lanes];
        var addresses = stackalloc AffinePoint*[Lanes];
        for (var i = 0; i < Lanes; i++)
        {
            addresses[i] = points + i;
        }

        TField.StorePoints(value, value, addresses);
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
        TField.LoadPoints(addresses, out inverse, out _);
    }
}

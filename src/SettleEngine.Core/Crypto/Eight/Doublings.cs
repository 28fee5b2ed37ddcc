namespace SettleEngine.Core.Crypto.Eight;

/// <summary>Eight points doubled again and again.</summary>
/// <typeparam name="TField">Eight field elements side by side.</typeparam>
internal static unsafe class Doublings<TField>
    where TField : unmanaged, IField8<TField>
{
    /// <summary>Computes 2ᵏ P for k below a count, in affine form.</summary>
    /// <remarks>In Jacobian form, (X / Z², Y / Z³), because each doubling needs the one before it; then all Z share one
    /// inversion. No Z is zero: no point of the curve has order two.</remarks>
    /// <param name="powers">Holds P in element 0; receives the others behind it.</param>
    /// <param name="count">At least 2.</param>
    /// <param name="scales">Room for as many Z.</param>
    /// <param name="products">Room for as many products.</param>
    public static void Fill(Point8<TField>* powers, int count, TField* scales, TField* products)
    {
        TField.Broadcast(FieldElement.One, out scales[0]);
        products[0] = scales[0];
        for (var k = 1; k < count; k++)
        {
            Double(powers[k - 1], scales[k - 1], out powers[k], out scales[k]);
            TField.Multiply(products[k - 1], scales[k], out products[k]);
        }

        LaneInversion<TField>.InvertVar(products[count - 1], out var rest);
        for (var k = count - 1; k > 0; k--)
        {
            TField.Multiply(rest, products[k - 1], out var inverse);
            TField.Multiply(rest, scales[k], out rest);
            TField.Square(inverse, out var square);
            TField.Multiply(powers[k].X, square, out powers[k].X);
            TField.Multiply(square, inverse, out var cube);
            TField.Multiply(powers[k].Y, cube, out powers[k].Y);
        }
    }

    /// <summary>With D = 4 X Y² and E = 3 X²: X' = E² − 2 D, Y' = E (D − X') − 8 Y⁴, Z' = 2 Y Z.</summary>
    private static void Double(
        in Point8<TField> point, in TField scale, out Point8<TField> doubled, out TField doubledScale)
    {
        TField.Multiply(point.Y, scale, out doubledScale);
        TField.Add(doubledScale, doubledScale, out doubledScale);

        TField.Square(point.Y, out var square);
        TField.Multiply(point.X, square, out var d);
        TField.Add(d, d, out d);
        TField.Add(d, d, out d);
        TField.Square(point.X, out var single);
        TField.Add(single, single, out var e);
        TField.Add(e, single, out e);

        TField.Square(e, out doubled.X);
        TField.Subtract(doubled.X, d, out doubled.X);
        TField.Subtract(doubled.X, d, out doubled.X);

        TField.Add(square, square, out square);
        TField.Square(square, out square);
        TField.Add(square, square, out square);
        TField.Subtract(d, doubled.X, out d);
        TField.Multiply(e, d, out doubled.Y);
        TField.Subtract(doubled.Y, square, out doubled.Y);
    }
}

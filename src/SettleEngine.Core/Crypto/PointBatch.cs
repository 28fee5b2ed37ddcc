namespace SettleEngine.Core.Crypto;

/// <summary>Work on many points at once, which shares one inversion among them.</summary>
internal static class PointBatch
{
    /// <summary>Converts points to affine form with a single inversion.</summary>
    /// <param name="points">Points, none of them infinity.</param>
    /// <param name="affine">Receives as many points.</param>
    public static void ToAffineVar(ReadOnlySpan<JacobianPoint> points, Span<AffinePoint> affine)
    {
        // Products of all Z before each point; then, from the end, the inverse of one Z after the other.
        var products = new FieldElement[points.Length];
        var product = FieldElement.One;
        for (var i = 0; i < points.Length; i++)
        {
            products[i] = product;
            FieldElement.Multiply(product, points[i].Z, out product);
        }

        FieldRoots.InvertVar(product, out var inverse);
        for (var i = points.Length - 1; i >= 0; i--)
        {
            FieldElement.Multiply(inverse, products[i], out var inverseZ);
            FieldElement.Multiply(inverse, points[i].Z, out inverse);
            Scale(points[i], inverseZ, out affine[i]);
        }
    }

    /// <summary>Multiplies X by the square and Y by the cube of a factor.</summary>
    public static void Scale(in JacobianPoint point, in FieldElement factor, out AffinePoint scaled)
    {
        FieldElement.Square(factor, out var square);
        FieldElement.Multiply(square, factor, out var cube);
        FieldElement.Multiply(point.X, square, out var x);
        FieldElement.Multiply(point.Y, cube, out var y);
        scaled = new AffinePoint(x, y);
    }
}

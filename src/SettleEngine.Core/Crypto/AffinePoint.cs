namespace SettleEngine.Core.Crypto;

/// <summary>A point of secp256k1, y² = x³ + 7, other than infinity.</summary>
/// <remarks>While a table is in use its points may lie on an isomorphic curve instead, where x and y are scaled by the
/// square and the cube of a factor; addition formulas do not read the constant 7 and hold there too.</remarks>
internal readonly struct AffinePoint(in FieldElement x, in FieldElement y)
{
    /// <summary>Bytes of a point without its format prefix: x, then y.</summary>
    public const int Size = 64;

    public readonly FieldElement X = x;
    public readonly FieldElement Y = y;

    /// <summary>The group's base point.</summary>
    public static AffinePoint Generator => new(
        new FieldElement(0x79BE667EF9DCBBAC, 0x55A06295CE870B07, 0x029BFCDB2DCE28D9, 0x59F2815B16F81798),
        new FieldElement(0x483ADA7726A3C465, 0x5DA4FBFC0E1108A8, 0xFD17B448A6855419, 0x9C47D08FFB10D4B8));

    /// <summary>A cube root of 1: (Beta x, y) is λ times (x, y).</summary>
    public static FieldElement Beta =>
        new(0x7AE96A2B657C0710, 0x6E64479EAC3434E9, 0x9CF0497512F58995, 0xC1396C28719501EE);

    /// <summary>Finds the point with a given x and the wanted parity of y.</summary>
    /// <returns>False when no point has this x.</returns>
    public static bool TryLift(in FieldElement x, bool yIsOdd, out AffinePoint point)
    {
        FieldElement.Square(x, out var squareOfY);
        FieldElement.Multiply(squareOfY, x, out squareOfY);
        FieldElement.Add(squareOfY, new FieldElement(0, 0, 0, 7), out squareOfY);
        if (!FieldRoots.TrySquareRoot(squareOfY, out var y))
        {
            point = default;
            return false;
        }

        if (y.IsOdd != yIsOdd)
        {
            FieldElement.Negate(y, out y);
        }

        point = new AffinePoint(x, y);
        return true;
    }

    public static void Negate(in AffinePoint point, out AffinePoint negated)
    {
        FieldElement.Negate(point.Y, out var y);
        negated = new AffinePoint(point.X, y);
    }

    /// <summary>Writes x and y, 32 big-endian bytes each.</summary>
    public void CopyTo(Span<byte> destination)
    {
        X.CopyTo(destination);
        Y.CopyTo(destination[32..]);
    }
}

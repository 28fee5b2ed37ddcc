namespace SettleEngine.Core.Crypto;

/// <summary>A point (X / Z², Y / Z³), which adds without divisions. Infinity has Z = 0.</summary>
internal struct JacobianPoint
{
    public FieldElement X;
    public FieldElement Y;
    public FieldElement Z;

    public JacobianPoint(in AffinePoint point)
    {
        X = point.X;
        Y = point.Y;
        Z = FieldElement.One;
    }

    public readonly bool IsInfinity => Z.IsZero;

    /// <summary>Doubles the point; infinity stays infinity. The curve has no point whose double is infinity.</summary>
    /// <remarks>With L = 3 X² / 2, S = Y², T = X S: X' = L² − 2 T, Y' = L (T − X') − S², Z' = Y Z.</remarks>
    public static void Double(ref JacobianPoint point)
    {
        FieldElement.Multiply(point.Z, point.Y, out point.Z);
        FieldElement.Square(point.Y, out var s);
        FieldElement.Square(point.X, out var l);
        FieldElement.Halve(l, out var half);
        FieldElement.Add(l, half, out l);
        FieldElement.Multiply(s, point.X, out var t);
        FieldElement.Square(l, out point.X);
        FieldElement.Subtract(point.X, t, out point.X);
        FieldElement.Subtract(point.X, t, out point.X);
        FieldElement.Subtract(t, point.X, out t);
        FieldElement.Square(s, out s);
        FieldElement.Multiply(t, l, out point.Y);
        FieldElement.Subtract(point.Y, s, out point.Y);
    }

    /// <summary>Adds an affine point; handles infinity, doubling and opposite points.</summary>
    public static void Add(ref JacobianPoint point, in AffinePoint other)
    {
        if (point.IsInfinity)
        {
            point = new JacobianPoint(other);
            return;
        }

        AddToFinite(ref point, point.Z, other, out _);
    }

    /// <summary>Adds a point of the curve to one that is held on the isomorphic curve of a scale; handles infinity, doubling
    /// and opposite points.</summary>
    public static void AddScaled(ref JacobianPoint point, in AffinePoint other, in FieldElement scale)
    {
        if (point.IsInfinity)
        {
            FieldElement.Square(scale, out var square);
            FieldElement.Multiply(square, scale, out var cube);
            FieldElement.Multiply(other.X, square, out point.X);
            FieldElement.Multiply(other.Y, cube, out point.Y);
            point.Z = FieldElement.One;
            return;
        }

        // Seen from the curve itself, the point's Z is larger by the scale; the result is again held on the other.
        FieldElement.Multiply(point.Z, scale, out var z);
        AddToFinite(ref point, z, other, out _);
    }

    /// <summary>Adds an affine point that is neither the point nor its opposite, and gives the ratio of new to old Z.</summary>
    public static void AddDistinct(ref JacobianPoint point, in AffinePoint other, out FieldElement ratio) =>
        AddToFinite(ref point, point.Z, other, out ratio);

    /// <summary>With H = x Z² − X, R = y Z³ − Y, V = X H²: X' = R² − H³ − 2 V, Y' = R (V − X') − Y H³, Z' = Z H.</summary>
    private static void AddToFinite(ref JacobianPoint point, in FieldElement z, in AffinePoint other, out FieldElement h)
    {
        FieldElement.Square(z, out var zz);
        FieldElement.Multiply(zz, z, out var zzz);
        FieldElement.Multiply(other.X, zz, out h);
        FieldElement.Subtract(h, point.X, out h);
        FieldElement.Multiply(other.Y, zzz, out var r);
        FieldElement.Subtract(r, point.Y, out r);
        if (h.IsZero)
        {
            AddSameX(ref point, r);
            return;
        }

        FieldElement.Multiply(point.Z, h, out point.Z);
        FieldElement.Square(h, out var hh);
        FieldElement.Multiply(hh, h, out var hhh);
        FieldElement.Multiply(point.X, hh, out var v);
        FieldElement.Square(r, out point.X);
        FieldElement.Subtract(point.X, hhh, out point.X);
        FieldElement.Subtract(point.X, v, out point.X);
        FieldElement.Subtract(point.X, v, out point.X);
        FieldElement.Subtract(v, point.X, out v);
        FieldElement.Multiply(v, r, out v);
        FieldElement.Multiply(hhh, point.Y, out hhh);
        FieldElement.Subtract(v, hhh, out point.Y);
    }

    private static void AddSameX(ref JacobianPoint point, in FieldElement differenceOfY)
    {
        if (differenceOfY.IsZero)
        {
            Double(ref point);
        }
        else
        {
            point = default;
        }
    }
}

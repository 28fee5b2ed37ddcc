namespace SettleEngine.Core.Crypto;

/// <summary>u₁ G + u₂ R for the generator G and any point R, in one pass of at most 129 doublings.</summary>
internal static class DoubleMultiplication
{
    private const int PointWindowBits = 5;
    private const int PointEntries = 1 << (PointWindowBits - 2);

    /// <summary>Multiplies and adds.</summary>
    /// <param name="u1">Factor of the generator.</param>
    /// <param name="u2">Factor of the point.</param>
    /// <param name="point">The point.</param>
    /// <param name="sum">The sum, possibly infinity.</param>
    public static void ComputeVar(in Scalar u1, in Scalar u2, in AffinePoint point, out JacobianPoint sum)
    {
        Span<AffinePoint> table = stackalloc AffinePoint[PointEntries];
        Span<AffinePoint> turnedTable = stackalloc AffinePoint[PointEntries];
        BuildTable(point, table, turnedTable, out var scale);

        SplitScalar.Halve(u1, out var low, out var high);
        SplitScalar.Split(u2, out var first, out var second);
        Span<short> lowDigits = stackalloc short[SignedDigits.Count];
        Span<short> highDigits = stackalloc short[SignedDigits.Count];
        Span<short> firstDigits = stackalloc short[SignedDigits.Count];
        Span<short> secondDigits = stackalloc short[SignedDigits.Count];
        var length = SignedDigits.Write(low, GeneratorTable.WindowBits, lowDigits);
        length = Math.Max(length, SignedDigits.Write(high, GeneratorTable.WindowBits, highDigits));
        length = Math.Max(length, SignedDigits.Write(first, PointWindowBits, firstDigits));
        length = Math.Max(length, SignedDigits.Write(second, PointWindowBits, secondDigits));

        sum = default;
        for (var i = length - 1; i >= 0; i--)
        {
            JacobianPoint.Double(ref sum);
            if (firstDigits[i] != 0)
            {
                Select(table, firstDigits[i], out var entry);
                JacobianPoint.Add(ref sum, entry);
            }

            if (secondDigits[i] != 0)
            {
                Select(turnedTable, secondDigits[i], out var entry);
                JacobianPoint.Add(ref sum, entry);
            }

            if (lowDigits[i] != 0)
            {
                Select(GeneratorTable.Low, lowDigits[i], out var entry);
                JacobianPoint.AddScaled(ref sum, entry, scale);
            }

            if (highDigits[i] != 0)
            {
                Select(GeneratorTable.High, highDigits[i], out var entry);
                JacobianPoint.AddScaled(ref sum, entry, scale);
            }
        }

        // Back from the table's curve to secp256k1. Infinity keeps its Z of zero.
        FieldElement.Multiply(sum.Z, scale, out sum.Z);
    }

    /// <summary>Odd multiples of the point and of λ times the point, in affine form without an inversion.</summary>
    /// <remarks>
    /// 1. On the curve scaled by the Z of 2P, 2P is affine as it stands; P is brought there.
    /// 2. Odd multiples are chained on that curve by adding 2P, and the ratio of successive Z kept. Multiples up to 15 of a
    ///    point of large prime order never meet 2P or its opposite.
    /// 3. From the end, each is scaled to the last one's Z, so that all are affine on one further curve.
    /// </remarks>
    private static void BuildTable(
        in AffinePoint point, Span<AffinePoint> table, Span<AffinePoint> turnedTable, out FieldElement scale)
    {
        // 1.
        var doubled = new JacobianPoint(point);
        JacobianPoint.Double(ref doubled);
        var twice = new AffinePoint(doubled.X, doubled.Y);
        PointBatch.Scale(new JacobianPoint(point), doubled.Z, out var start);

        // 2.
        Span<JacobianPoint> multiples = stackalloc JacobianPoint[PointEntries];
        Span<FieldElement> ratios = stackalloc FieldElement[PointEntries];
        multiples[0] = new JacobianPoint(start);
        for (var i = 1; i < PointEntries; i++)
        {
            multiples[i] = multiples[i - 1];
            JacobianPoint.AddDistinct(ref multiples[i], twice, out ratios[i]);
        }

        // 3.
        FieldElement.Multiply(doubled.Z, multiples[PointEntries - 1].Z, out scale);
        var factor = FieldElement.One;
        for (var i = PointEntries - 1; i >= 0; i--)
        {
            PointBatch.Scale(multiples[i], factor, out table[i]);
            FieldElement.Multiply(table[i].X, AffinePoint.Beta, out var turnedX);
            turnedTable[i] = new AffinePoint(turnedX, table[i].Y);
            if (i > 0)
            {
                FieldElement.Multiply(factor, ratios[i], out factor);
            }
        }
    }

    private static void Select(ReadOnlySpan<AffinePoint> table, short digit, out AffinePoint entry)
    {
        if (digit > 0)
        {
            entry = table[digit >> 1];
        }
        else
        {
            AffinePoint.Negate(table[-digit >> 1], out entry);
        }
    }
}

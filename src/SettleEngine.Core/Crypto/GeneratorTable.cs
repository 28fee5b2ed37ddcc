namespace SettleEngine.Core.Crypto;

/// <summary>Odd multiples of the generator and of 2¹²⁸ times the generator, for signed digits of a scalar's halves.</summary>
/// <remarks>Computed when first used (a few milliseconds) and read-only afterwards; 128 KiB each.</remarks>
internal static class GeneratorTable
{
    /// <summary>Bits of a signed digit.</summary>
    public const int WindowBits = 13;

    private const int Entries = 1 << (WindowBits - 2);

    /// <summary>Entry i is (2i + 1) G.</summary>
    public static readonly AffinePoint[] Low = BuildOddMultiples(AffinePoint.Generator);

    /// <summary>Entry i is (2i + 1) 2¹²⁸ G.</summary>
    public static readonly AffinePoint[] High = BuildOddMultiples(DoubleTimes(AffinePoint.Generator, 128));

    private static AffinePoint[] BuildOddMultiples(in AffinePoint generator)
    {
        var twice = DoubleTimes(generator, 1);
        var multiples = new JacobianPoint[Entries];
        multiples[0] = new JacobianPoint(generator);
        for (var i = 1; i < Entries; i++)
        {
            multiples[i] = multiples[i - 1];
            JacobianPoint.AddDistinct(ref multiples[i], twice, out _);
        }

        var table = new AffinePoint[Entries];
        PointBatch.ToAffineVar(multiples, table);
        return table;
    }

    private static AffinePoint DoubleTimes(in AffinePoint point, int times)
    {
        Span<JacobianPoint> result = [new JacobianPoint(point)];
        for (var i = 0; i < times; i++)
        {
            JacobianPoint.Double(ref result[0]);
        }

        Span<AffinePoint> affine = stackalloc AffinePoint[1];
        PointBatch.ToAffineVar(result, affine);
        return affine[0];
    }
}

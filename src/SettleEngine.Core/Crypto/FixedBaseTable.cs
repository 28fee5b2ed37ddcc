namespace SettleEngine.Core.Crypto;

/// <summary>Multiples of the generator for every byte of a scalar, so that k G takes 31 additions and no doubling.</summary>
/// <remarks>Computed when first used (some ten milliseconds) and read-only afterwards; 510 KiB.</remarks>
internal static class FixedBaseTable
{
    private const int Windows = 32;
    private const int EntriesPerWindow = 255;

    /// <summary>Entry 255 w + d − 1 is d × 256ʷ G.</summary>
    private static readonly AffinePoint[] Entries = Build();

    /// <summary>k G. Looks its entries up by k and skips zero bytes: time depends on k.</summary>
    public static void MultiplyVar(in Scalar scalar, out JacobianPoint product)
    {
        Span<byte> digits = stackalloc byte[Windows];
        scalar.CopyTo(digits);
        product = default;
        for (var window = 0; window < Windows; window++)
        {
            var digit = digits[Windows - 1 - window];
            if (digit != 0)
            {
                JacobianPoint.Add(ref product, Entries[(window * EntriesPerWindow) + digit - 1]);
            }
        }
    }

    private static AffinePoint[] Build()
    {
        var entries = new AffinePoint[Windows * EntriesPerWindow];
        var multiples = new JacobianPoint[EntriesPerWindow + 1];
        var affine = new AffinePoint[EntriesPerWindow + 1];
        var unit = AffinePoint.Generator;
        for (var window = 0; window < Windows; window++)
        {
            multiples[0] = new JacobianPoint(unit);
            for (var i = 1; i < multiples.Length; i++)
            {
                multiples[i] = multiples[i - 1];
                JacobianPoint.Add(ref multiples[i], unit);
            }

            PointBatch.ToAffineVar(multiples, affine);
            affine.AsSpan(0, EntriesPerWindow).CopyTo(entries.AsSpan(window * EntriesPerWindow));
            unit = affine[EntriesPerWindow];
        }

        return entries;
    }
}

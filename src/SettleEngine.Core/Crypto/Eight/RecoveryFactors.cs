using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Crypto.Eight;

/// <summary>What a signature (r, s, v) of z says of its signer's key: it is u₁ G + u₂ R for the point R whose x is r, with
/// u₁ = −z / r and u₂ = s / r.</summary>
internal struct RecoveryFactors
{
    /// <summary>x is r. y means nothing: lanes are filled with whole points.</summary>
    public AffinePoint Point;

    /// <summary>u₁; zero when z is.</summary>
    public Scalar U1;

    /// <summary>u₂, never zero.</summary>
    public Scalar U2;

    /// <summary>Whether the y of R must be odd.</summary>
    public bool IsOdd;

    /// <summary>False when r, s or v is out of range; R is then the generator, and the factors are some factors.</summary>
    public bool IsPossible;

    private Scalar _r;
    private Scalar _product;

    /// <summary>Computes the factors of many signatures.</summary>
    /// <remarks>One inversion for all r, by their product: 3 multiplications for each instead of an inversion that costs as
    /// much as a few dozen.</remarks>
    /// <param name="items">The signatures, at least one.</param>
    /// <param name="factors">Receives as many.</param>
    public static void Compute(ReadOnlySpan<SignedDigest> items, Span<RecoveryFactors> factors)
    {
        var product = Scalar.One;
        for (var i = 0; i < items.Length; i++)
        {
            ref var factor = ref factors[i];
            factor.Read(items[i]);
            factor._product = product;
            product = Scalar.Multiply(product, factor._r);
        }

        var rest = Scalar.InvertVar(product);
        for (var i = items.Length - 1; i >= 0; i--)
        {
            ref var factor = ref factors[i];
            var inverse = Scalar.Multiply(rest, factor._product);
            rest = Scalar.Multiply(rest, factor._r);
            factor.U1 = Scalar.Negate(Scalar.Multiply(factor.U1, inverse));
            factor.U2 = Scalar.Multiply(factor.U2, inverse);
        }
    }

    /// <summary>Takes in z as u₁ and s as u₂. Impossible signatures get r = s = 1, so that they do not spoil the
    /// product.</summary>
    private void Read(in SignedDigest item)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        item.Digest.CopyTo(bytes);
        U1 = Scalar.ReadReduced(bytes);
        item.Signature.S.CopyTo(bytes);
        IsPossible = Scalar.TryReadNonZero(bytes, out U2);
        item.Signature.R.CopyTo(bytes);
        IsPossible &= Scalar.TryReadNonZero(bytes, out _r);
        IsPossible &= item.Signature.V is 27 or 28;
        IsOdd = item.Signature.V == 28;

        // The EVM knows no recovery ids 2 and 3, so the x of R is r itself, never r + n.
        var x = new FieldElement(bytes);
        Point = new AffinePoint(x, x);
        if (!IsPossible)
        {
            Point = AffinePoint.Generator;
            _r = Scalar.One;
            U2 = Scalar.One;
        }
    }
}

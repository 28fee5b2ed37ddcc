using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Crypto.Eight;

/// <summary>What a signature (r, s) of z says: its point, whose x is r, is u₁ G + u₂ Q for the signer's key Q, with u₁ = z / s
/// and u₂ = r / s.</summary>
internal struct SignatureFactors
{
    /// <summary>x is r. y means nothing: lanes are filled with whole points.</summary>
    public AffinePoint Claim;

    /// <summary>u₁; zero when z is.</summary>
    public Scalar U1;

    /// <summary>u₂, never zero.</summary>
    public Scalar U2;

    /// <summary>Whether the parity of y must be odd.</summary>
    public bool IsOdd;

    /// <summary>False when r, s or v is out of range; the factors are then some factors.</summary>
    public bool IsPossible;

    private Scalar _s;
    private Scalar _product;

    /// <summary>Computes the factors of many signatures.</summary>
    /// <remarks>One inversion for all s, by their product: 3 multiplications for each instead of an inversion that costs as
    /// much as a few dozen.</remarks>
    /// <param name="items">The signatures, at least one.</param>
    /// <param name="factors">Receives as many.</param>
    public static void Compute(ReadOnlySpan<KnownSignature> items, Span<SignatureFactors> factors)
    {
        var product = Scalar.One;
        for (var i = 0; i < items.Length; i++)
        {
            ref var factor = ref factors[i];
            factor.Read(items[i].Item);
            factor._product = product;
            product = Scalar.Multiply(product, factor._s);
        }

        var rest = Scalar.InvertVar(product);
        for (var i = items.Length - 1; i >= 0; i--)
        {
            ref var factor = ref factors[i];
            var inverse = Scalar.Multiply(rest, factor._product);
            rest = Scalar.Multiply(rest, factor._s);
            factor.U1 = Scalar.Multiply(factor.U1, inverse);
            factor.U2 = Scalar.Multiply(factor.U2, inverse);
        }
    }

    /// <summary>Takes in z as u₁ and r as u₂. Impossible signatures get r = s = 1, so that they do not spoil the
    /// product.</summary>
    private void Read(in SignedDigest item)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        item.Digest.CopyTo(bytes);
        U1 = Scalar.ReadReduced(bytes);
        item.Signature.S.CopyTo(bytes);
        IsPossible = Scalar.TryReadNonZero(bytes, out _s);
        item.Signature.R.CopyTo(bytes);
        IsPossible &= Scalar.TryReadNonZero(bytes, out U2);
        IsPossible &= item.Signature.V is 27 or 28;
        IsOdd = item.Signature.V == 28;

        // r is below n and so below p: x must equal r itself, not merely modulo n.
        var x = new FieldElement(bytes);
        Claim = new AffinePoint(x, x);
        if (!IsPossible)
        {
            _s = Scalar.One;
            U2 = Scalar.One;
        }
    }
}

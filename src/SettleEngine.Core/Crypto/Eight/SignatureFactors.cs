using System.Runtime.InteropServices;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Crypto.Eight;

/// <summary>What a signature (r, s) of z says: its point, whose x is r, is u₁ G + u₂ Q for the signer's key Q, with u₁ = z / s
/// and u₂ = r / s.</summary>
/// <remarks>Numbers modulo n go through lanes in the guise of coordinates, two in a point, three lines of the cache for each
/// signature.</remarks>
[StructLayout(LayoutKind.Sequential, Size = 3 * AffinePoint.Size)]
internal struct SignatureFactors
{
    /// <summary>r and s; the sum's x must be r.</summary>
    public AffinePoint Claim;

    /// <summary>z, later u₁ and u₂. u₁ is zero when z is; u₂ never is.</summary>
    public AffinePoint Factors;

    /// <summary>Whether the parity of y must be odd.</summary>
    public bool IsOdd;

    /// <summary>False when r, s or v is out of range; the factors are then some factors.</summary>
    public bool IsPossible;

    public readonly Scalar U1 => new(Factors.X);

    public readonly Scalar U2 => new(Factors.Y);

    /// <summary>Takes in a signature. Impossible ones get r = s = 1, so that they do not spoil a product of all s.</summary>
    public void Read(in SignedDigest item)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        item.Digest.CopyTo(bytes);
        var z = Scalar.ReadReduced(bytes).ToElement();
        Factors = new AffinePoint(z, z);
        item.Signature.S.CopyTo(bytes);
        IsPossible = Scalar.TryReadNonZero(bytes, out var s);
        item.Signature.R.CopyTo(bytes);
        IsPossible &= Scalar.TryReadNonZero(bytes, out var r);
        IsPossible &= item.Signature.V is 27 or 28;
        IsOdd = item.Signature.V == 28;
        Claim = IsPossible
            ? new AffinePoint(r.ToElement(), s.ToElement())
            : new AffinePoint(FieldElement.One, FieldElement.One);
    }
}

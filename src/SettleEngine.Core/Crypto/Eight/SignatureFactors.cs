using System.Runtime.InteropServices;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Crypto.Eight;

/// <summary>What a signature (r, s) of z says of its signer's key Q and of its point R, whose x is r: R is u₁ G + u₂ Q with
/// u₁ = z / s and u₂ = r / s, which is checked, and Q is u₁ G + u₂ R with u₁ = −z / r and u₂ = s / r, which is
/// recovered.</summary>
/// <remarks>Numbers modulo n go through lanes in the guise of coordinates, two in a point, three lines of the cache for each
/// signature.</remarks>
[StructLayout(LayoutKind.Sequential, Size = 3 * AffinePoint.Size)]
internal struct SignatureFactors
{
    /// <summary>The dividend of u₂, then the divisor of both: r and s for a check, s and r for a recovery.</summary>
    public AffinePoint Claim;

    /// <summary>The dividend of u₁, later u₁ and u₂. u₁ is zero when z is; u₂ never is.</summary>
    public AffinePoint Factors;

    /// <summary>Whether the parity of y must be odd.</summary>
    public bool IsOdd;

    /// <summary>False when r, s or v is out of range; the factors are then some factors.</summary>
    public bool IsPossible;

    public readonly Scalar U1 => new(Factors.X);

    public readonly Scalar U2 => new(Factors.Y);

    /// <summary>Takes in a signature that is to be checked. Impossible ones get r = s = 1, so that they do not spoil a product
    /// of all divisors.</summary>
    public void Read(in SignedDigest item)
    {
        Read(item, out var z, out var r, out var s);
        Factors = new AffinePoint(z.ToElement(), z.ToElement());
        Claim = new AffinePoint(r.ToElement(), s.ToElement());
    }

    /// <summary>Takes in a signature whose key is to be recovered: −z in place of z, and r and s exchanged.</summary>
    public void ReadForRecovery(in SignedDigest item)
    {
        Read(item, out var z, out var r, out var s);
        var opposite = Scalar.Negate(z);
        Factors = new AffinePoint(opposite.ToElement(), opposite.ToElement());
        Claim = new AffinePoint(s.ToElement(), r.ToElement());
    }

    private void Read(in SignedDigest item, out Scalar z, out Scalar r, out Scalar s)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        item.Digest.CopyTo(bytes);
        z = Scalar.ReadReduced(bytes);
        item.Signature.S.CopyTo(bytes);
        IsPossible = Scalar.TryReadNonZero(bytes, out s);
        item.Signature.R.CopyTo(bytes);
        IsPossible &= Scalar.TryReadNonZero(bytes, out r);
        IsPossible &= item.Signature.V is 27 or 28;
        IsOdd = item.Signature.V == 28;
        if (!IsPossible)
        {
            r = Scalar.One;
            s = Scalar.One;
        }
    }
}

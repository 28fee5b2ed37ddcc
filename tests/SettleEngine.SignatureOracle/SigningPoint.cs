using System.Numerics;
using SettleEngine.Core.Authorizations;

namespace SettleEngine.SignatureOracle;

/// <summary>A secret multiple of the generator to sign with.</summary>
/// <param name="K">The multiple.</param>
/// <param name="InverseK">Its inverse modulo n.</param>
/// <param name="R">The point's x modulo n.</param>
/// <param name="YIsOdd">Parity of the point's y.</param>
public sealed record SigningPoint(BigInteger K, BigInteger InverseK, BigInteger R, bool YIsOdd)
{
    /// <summary>The point of a multiple from 1 to n − 1.</summary>
    public static SigningPoint Of(BigInteger k)
    {
        var point = PayerKey.Of(k).PublicKey;
        return new SigningPoint(
            k, CurveNumbers.Invert(k), CurveNumbers.Mod(CurveNumbers.Read(point.AsSpan(0, 32))), (point[63] & 1) == 1);
    }

    /// <summary>The signature with this point and an s. A high s becomes the low one of the opposite point, which has the same r.</summary>
    public EcdsaSignature Signature(BigInteger s)
    {
        var isHigh = s > CurveNumbers.HalfOrder;
        return new EcdsaSignature(
            CurveNumbers.Word(R),
            CurveNumbers.Word(isHigh ? CurveNumbers.Order - s : s),
            (byte)(YIsOdd != isHigh ? 28 : 27));
    }
}

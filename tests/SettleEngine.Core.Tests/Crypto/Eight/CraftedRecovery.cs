using System.Numerics;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Crypto.Eight;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Tests.Crypto.Eight;

/// <summary>Signatures made backwards, from the factors and the point with which a key will be recovered: whoever may choose
/// the digest can choose all three.</summary>
internal static class CraftedRecovery
{
    /// <summary>A signature whose key is u₁ G + u₂ R for R = k G.</summary>
    public static SignedDigest FromFactors(BigInteger u1, BigInteger u2, BigInteger k)
    {
        FixedBaseTable.MultiplyVar(CraftedSignature.Element(k), out var product);
        FieldRoots.InvertVar(product.Z, out var inverse);
        PointBatch.Scale(product, inverse, out var point);
        var r = new byte[32];
        point.X.CopyTo(r);
        var s = CraftedSignature.Modulo(ArithmeticSamples.FromBytes(r) * u2);
        var digest = CraftedSignature.Modulo(-ArithmeticSamples.FromBytes(r) * u1);
        return Signature(digest, ArithmeticSamples.FromBytes(r), s, (byte)(point.Y.IsOdd ? 28 : 27));
    }

    public static SignedDigest Signature(BigInteger digest, BigInteger r, BigInteger s, byte v) => new(
        new Hash256(ArithmeticSamples.Bytes(digest)),
        new EcdsaSignature(new Hash256(ArithmeticSamples.Bytes(r)), new Hash256(ArithmeticSamples.Bytes(s)), v));
}

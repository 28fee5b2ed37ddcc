using System.Numerics;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Crypto.Eight;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Tests.Crypto.Eight;

/// <summary>Signatures made backwards, from the factors u₁ and u₂ that a check will compute: whoever may choose the digest can
/// choose both.</summary>
internal static class CraftedSignature
{
    private static BigInteger Order => ArithmeticSamples.Order;

    /// <summary>A signature of the key d G for which z / s and r / s are u₁ and u₂. It is valid, unless the point is
    /// infinity or its x is n or more.</summary>
    public static SignedDigest FromFactors(BigInteger u1, BigInteger u2, BigInteger privateKey)
    {
        u1 = Modulo(u1);
        var factor = Modulo(u1 + (u2 * privateKey));
        var r = new byte[32];
        r[31] = 5;
        byte v = 27;
        if (!factor.IsZero)
        {
            FixedBaseTable.MultiplyVar(Element(factor), out var product);
            FieldRoots.InvertVar(product.Z, out var inverse);
            PointBatch.Scale(product, inverse, out var point);
            point.X.CopyTo(r);
            v += (byte)(point.Y.IsOdd ? 1 : 0);
        }

        var s = Modulo(ArithmeticSamples.FromBytes(r) * BigInteger.ModPow(Modulo(u2), Order - 2, Order));
        var digest = Modulo(u1 * s);
        return new SignedDigest(
            new Hash256(ArithmeticSamples.Bytes(digest)),
            new EcdsaSignature(new Hash256(r), new Hash256(ArithmeticSamples.Bytes(s)), v));
    }

    public static Scalar Element(BigInteger value) => Scalar.ReadReduced(ArithmeticSamples.Bytes(Modulo(value)));

    public static BigInteger Modulo(BigInteger value) => ((value % Order) + Order) % Order;
}

using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Math.EC;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Primitives;

namespace SettleEngine.LoadBench.Verify.Sides;

/// <summary>Recovery on Portable.BouncyCastle, as Ethereum libraries for .NET do it by default.</summary>
/// <param name="name">As the table calls it.</param>
/// <param name="curve">One of the package's two forms of the curve.</param>
/// <param name="items">Good signatures.</param>
internal sealed class BouncyCastleSide(string name, X9ECParameters curve, SignedAuthorization[] items) : LoopSide(name, items, 8)
{
    protected override int Check(ReadOnlySpan<SignedAuthorization> slice)
    {
        var good = 0;
        foreach (ref readonly var item in slice)
        {
            var digest = TransferDigest.Compute(VerifyInputs.Token.DomainSeparator, item.Authorization);
            good += AccountOf(digest, item.Signature) == item.Authorization.Payer ? 1 : 0;
        }

        return good;
    }

    /// <summary>Q = r⁻¹ (s R − z G).</summary>
    private Address AccountOf(Hash256 digest, in EcdsaSignature signature)
    {
        var (bytes, compressed) = (new byte[32], new byte[33]);
        digest.CopyTo(bytes);
        var z = new BigInteger(1, bytes);
        signature.S.CopyTo(bytes);
        var s = new BigInteger(1, bytes);
        signature.R.CopyTo(bytes);
        var r = new BigInteger(1, bytes);
        compressed[0] = (byte)(signature.V == 28 ? 3 : 2);
        bytes.CopyTo(compressed, 1);

        var inverse = r.ModInverse(curve.N);
        var u1 = curve.N.Subtract(z.Mod(curve.N)).Multiply(inverse).Mod(curve.N);
        var u2 = s.Multiply(inverse).Mod(curve.N);
        var point = curve.Curve.DecodePoint(compressed);
        var key = ECAlgorithms.SumOfTwoMultiplies(curve.G, u1, point, u2).Normalize();
        return Secp256k1.AddressOf(key.GetEncoded(compressed: false).AsSpan(1));
    }
}

using System.Numerics;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Primitives;

namespace SettleEngine.SignatureOracle;

/// <summary>A payer whose public key is known, as the cache of a running engine would hold it.</summary>
/// <param name="PublicKey">x and y, big-endian.</param>
/// <param name="Account">Its address.</param>
/// <param name="PrivateKey">Its private key, or zero when nobody knows it.</param>
public sealed record PayerKey(byte[] PublicKey, Address Account, BigInteger PrivateKey)
{
    /// <summary>The payer of a private key.</summary>
    public static PayerKey Of(BigInteger privateKey)
    {
        var publicKey = new byte[Secp256k1.PublicKeySize];
        EcdsaSigningVar.TryGetPublicKeyVar(CurveNumbers.Bytes(privateKey), publicKey);
        return new PayerKey(publicKey, Secp256k1.AddressOf(publicKey), privateKey);
    }

    /// <summary>The payer of a public key.</summary>
    public static PayerKey Of(byte[] publicKey) => new(publicKey, Secp256k1.AddressOf(publicKey), BigInteger.Zero);
}

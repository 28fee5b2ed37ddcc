using SettleEngine.Core;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Devnet.Payers;

/// <summary>Signs for one generated payer, in tens of microseconds: for load, demos and tests only.</summary>
/// <remarks>Its time depends on the key and the key stays in memory, so it must never hold a key that is worth something,
/// least of all a lane's. Deterministic (RFC 6979): the same digest gives the same signature. Any thread.</remarks>
public sealed class FixedBaseSigner
{
    private const int PrivateKeySize = 32;

    private readonly byte[] _privateKey;

    /// <summary>Takes a copy of a key.</summary>
    /// <param name="privateKey32">32 big-endian bytes, between 1 and n − 1.</param>
    public FixedBaseSigner(ReadOnlySpan<byte> privateKey32)
    {
        Invariant.Holds(privateKey32.Length == PrivateKeySize);

        Span<byte> publicKey = stackalloc byte[Secp256k1.PublicKeySize];
        var isValid = EcdsaSigningVar.TryGetPublicKeyVar(privateKey32, publicKey);
        Invariant.Holds(isValid);

        _privateKey = privateKey32.ToArray();
        Account = Secp256k1.AddressOf(publicKey);
    }

    /// <summary>The key's account.</summary>
    public Address Account { get; }

    /// <summary>Signs a digest.</summary>
    /// <param name="digest">The 32 bytes to sign.</param>
    /// <returns>A signature with low s and v of 27 or 28, from which <see cref="Account"/> is recovered.</returns>
    public EcdsaSignature Sign(Hash256 digest) => EcdsaSigningVar.SignVar(_privateKey, digest);
}

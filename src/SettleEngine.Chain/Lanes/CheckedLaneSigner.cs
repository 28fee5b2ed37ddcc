using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Chain.Lanes;

/// <summary>Looks at every signature that a signer returns before anything becomes durable: its s is in the lower half, and the
/// account that it recovers to is the lane's. A signer may be a machine of somebody else, and a fault while signing can tell
/// the key to whoever sees the result.</summary>
/// <param name="inner">The signer.</param>
public sealed class CheckedLaneSigner(ILaneSigner inner) : ILaneSigner
{
    /// <inheritdoc/>
    public Address Account => inner.Account;

    /// <inheritdoc/>
    public async ValueTask<EcdsaSignature> SignAsync(Hash256 hash, CancellationToken cancellationToken)
    {
        var signature = await inner.SignAsync(hash, cancellationToken);
        if (Secp256k1.IsHighS(signature.S))
        {
            throw new SignerUnavailableException("its signature has a high s, which no node takes");
        }

        return Secp256k1.TryRecover(hash, signature, out var account) && account == Account
            ? signature
            : throw new SignerUnavailableException("its signature is not one of the lane's account");
    }
}

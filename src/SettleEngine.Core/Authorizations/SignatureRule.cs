using SettleEngine.Core.Crypto;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Authorizations;

/// <summary>Whether a payer signed an authorization, by the token's own rules: low s, v of 27 or 28, and the payer's own
/// key. Contract signatures (ERC-1271) are not looked at.</summary>
/// <remarks>Pure and free of allocations; any thread. Takes as long as one recovery, whatever the verdict but high s.</remarks>
public static class SignatureRule
{
    /// <summary>Checks one signature.</summary>
    /// <param name="item">The authorization and its signature.</param>
    /// <param name="domainSeparator">The domain of the item's token.</param>
    /// <returns><see cref="RejectReason.None"/>, <see cref="RejectReason.SignatureHighS"/> or
    /// <see cref="RejectReason.SignatureInvalid"/>, the first that applies.</returns>
    public static RejectReason Check(in SignedAuthorization item, Hash256 domainSeparator)
    {
        if (Secp256k1.IsHighS(item.Signature.S))
        {
            return RejectReason.SignatureHighS;
        }

        var digest = TransferDigest.Compute(domainSeparator, item.Authorization);
        return Secp256k1.TryRecover(digest, item.Signature, out var signer) && signer == item.Authorization.Payer
            ? RejectReason.None
            : RejectReason.SignatureInvalid;
    }
}

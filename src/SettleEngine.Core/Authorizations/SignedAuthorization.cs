using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Authorizations;

/// <summary>An authorization with its token and its payer's signature: all that a settlement needs.</summary>
/// <param name="Token">The token contract that will move the money.</param>
/// <param name="Authorization">What the payer signed.</param>
/// <param name="Signature">The payer's signature over the token's EIP-712 digest.</param>
/// <param name="Level">Confirmation level at which the provider wants to hear the outcome.</param>
public readonly record struct SignedAuthorization(
    Address Token,
    Authorization Authorization,
    EcdsaSignature Signature,
    ConfirmationLevel Level)
{
    /// <summary>Identity for replay protection: what the token itself keys on.</summary>
    public AuthorizationKey Key => new(Token, Authorization.Payer, Authorization.AuthorizationNonce);
}

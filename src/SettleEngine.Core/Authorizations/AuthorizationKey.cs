using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Authorizations;

/// <summary>Identity of an authorization for replay protection: what the token contract itself keys on. The chain id is
/// part of it too, but a process serves one chain, so it is not repeated in every key.</summary>
/// <param name="Token">The token contract.</param>
/// <param name="Payer">Who signed.</param>
/// <param name="AuthorizationNonce">The 32 bytes that the payer chose.</param>
public readonly record struct AuthorizationKey(Address Token, Address Payer, AuthorizationNonce AuthorizationNonce);

using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Crypto.Eight;

/// <summary>32 bytes and a signature of them.</summary>
/// <param name="Digest">What was signed.</param>
/// <param name="Signature">The signature; nothing about it was checked.</param>
public readonly record struct SignedDigest(Hash256 Digest, EcdsaSignature Signature);

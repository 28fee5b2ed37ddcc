using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Verifier.Tiers;

/// <summary>A payment whose digest and payer are known.</summary>
/// <param name="Item">The payment and its signature.</param>
/// <param name="Digest">What was signed.</param>
internal readonly record struct KnownPayment(SignedAuthorization Item, Hash256 Digest);

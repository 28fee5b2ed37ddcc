using SettleEngine.Core.Primitives;

namespace SettleEngine.Chain.Payers;

/// <summary>A payer's account at a token.</summary>
/// <param name="Token">The token contract.</param>
/// <param name="Payer">The payer.</param>
internal readonly record struct PayerKey(Address Token, Address Payer);

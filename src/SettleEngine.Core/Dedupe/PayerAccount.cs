using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Dedupe;

/// <summary>A payer's account at a token.</summary>
/// <param name="Token">The token contract.</param>
/// <param name="Payer">The payer.</param>
public readonly record struct PayerAccount(Address Token, Address Payer);

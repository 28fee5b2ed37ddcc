using SettleEngine.Core.Primitives;

namespace SettleEngine.Pipeline.Ports;

/// <summary>What the chain said about one payer.</summary>
/// <param name="HasCode">Whether the account has code, a 7702 delegation included.</param>
/// <param name="Balance">Token balance in atomic units.</param>
/// <param name="BlockNumber">The block at which both were read.</param>
public readonly record struct PayerFacts(bool HasCode, UInt256 Balance, ulong BlockNumber);

using SettleEngine.Core.Confirm;

namespace SettleEngine.Pipeline.Ports;

/// <summary>What min(2, configured) endpoints say about a transaction at their finalized block.</summary>
/// <param name="IsAgreed">Whether they say the same. False is no fact at all: ask again later.</param>
/// <param name="Receipt">The receipt, or null when the finalized blocks hold no such transaction.</param>
public readonly record struct FinalReceipt(bool IsAgreed, TransactionReceipt? Receipt);

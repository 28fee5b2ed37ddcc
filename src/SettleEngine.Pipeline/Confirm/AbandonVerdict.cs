using SettleEngine.Core.Primitives;

namespace SettleEngine.Pipeline.Confirm;

/// <summary>The answer to a wish to give an unsigned admission up.</summary>
/// <param name="Abandoned">Whether it is given up, durably; it will never be signed.</param>
/// <param name="TransactionHash">The signed transaction that made it too late, or zero.</param>
public readonly record struct AbandonVerdict(bool Abandoned, Hash256 TransactionHash);

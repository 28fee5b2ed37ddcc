namespace SettleEngine.Core.Submit;

/// <summary>What a transaction offers per gas (EIP-1559).</summary>
/// <param name="TipPerGasWei">To the block producer, in wei.</param>
/// <param name="CapPerGasWei">Most in all, base fee included, in wei.</param>
public readonly record struct FeeOffer(ulong TipPerGasWei, ulong CapPerGasWei);

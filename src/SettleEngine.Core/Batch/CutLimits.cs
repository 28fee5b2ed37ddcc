namespace SettleEngine.Core.Batch;

/// <summary>What the batch about to be cut may hold.</summary>
/// <param name="MaxItems">Most payments, by calldata bytes and the hard cap.</param>
/// <param name="MaxItemGas">Most gas of its payments together.</param>
public readonly record struct CutLimits(int MaxItems, ulong MaxItemGas);

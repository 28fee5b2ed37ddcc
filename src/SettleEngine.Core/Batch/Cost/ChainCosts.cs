namespace SettleEngine.Core.Batch.Cost;

/// <summary>What a chain charges for, as far as it differs from other chains. Data, read from a file; no rule asks which chain it
/// is.</summary>
/// <param name="ChainId">The chain.</param>
/// <param name="NativeCoin">Symbol of the coin that fees are paid in.</param>
/// <param name="L1">How it charges for bytes.</param>
/// <param name="BaseFeeFloorWei">The base fee does not fall below this, in wei per gas; 0 when it may.</param>
public sealed record ChainCosts(ulong ChainId, string NativeCoin, L1FeeKind L1, ulong BaseFeeFloorWei);

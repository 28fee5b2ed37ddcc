using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Confirm;

/// <summary>What a node says about an included transaction.</summary>
/// <param name="TransactionHash">Which transaction.</param>
/// <param name="BlockNumber">Height of its block.</param>
/// <param name="BlockHash">Identity of its block.</param>
/// <param name="Succeeded">Transaction status. Says nothing about single payments of a multicall.</param>
/// <param name="GasUsed">Gas paid for.</param>
/// <param name="EffectiveGasPriceWei">Price paid per gas, in wei.</param>
/// <param name="Logs">All events, in order.</param>
public sealed record TransactionReceipt(
    Hash256 TransactionHash,
    ulong BlockNumber,
    Hash256 BlockHash,
    bool Succeeded,
    ulong GasUsed,
    ulong EffectiveGasPriceWei,
    IReadOnlyList<ReceiptLog> Logs)
{
    /// <summary>What a rollup charged for the transaction's bytes on the layer below, in wei; 0 where there is no such fee.</summary>
    public ulong L1FeeWei { get; init; }

    /// <summary>What was paid for gas, in wei.</summary>
    public UInt128 GasFeesWei => (UInt128)GasUsed * EffectiveGasPriceWei;

    /// <summary>What was paid in all, in wei.</summary>
    public UInt128 FeesWei => GasFeesWei + L1FeeWei;
}

using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Confirm;

/// <summary>What a transaction of ours cost, as its receipt tells, and when.</summary>
/// <param name="GasUsed">Gas paid for, also by a transaction that failed.</param>
/// <param name="GasPriceWei">Price paid per gas, in wei.</param>
/// <param name="L1FeeWei">What a rollup charged for its bytes, in wei; 0 where there is no such fee.</param>
/// <param name="BlockTime">Time of its block.</param>
public readonly record struct SubmissionCost(ulong GasUsed, ulong GasPriceWei, ulong L1FeeWei, UnixSeconds BlockTime)
{
    /// <summary>What was paid in all, in wei.</summary>
    public UInt128 FeesWei => ((UInt128)GasUsed * GasPriceWei) + L1FeeWei;

    /// <summary>Takes the cost out of a receipt.</summary>
    /// <param name="receipt">The receipt.</param>
    /// <param name="blockTime">Time of its block.</param>
    /// <returns>The cost.</returns>
    public static SubmissionCost Of(TransactionReceipt receipt, UnixSeconds blockTime) =>
        new(receipt.GasUsed, receipt.EffectiveGasPriceWei, receipt.L1FeeWei, blockTime);
}

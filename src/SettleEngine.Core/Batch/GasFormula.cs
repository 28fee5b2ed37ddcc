using SettleEngine.Core.Batch.Cost;

namespace SettleEngine.Core.Batch;

/// <summary>
/// Gas limits by formula. <c>eth_estimateGas</c> is never asked: it looks for success of the transaction, and with
/// <c>allowFailure</c> a transaction succeeds although its payments ran out of gas.
/// </summary>
/// <remarks>Measured needs of USDC: 85,800 for a plain transfer (102,900 to a payee without balance), 50,700 a payment in a
/// batch (72,600 to a payee without balance) through Multicall3, 4,000 less through the guarded settler. Unused gas is
/// refunded, so the limits are generous. One formula serves both contracts, so that an attempt may use another one than
/// the attempt that it replaces.</remarks>
public static class GasFormula
{
    /// <summary>Limit of a transaction without payments (a cancellation).</summary>
    public const ulong Transfer = 21_000;

    /// <summary>Most gas that the guarded settler lets the token use for one payment. The dearest honest one, a payment that
    /// touches everything for the first time in its transaction and pays a payee without balance, needs 77,000. What a
    /// payer with hostile code can burn ends here.</summary>
    public const uint SettlerItemCap = 90_000;

    /// <summary>Gas of a payment within a batch whose payer may burn all that the guarded settler gives it: the cap, and what
    /// the settler itself needs. With this share the batch's end never has to wait for another transaction.</summary>
    public const ulong WatchedItem = SettlerItemCap + 4_000;

    private const ulong PlainCall = 130_000;

    // The settler starts a payment only when the whole cap is left for it, with the 64th part that a call leaves behind and
    // a reserve; so that much stays unused at the end of every batch.
    private const ulong SettlerHeadroom = SettlerItemCap + (SettlerItemCap / 63) + 5_000;
    private const ulong BatchBase = 60_000 + SettlerHeadroom;
    private const ulong KnownPayee = 57_000;
    private const ulong FreshPayee = 75_000;

    /// <summary>Gas of one payment within a batch.</summary>
    /// <param name="payeeHasBalance">Whether the payee surely has a token balance already.</param>
    /// <returns>Gas.</returns>
    public static ulong Item(bool payeeHasBalance) => payeeHasBalance ? KnownPayee : FreshPayee;

    /// <summary>What a transaction costs before it does anything.</summary>
    /// <param name="calldata">Its calldata.</param>
    /// <returns>Gas.</returns>
    public static ulong Intrinsic(ReadOnlySpan<byte> calldata) => Transfer + L1Fee.CalldataGas(calldata);

    /// <summary>Gas limit of a transaction.</summary>
    /// <param name="count">Payments in it.</param>
    /// <param name="itemGas">Sum of <see cref="Item"/> over them.</param>
    /// <returns>Gas.</returns>
    public static ulong Limit(int count, ulong itemGas) => count switch
    {
        0 => Transfer,
        1 => PlainCall,
        _ => BatchBase + itemGas,
    };

    /// <summary>Most item gas that fits beside the fixed part.</summary>
    /// <param name="blockGasLimit">Gas limit of the newest block.</param>
    /// <returns>Gas.</returns>
    public static ulong MaxItemGas(ulong blockGasLimit)
    {
        var share = blockGasLimit / 100 * BatchLimits.MaxBlockSharePercent;
        var limit = Math.Min(BatchLimits.MaxGas, share);
        return limit > BatchBase + FreshPayee ? limit - BatchBase : FreshPayee;
    }
}

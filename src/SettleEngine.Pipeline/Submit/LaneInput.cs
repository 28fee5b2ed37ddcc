using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Batch;

namespace SettleEngine.Pipeline.Submit;

/// <summary>What a lane hears: a batch to settle, its balance, or news from the chain.</summary>
/// <param name="Batch">The batch, or null.</param>
/// <param name="BalanceWei">The account's balance in wei, or null.</param>
/// <param name="Included">Account nonces below this are in blocks.</param>
/// <param name="Finalized">Account nonces below this are in finalized blocks.</param>
/// <param name="Accounted">Account nonces below this are signed by us, or used by somebody else for good, by the journal.</param>
internal readonly record struct LaneInput(
    SettlementBatch? Batch,
    UInt256? BalanceWei,
    AccountNonce Included,
    AccountNonce Finalized,
    AccountNonce Accounted)
{
    /// <summary>A batch for a lane that said it had room.</summary>
    /// <param name="batch">The batch; the lane owns it from here.</param>
    /// <returns>The input.</returns>
    public static LaneInput Settle(SettlementBatch batch) => new(batch, null, default, default, default);

    /// <summary>What the lane's account has.</summary>
    /// <param name="balanceWei">Its balance, in wei.</param>
    /// <returns>The input.</returns>
    public static LaneInput Funds(UInt256 balanceWei) => new(null, balanceWei, default, default, default);

    /// <summary>What the chain says about the lane's account.</summary>
    /// <param name="included">Transaction count at the newest block.</param>
    /// <param name="finalized">Transaction count at the finalized block.</param>
    /// <param name="accounted">What the journal accounts for.</param>
    /// <returns>The input.</returns>
    public static LaneInput News(AccountNonce included, AccountNonce finalized, AccountNonce accounted) =>
        new(null, null, included, finalized, accounted);
}

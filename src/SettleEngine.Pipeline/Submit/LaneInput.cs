using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Batch;

namespace SettleEngine.Pipeline.Submit;

/// <summary>What a lane hears: a batch to settle, or news from the chain.</summary>
/// <param name="Batch">The batch, or null for news.</param>
/// <param name="Included">Account nonces below this are in blocks.</param>
/// <param name="Finalized">Account nonces below this are in finalized blocks.</param>
/// <param name="IsForeign">Whether the chain shows a transaction of this account that is not ours.</param>
internal readonly record struct LaneInput(
    SettlementBatch? Batch,
    AccountNonce Included,
    AccountNonce Finalized,
    bool IsForeign)
{
    /// <summary>A batch for a lane that said it had room.</summary>
    /// <param name="batch">The batch; the lane owns it from here.</param>
    /// <returns>The input.</returns>
    public static LaneInput Settle(SettlementBatch batch) => new(batch, default, default, false);

    /// <summary>What the chain says about the lane's account.</summary>
    /// <param name="included">Transaction count at the newest block.</param>
    /// <param name="finalized">Transaction count at the finalized block.</param>
    /// <param name="isForeign">Whether a transaction of the account is not ours.</param>
    /// <returns>The input.</returns>
    public static LaneInput News(AccountNonce included, AccountNonce finalized, bool isForeign) =>
        new(null, included, finalized, isForeign);
}

using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Dedupe;

namespace SettleEngine.Pipeline.Confirm;

/// <summary>What one look at the chain found.</summary>
/// <param name="Head">The newest header.</param>
/// <param name="Safe">The newest safe header.</param>
/// <param name="Finalized">The newest finalized header.</param>
/// <param name="Included">Transaction count of each lane's account at the newest block.</param>
/// <param name="Consumed">Transaction count of each lane's account at the finalized block.</param>
internal sealed record ChainSnapshot(
    BlockHeader Head,
    BlockHeader Safe,
    BlockHeader Finalized,
    AccountNonce[] Included,
    AccountNonce[] Consumed)
{
    /// <summary>Whether an account nonce can never be used again.</summary>
    /// <param name="slot">Lane and account nonce.</param>
    /// <returns>True when it is consumed in a finalized block.</returns>
    public bool IsDead(LaneSlot slot) => slot.AccountNonce.Value < Consumed[slot.Lane].Value;

    /// <summary>How firm a block is.</summary>
    /// <param name="blockNumber">Its height.</param>
    /// <returns>The level, if the block is canonical.</returns>
    public ConfirmationLevel LevelOf(ulong blockNumber) =>
        blockNumber <= Finalized.Number ? ConfirmationLevel.Finalized
        : blockNumber <= Safe.Number ? ConfirmationLevel.Safe
        : ConfirmationLevel.Included;
}

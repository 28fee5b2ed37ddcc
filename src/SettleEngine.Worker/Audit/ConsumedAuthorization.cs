using SettleEngine.Core.Confirm;

namespace SettleEngine.Worker.Audit;

/// <summary>Where the chain consumed an authorization.</summary>
/// <param name="Receipt">The transaction.</param>
/// <param name="UsedAt">Position of <c>AuthorizationUsed</c> among its events.</param>
internal sealed record ConsumedAuthorization(TransactionReceipt Receipt, int UsedAt)
{
    /// <summary>The place, as an outcome names it.</summary>
    public ProofLocation Place => new(
        Receipt.TransactionHash, Receipt.BlockNumber, Receipt.BlockHash, Receipt.Logs[UsedAt].LogIndex);
}

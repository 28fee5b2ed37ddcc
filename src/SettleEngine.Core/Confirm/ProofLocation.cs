using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Confirm;

/// <summary>Where the chain proves something about one authorization.</summary>
/// <param name="TransactionHash">The transaction.</param>
/// <param name="BlockNumber">Height of its block.</param>
/// <param name="BlockHash">Identity of its block.</param>
/// <param name="LogIndex">Position of the token's event in the block.</param>
public readonly record struct ProofLocation(
    Hash256 TransactionHash,
    ulong BlockNumber,
    Hash256 BlockHash,
    uint LogIndex)
{
    /// <summary>Whether a place is named.</summary>
    public bool IsSome => !TransactionHash.IsZero;
}

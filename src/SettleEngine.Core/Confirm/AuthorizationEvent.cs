using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Confirm;

/// <summary>Where the token consumed an authorization nonce: the place of an <c>AuthorizationUsed</c> or
/// <c>AuthorizationCanceled</c> event.</summary>
/// <param name="Cancelled">Whether the payer cancelled it; otherwise it was used.</param>
/// <param name="TransactionHash">The transaction that did it.</param>
/// <param name="BlockNumber">Height of its block.</param>
/// <param name="BlockHash">Identity of its block.</param>
/// <param name="LogIndex">Position in its block.</param>
public readonly record struct AuthorizationEvent(
    bool Cancelled,
    Hash256 TransactionHash,
    ulong BlockNumber,
    Hash256 BlockHash,
    uint LogIndex);

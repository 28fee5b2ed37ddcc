using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Dedupe;
using SettleEngine.Pipeline.Submit;

namespace SettleEngine.Pipeline.Recovery;

/// <summary>What the stages start from.</summary>
/// <param name="Accounts">Accounts of the lanes: configured ones first, then those that only the journal knows.</param>
/// <param name="Attempts">Attempts that are not finalized, per lane in account-nonce order.</param>
/// <param name="Fillings">Empty attempts below lanes' first account nonces that are not finalized, in the same order.</param>
/// <param name="First">Account nonce that each lane began with; 0 where the journal does not say it any more.</param>
/// <param name="Next">Account nonce of the next transaction of each lane.</param>
/// <param name="Unresolved">Payments without a final outcome that no such attempt contains.</param>
internal sealed record RecoveredState(
    Address[] Accounts,
    IReadOnlyList<SignedAttempt> Attempts,
    IReadOnlyList<SignedAttempt> Fillings,
    AccountNonce[] First,
    AccountNonce[] Next,
    IReadOnlyList<Admission> Unresolved);

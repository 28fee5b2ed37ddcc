using SettleEngine.Core.Confirm;

namespace SettleEngine.Pipeline.Confirm;

/// <summary>How an authorization was used, if by no transaction of ours.</summary>
/// <param name="Outcome">What this means for the payment.</param>
/// <param name="Proof">The event that shows it, or zero when there is none.</param>
/// <param name="Inclusion">Its block, which may still be reorganised; null when it is final.</param>
internal readonly record struct AuthorizationUse(SettlementOutcome Outcome, ProofLocation Proof, Inclusion? Inclusion);

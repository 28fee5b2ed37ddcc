using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Pipeline.Confirm;

/// <summary>One line of the outcome feed: what the journal says happened to one admission.</summary>
/// <param name="Sequence">Journal sequence of the outcome record; a reader resumes after it.</param>
/// <param name="Id">The admission.</param>
/// <param name="Outcome">What happened.</param>
/// <param name="Reason">Why it was given up; None for other outcomes.</param>
/// <param name="TransactionHash">The proving transaction, or zero when there is none.</param>
/// <param name="LogIndex">Position of the proving <c>AuthorizationUsed</c> event in its block.</param>
/// <param name="BlockNumber">Height of the proving block, or 0.</param>
/// <param name="BlockHash">Identity of the proving block, or zero.</param>
/// <param name="Level">How firm the block was when the outcome was recorded.</param>
/// <param name="Corrects">Sequence of an earlier outcome that a reorg made untrue, or 0.</param>
/// <param name="BatchSize">Payments in our transaction; 0 when it was not ours.</param>
/// <param name="BatchIndex">Position in our transaction, from 0.</param>
public sealed record OutcomeNotice(
    ulong Sequence,
    AdmissionSequence Id,
    SettlementOutcome Outcome,
    AbandonReason Reason,
    Hash256 TransactionHash,
    uint LogIndex,
    ulong BlockNumber,
    Hash256 BlockHash,
    ConfirmationLevel Level,
    ulong Corrects,
    ushort BatchSize,
    ushort BatchIndex);

using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Dedupe;

namespace SettleEngine.Pipeline.Confirm;

/// <summary>A payment and what a block says about it.</summary>
/// <param name="Admission">The payment.</param>
/// <param name="Outcome">What happened.</param>
/// <param name="Proof">Where the block says so.</param>
/// <param name="BatchSize">Payments in our transaction; 0 when it was not ours.</param>
/// <param name="BatchIndex">Position in our transaction.</param>
internal sealed record DecidedPayment(
    Admission Admission,
    SettlementOutcome Outcome,
    ProofLocation Proof,
    ushort BatchSize,
    ushort BatchIndex)
{
    /// <summary>Level at which the provider wants to hear of it.</summary>
    public ConfirmationLevel WantedLevel =>
        Admission.Item.Level == ConfirmationLevel.None ? ConfirmationLevel.Included : Admission.Item.Level;
}

using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Pipeline.Confirm;

/// <summary>One admission as it stands at a moment.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="Token">The token.</param>
/// <param name="Authorization">What the payer signed.</param>
/// <param name="State">How far it has come.</param>
/// <param name="LastTransactionHash">The newest signed transaction that contains it, or zero.</param>
/// <param name="Outcome">The newest outcome, or null.</param>
public sealed record AdmissionView(
    AdmissionSequence Id,
    Address Token,
    Authorization Authorization,
    AdmissionState State,
    Hash256 LastTransactionHash,
    OutcomeNotice? Outcome);

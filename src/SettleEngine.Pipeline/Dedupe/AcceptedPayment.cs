using SettleEngine.Core.Dedupe;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Pipeline.Dedupe;

/// <summary>What the journal says was admitted: in memory once for all who need it while the payment is on its way, because a
/// million payments may be.</summary>
/// <param name="id">Its identity.</param>
/// <param name="record">Its record.</param>
/// <remarks>Immutable; any thread.</remarks>
internal sealed class AcceptedPayment(AdmissionSequence id, in AcceptRecord record)
{
    /// <summary>Its identity.</summary>
    public AdmissionSequence Id { get; } = id;

    /// <summary>Its record.</summary>
    public AcceptRecord Record { get; } = record;
}

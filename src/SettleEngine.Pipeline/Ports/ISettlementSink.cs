using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Confirm;

namespace SettleEngine.Pipeline.Ports;

/// <summary>Hears of outcomes after they are durable, in the order of their journal sequences.</summary>
/// <remarks>Thread rule: called from one stage at a time; must return quickly and not block.</remarks>
public interface ISettlementSink
{
    /// <summary>An admission has a new outcome.</summary>
    /// <param name="notice">The outcome, as the journal holds it.</param>
    void OnOutcome(OutcomeNotice notice);

    /// <summary>A transaction that contains an admission became durable and is about to be sent.</summary>
    /// <param name="id">The admission.</param>
    /// <param name="transactionHash">The transaction.</param>
    void OnSigned(AdmissionSequence id, Hash256 transactionHash);
}

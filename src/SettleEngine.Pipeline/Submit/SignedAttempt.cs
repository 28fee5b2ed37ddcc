using SettleEngine.Core.Submit;
using SettleEngine.Pipeline.Dedupe;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Pipeline.Submit;

/// <summary>One signed transaction, durable.</summary>
/// <param name="Slot">Lane and account nonce.</param>
/// <param name="Members">Payments in it, in call order; empty for a cancellation.</param>
/// <param name="Fees">What it offers per gas.</param>
/// <param name="GasLimit">Most gas it may use.</param>
/// <param name="Transaction">Its bytes and where the journal holds them.</param>
internal sealed record SignedAttempt(
    LaneSlot Slot,
    Admission[] Members,
    FeeOffer Fees,
    ulong GasLimit,
    DurableTransaction Transaction)
{
    /// <summary>Whether it is the first at its account nonce, so that its members were on their way until now.</summary>
    public bool IsFirst { get; init; }
}

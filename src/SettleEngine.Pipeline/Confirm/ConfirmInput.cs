using SettleEngine.Pipeline.Batch;
using SettleEngine.Pipeline.Dedupe;
using SettleEngine.Pipeline.Submit;

namespace SettleEngine.Pipeline.Confirm;

/// <summary>What the confirm stage hears. Exactly one of the three is set.</summary>
/// <param name="Attempt">A durable attempt that is about to leave.</param>
/// <param name="Unresolved">A payment whose fate the chain must tell.</param>
/// <param name="Abandon">A payment that was taken out of the queue to be given up.</param>
internal readonly record struct ConfirmInput(SignedAttempt? Attempt, Admission? Unresolved, AbandonRequest? Abandon)
{
    /// <summary>A durable attempt.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <returns>The input.</returns>
    public static ConfirmInput Signed(SignedAttempt attempt) => new(attempt, null, null);

    /// <summary>A payment whose fate the chain must tell.</summary>
    /// <param name="admission">The payment; Confirm owns it from here.</param>
    /// <returns>The input.</returns>
    public static ConfirmInput Resolve(Admission admission) => new(null, admission, null);

    /// <summary>A payment to be given up; it is in no signed transaction.</summary>
    /// <param name="request">The wish.</param>
    /// <returns>The input.</returns>
    public static ConfirmInput GiveUp(AbandonRequest request) => new(null, null, request);
}

using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Confirm;

namespace SettleEngine.Doors.Http.X402;

/// <summary>The answer to <c>/settle</c> before it is written.</summary>
/// <param name="Code">Null for success, otherwise one of <see cref="X402Codes"/>.</param>
/// <param name="Message">A sentence for people; null for success.</param>
/// <param name="TransactionHash">The transaction, or zero when there is none.</param>
/// <param name="Notice">The outcome that a success reports, or null.</param>
internal sealed record SettleAnswer(string? Code, string? Message, Hash256 TransactionHash, OutcomeNotice? Notice)
{
    /// <summary>A failure without a transaction.</summary>
    public static SettleAnswer Failure(string code, string message) => new(code, message, default, null);

    /// <summary>The answer that an outcome leads to. A failure names no transaction, also when one proves it: clients
    /// read a hash as "paid there".</summary>
    public static SettleAnswer From(OutcomeNotice notice) =>
        notice.Outcome is SettlementOutcome.Settled or SettlementOutcome.SettledExternal
            ? new SettleAnswer(null, null, notice.TransactionHash, notice)
            : Failure(
                X402Codes.For(notice.Outcome, notice.Reason),
                X402Sentences.For(notice.Outcome, notice.Reason));

    /// <summary>Signed and not decided yet.</summary>
    public static SettleAnswer Pending(Hash256 transactionHash) => new(
        X402Codes.SettlementPending,
        "The payment is in a signed transaction that is not included yet. Repeat the same request once to learn more.",
        transactionHash,
        null);
}

using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Dedupe;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Retention;

namespace SettleEngine.Pipeline.Recovery;

/// <summary>What the journal says about a payment that is not decided, or that an open attempt contains.</summary>
/// <param name="id">The admission.</param>
/// <param name="accept">What was admitted.</param>
/// <remarks>Thread rule: that of the <see cref="JournalView"/> that owns it.</remarks>
internal sealed class OpenPayment(AdmissionSequence id, in AcceptRecord accept)
{
    /// <summary>The admission.</summary>
    public AdmissionSequence Id { get; } = id;

    /// <summary>What was admitted.</summary>
    public AcceptRecord Accept { get; } = accept;

    /// <summary>Lanes and account nonces of the transactions that contain it.</summary>
    public List<(Address Lane, AccountNonce AccountNonce)> SignedIn { get; } = [];

    /// <summary>The newest signed transaction that contains it, or zero.</summary>
    public Hash256 LastTransactionHash { get; set; }

    /// <summary>Sequence of its newest outcome; 0 while it has none.</summary>
    public ulong OutcomeSequence { get; set; }

    /// <summary>Its newest outcome, if it has one.</summary>
    public OutcomeRecord Outcome { get; set; }

    /// <summary>Whether its outcome can change no more.</summary>
    public bool IsFinal { get; set; }

    /// <summary>Takes a payment from a checkpoint.</summary>
    /// <param name="record">The payment.</param>
    /// <returns>The payment.</returns>
    public static OpenPayment From(OpenPaymentRecord record)
    {
        var payment = new OpenPayment(record.Id, record.Accept)
        {
            LastTransactionHash = record.LastTransactionHash,
            OutcomeSequence = record.OutcomeSequence,
            Outcome = record.Outcome,
            IsFinal = record.IsFinal,
        };
        payment.SignedIn.AddRange(record.SignedIn);
        return payment;
    }

    /// <summary>Takes a decided payment that became part of one more transaction.</summary>
    /// <param name="closed">The payment.</param>
    /// <returns>The payment; what only an undecided one needs is left out.</returns>
    public static OpenPayment From(in ClosedPayment closed)
    {
        var item = new SignedAuthorization(closed.Token, closed.Authorization, closed.Signature, closed.Outcome.Level);
        return new OpenPayment(closed.Id, new AcceptRecord(item, 0, 0))
        {
            LastTransactionHash = closed.Outcome.Proof.TransactionHash,
            OutcomeSequence = closed.OutcomeSequence,
            Outcome = closed.Outcome,
            IsFinal = true,
        };
    }

    /// <summary>The payment as a checkpoint holds it.</summary>
    /// <returns>The item.</returns>
    public OpenPaymentRecord ToRecord() =>
        new(Id, Accept, IsFinal, LastTransactionHash, SignedIn, OutcomeSequence, Outcome);

    /// <summary>The payment as it is kept once nothing can change any more.</summary>
    /// <returns>The payment.</returns>
    public ClosedPayment ToClosed() => new(
        Id,
        Accept.Item.Token,
        Accept.Item.Authorization,
        Accept.Item.Signature,
        OutcomeSequence,
        Outcome);
}

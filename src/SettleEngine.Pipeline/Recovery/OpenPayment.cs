using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Dedupe;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Retention;
using SettleEngine.Pipeline.Dedupe;

namespace SettleEngine.Pipeline.Recovery;

/// <summary>What the journal says about a payment that is not decided, or that an open attempt contains.</summary>
/// <param name="accepted">What was admitted.</param>
/// <remarks>Thread rule: that of the <see cref="JournalView"/> that owns it.</remarks>
internal sealed class OpenPayment(AcceptedPayment accepted)
{
    // A payment that waits has none of this, and a million may wait.
    private Progress? _progress;

    /// <summary>What was admitted, shared with the admission.</summary>
    public AcceptedPayment Accepted => accepted;

    /// <summary>The admission.</summary>
    public AdmissionSequence Id => accepted.Id;

    /// <summary>Its record.</summary>
    public AcceptRecord Accept => accepted.Record;

    /// <summary>Lanes and account nonces of the transactions that contain it.</summary>
    public IReadOnlyList<(Address Lane, AccountNonce AccountNonce)> SignedIn =>
        (IReadOnlyList<(Address Lane, AccountNonce AccountNonce)>?)_progress?.SignedIn ?? [];

    /// <summary>The newest signed transaction that contains it, or zero.</summary>
    public Hash256 LastTransactionHash => _progress?.LastTransactionHash ?? default;

    /// <summary>Sequence of its newest outcome; 0 while it has none.</summary>
    public ulong OutcomeSequence => _progress?.OutcomeSequence ?? 0;

    /// <summary>Its newest outcome, if it has one.</summary>
    public OutcomeRecord Outcome => _progress?.Outcome ?? default;

    /// <summary>Whether its outcome can change no more.</summary>
    public bool IsFinal { get; set; }

    private Progress Begun => _progress ??= new Progress();

    /// <summary>Takes a payment from a checkpoint.</summary>
    /// <param name="record">The payment.</param>
    /// <returns>The payment.</returns>
    public static OpenPayment From(OpenPaymentRecord record)
    {
        var payment = new OpenPayment(new AcceptedPayment(record.Id, record.Accept)) { IsFinal = record.IsFinal };
        foreach (var (lane, accountNonce) in record.SignedIn)
        {
            payment.Sign(lane, accountNonce, record.LastTransactionHash);
        }

        if (record.OutcomeSequence != 0)
        {
            payment.Decide(record.OutcomeSequence, record.Outcome);
        }

        if (!record.LastTransactionHash.IsZero)
        {
            // Its transactions may all be final by now, and their places given back; the hash stays.
            payment.Begun.LastTransactionHash = record.LastTransactionHash;
        }

        return payment;
    }

    /// <summary>Takes a decided payment that became part of one more transaction.</summary>
    /// <param name="closed">The payment.</param>
    /// <returns>The payment; what only an undecided one needs is left out.</returns>
    public static OpenPayment From(in ClosedPayment closed)
    {
        var item = new SignedAuthorization(closed.Token, closed.Authorization, closed.Signature, closed.Outcome.Level);
        var payment = new OpenPayment(new AcceptedPayment(closed.Id, new AcceptRecord(item, 0, 0))) { IsFinal = true };
        payment.Decide(closed.OutcomeSequence, closed.Outcome);
        payment.Begun.LastTransactionHash = closed.Outcome.Proof.TransactionHash;
        return payment;
    }

    /// <summary>Records a signed transaction that contains it.</summary>
    /// <param name="lane">Its lane.</param>
    /// <param name="accountNonce">Its account nonce.</param>
    /// <param name="transactionHash">The transaction.</param>
    public void Sign(Address lane, AccountNonce accountNonce, Hash256 transactionHash)
    {
        Begun.LastTransactionHash = transactionHash;
        if (!Begun.SignedIn.Contains((lane, accountNonce)))
        {
            Begun.SignedIn.Add((lane, accountNonce));
        }
    }

    /// <summary>Records an outcome.</summary>
    /// <param name="sequence">Its sequence.</param>
    /// <param name="outcome">The outcome.</param>
    public void Decide(ulong sequence, in OutcomeRecord outcome)
    {
        Begun.OutcomeSequence = sequence;
        Begun.Outcome = outcome;
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

    private sealed class Progress
    {
        // Nearly every payment is signed once.
        public List<(Address Lane, AccountNonce AccountNonce)> SignedIn { get; } = new(1);

        public Hash256 LastTransactionHash { get; set; }

        public ulong OutcomeSequence { get; set; }

        public OutcomeRecord Outcome { get; set; }
    }
}

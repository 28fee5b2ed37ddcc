using System.Globalization;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Worker.Journals;

namespace SettleEngine.Worker.Audit;

/// <summary>Compares payments: what the journal says became of each, against the pair of events that proves it.</summary>
/// <param name="report">Receives what was found.</param>
/// <param name="evidence">The chain's receipts.</param>
/// <param name="book">The journal.</param>
internal sealed class PaymentComparison(AuditReport report, ChainEvidence evidence, JournalBook book)
{
    private readonly List<BookedPayment> _toAsk = [];
    private readonly HashSet<(Hash256 Transaction, Hash256 Block)> _final =
        [.. book.Lanes.Values.SelectMany(lane => lane.Final.Values).Select(final => (final.TransactionHash, final.BlockHash))];
    private readonly Dictionary<(Hash256 Transaction, uint LogIndex), ulong> _proofs = [];

    /// <summary>Payments that no transaction of the journal consumed: the token has to be asked.</summary>
    public IReadOnlyList<BookedPayment> ToAsk => _toAsk;

    /// <summary>Compares a payment with the journal's own transactions.</summary>
    /// <param name="payment">The payment.</param>
    public void Compare(BookedPayment payment)
    {
        if (payment.Accept is not { } accept)
        {
            Open("admission_not_kept", payment, "It was forgotten, long after its outcome had become final.");
            return;
        }

        var consumed = evidence.Find(accept.Item.Key);
        if (consumed is null)
        {
            AskOrDiffer(payment);
            return;
        }

        var authorization = accept.Item.Authorization;
        var isExact = SettlementProof.IsExactTransfer(consumed.Receipt, consumed.UsedAt, accept.Item.Token, authorization);
        switch (payment.Outcome?.Record.Outcome)
        {
            case null:
                Open(
                    "consumed_not_recorded",
                    payment,
                    $"{Place(consumed)} {(isExact ? "proves it" : "used its authorization for another transfer")}, and the journal does "
                    + "not know yet. The engine writes it down at its next look at the chain.");
                break;
            case SettlementOutcome.Settled or SettlementOutcome.SettledExternal:
                CompareProof(payment, consumed, isExact);
                break;
            case SettlementOutcome.UsedBeforeAdmission or SettlementOutcome.Conflict:
                Agree(payment);
                break;
            default:
                // The same authorization may have been admitted again, long after this one was forgotten.
                if (isExact && book.Ids[accept.Item.Key] == payment.Id)
                {
                    Differ(
                        "failed_but_settled",
                        payment,
                        $"The journal says {Name(payment)}, and {Place(consumed)} settled it. Book it as settled, and report this.");
                }
                else
                {
                    Agree(payment);
                }

                break;
        }
    }

    /// <summary>Compares a payment with what the token says.</summary>
    /// <param name="payment">One of <see cref="ToAsk"/>.</param>
    /// <param name="isUsed">Whether its authorization nonce is used or cancelled.</param>
    /// <param name="place">Where that happened, when it was found.</param>
    public void Compare(BookedPayment payment, bool isUsed, AuthorizationEvent? place)
    {
        var where = place is { } found
            ? $"transaction {found.TransactionHash} in block {found.BlockNumber} {(found.Cancelled ? "cancelled" : "used")} it"
            : "where it was used was not found";
        switch (payment.Outcome?.Record.Outcome)
        {
            case null when !isUsed:
                Open("waits", payment, Waiting(payment));
                break;
            case null:
                Open("consumed_by_others", payment, $"The token says that its authorization is used or cancelled: {where}. The engine gives it the outcome at its next look.");
                break;
            case SettlementOutcome.Cancelled or SettlementOutcome.UsedBeforeAdmission when isUsed:
            case SettlementOutcome.Expired or SettlementOutcome.Abandoned when !isUsed:
                Agree(payment);
                break;
            case SettlementOutcome.Expired or SettlementOutcome.Abandoned:
                Differ("used_after_outcome", payment, $"The journal says {Name(payment)}, and its authorization is used now: {where}. No transaction of the engine did it.");
                break;
            default:
                Differ("outcome_without_log", payment, $"The journal says {Name(payment)}, and the token says that its authorization is unused. Ask another endpoint (--rpc); then report this.");
                break;
        }
    }

    /// <summary>Reports a payment that was made and never admitted.</summary>
    /// <param name="key">Its authorization.</param>
    /// <param name="consumed">Where it was made.</param>
    public void ReportWithoutAdmission(in AuthorizationKey key, ConsumedAuthorization consumed) => report.Add(new AuditFinding(
        AuditVerdict.Difference,
        "payment_without_admission",
        0,
        consumed.Receipt.TransactionHash.ToString(),
        $"{Place(consumed)} used authorization {key.AuthorizationNonce} of {key.Payer}, which the journal does not know. Report this."));

    private void AskOrDiffer(BookedPayment payment)
    {
        var outcome = payment.Outcome?.Record;
        if (outcome is { Proof.IsSome: true, Outcome: SettlementOutcome.Settled or SettlementOutcome.SettledExternal or SettlementOutcome.Conflict })
        {
            if (IsFinal(payment, outcome.Value))
            {
                Differ(
                    "outcome_without_log",
                    payment,
                    $"The journal says {Name(payment)} by log {outcome.Value.Proof.LogIndex} of {outcome.Value.Proof.TransactionHash}, finalized, and the chain "
                    + "shows no such events. Ask another endpoint (--rpc); then report this.");
            }
            else
            {
                Open(
                    "moved_by_reorg",
                    payment,
                    $"The journal says {Name(payment)} by {outcome.Value.Proof.TransactionHash}, not finalized, and that transaction is in no block now: "
                    + "a reorg took it away. The engine sends it again and corrects the outcome.");
            }

            return;
        }

        _toAsk.Add(payment);
    }

    private void CompareProof(BookedPayment payment, ConsumedAuthorization consumed, bool isExact)
    {
        var (_, outcome) = payment.Outcome!.Value;
        if (!isExact)
        {
            Differ("outcome_without_log", payment, $"The journal says {Name(payment)}, and {Place(consumed)} used its authorization for another transfer. Report this.");
        }
        else if (!_proofs.TryAdd((consumed.Place.TransactionHash, consumed.Place.LogIndex), payment.Id))
        {
            Differ(
                "proof_shared",
                payment,
                $"{Place(consumed)} proves payment {_proofs[(consumed.Place.TransactionHash, consumed.Place.LogIndex)]} already. Report this.");
        }
        else if (consumed.Place == outcome.Proof)
        {
            Agree(payment);
        }
        else if (IsFinal(payment, outcome))
        {
            Differ(
                "proof_elsewhere",
                payment,
                $"The journal says {Name(payment)} at block {outcome.Proof.BlockNumber}, finalized, and the chain shows it as {Place(consumed)}. Ask another endpoint (--rpc).");
        }
        else
        {
            Open("moved_by_reorg", payment, $"A reorg moved it to {Place(consumed)}. The engine corrects the outcome at its next look.");
        }
    }

    // An outcome is written when its block is included; that its submission is final is another record.
    private bool IsFinal(BookedPayment payment, in OutcomeRecord outcome) =>
        payment.IsFinal
        || outcome.Level == ConfirmationLevel.Finalized || _final.Contains((outcome.Proof.TransactionHash, outcome.Proof.BlockHash));

    private static string Waiting(BookedPayment payment) => payment.Attempts.Count == 0
        ? "Accepted and in no transaction yet: it waits for a batch, or is held until its payer can pay."
        : string.Create(
            CultureInfo.InvariantCulture,
            $"Signed in {payment.Attempts.Count} transactions, the last {payment.Attempts[^1].Record.TransactionHash}, and not settled by any yet: the engine follows them.");

    private static string Name(BookedPayment payment) => ExportTotals.Name(payment.Outcome?.Record.Outcome ?? SettlementOutcome.None);

    private static string Place(ConsumedAuthorization consumed) => string.Create(
        CultureInfo.InvariantCulture,
        $"log {consumed.Place.LogIndex} of transaction {consumed.Place.TransactionHash} in block {consumed.Place.BlockNumber}");

    private void Agree(BookedPayment payment) => report.Agree(Name(payment), payment.Accept!.Value.Item.Authorization.Value);

    private void Open(string code, BookedPayment payment, string explanation) => Add(AuditVerdict.Open, code, payment, explanation);

    private void Differ(string code, BookedPayment payment, string explanation) => Add(AuditVerdict.Difference, code, payment, explanation);

    private void Add(AuditVerdict verdict, string code, BookedPayment payment, string explanation) => report.Add(new AuditFinding(
        verdict,
        code,
        payment.Id,
        payment.Accept?.Item.Authorization.AuthorizationNonce.ToString() ?? string.Empty,
        explanation));
}

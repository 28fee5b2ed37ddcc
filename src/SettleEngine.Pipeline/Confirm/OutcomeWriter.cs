using SettleEngine.Core.Confirm;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Batch;
using SettleEngine.Pipeline.Dedupe;
using SettleEngine.Pipeline.Diagnostics;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Pipeline.Confirm;

/// <summary>Collects outcomes, makes them durable together, and only then tells anybody (reliability rule W5).</summary>
/// <param name="journal">Where they become durable.</param>
/// <param name="outcomes">Who is told.</param>
/// <param name="table">Counts what is unsettled.</param>
/// <param name="payees">Learns who was paid.</param>
/// <param name="clock">The time.</param>
/// <param name="metrics">Counts.</param>
/// <remarks>One owner: the confirm stage.</remarks>
internal sealed class OutcomeWriter(
    IJournal journal,
    OutcomeLog outcomes,
    AdmissionTable table,
    KnownPayees payees,
    EngineClock clock,
    PipelineMetrics metrics)
{
    // An append is one unit with an upper size; 8,192 outcomes are 0.9 MB. Outcomes come before the finals that rest on
    // them, so a crash between two appends leaves a submission that is looked at again, never one that was forgotten.
    private const int MaxRecordsPerAppend = 8_192;

    private readonly List<(Admission Admission, OutcomeRecord Record)> _outcomes = [];
    private readonly Dictionary<AdmissionSequence, int> _unwritten = [];
    private readonly List<JournalRecord> _records = [];
    private readonly List<JournalRecord> _finals = [];
    private readonly List<AbandonRequest> _answers = [];

    /// <summary>Whether anything waits to be written.</summary>
    public bool IsEmpty => _outcomes.Count == 0 && _finals.Count == 0;

    /// <summary>Records what a block decided, unless the same was recorded before.</summary>
    /// <param name="decided">The payment and its proof.</param>
    /// <param name="level">How firm the block is.</param>
    public void Add(DecidedPayment decided, ConfirmationLevel level)
    {
        var known = decided.Admission.Outcome;
        if (!_unwritten.ContainsKey(decided.Admission.Id)
            && known is not null
            && known.Outcome == decided.Outcome
            && SameProof(known, decided.Proof))
        {
            return;
        }

        Add(decided.Admission, new OutcomeRecord(
            decided.Admission.Id,
            decided.Outcome,
            AbandonReason.None,
            decided.Proof,
            level,
            known?.Sequence ?? 0,
            decided.BatchSize,
            decided.BatchIndex));
    }

    /// <summary>Records that a block shows what became of a payment: its value counts no longer among what its payer has
    /// promised, whatever level its outcome waits for.</summary>
    /// <param name="decided">The payment and its proof.</param>
    public void OnShown(DecidedPayment decided) =>
        table.Commitments.Release(decided.Admission, decided.Outcome, decided.Proof.BlockNumber);

    /// <summary>Records that a reorg took away the block that showed what became of a payment: its payer owes it again.</summary>
    /// <param name="admission">The payment.</param>
    public void OnUndone(Admission admission) => table.Commitments.Restore(admission);

    /// <summary>Records a final outcome that no block of ours decided.</summary>
    /// <param name="admission">The payment.</param>
    /// <param name="outcome">Expired, cancelled, abandoned, or used before without a known transaction.</param>
    /// <param name="reason">Why it was given up, or None.</param>
    /// <param name="proof">Where the chain says so, or default.</param>
    public void AddFinal(Admission admission, SettlementOutcome outcome, AbandonReason reason, ProofLocation proof)
    {
        admission.HasUnwrittenOutcome = true;
        admission.State = AdmissionState.Finalized;
        table.Commitments.Release(admission, outcome, proof.BlockNumber);
        Add(admission, new OutcomeRecord(
            admission.Id,
            outcome,
            reason,
            proof,
            ConfirmationLevel.Finalized,
            admission.Outcome?.Sequence ?? 0,
            0,
            0));
    }

    /// <summary>Records that a lane's account nonce is consumed for good.</summary>
    /// <param name="record">The fact.</param>
    public void AddFinal(SubmissionFinalRecord record)
    {
        var payload = new byte[record.Size];
        record.WriteTo(payload);
        _finals.Add(new JournalRecord(JournalRecordKind.SubmissionFinal, payload));
    }

    /// <summary>Records that what somebody else's transaction decided is finalized.</summary>
    /// <param name="record">The fact.</param>
    public void AddFinal(AdmissionFinalRecord record)
    {
        var payload = new byte[AdmissionFinalRecord.Size];
        record.WriteTo(payload);
        _finals.Add(new JournalRecord(JournalRecordKind.AdmissionFinal, payload));
    }

    /// <summary>Answers a wish once everything added so far is durable.</summary>
    /// <param name="request">The wish.</param>
    public void AnswerWhenDurable(AbandonRequest request) => _answers.Add(request);

    /// <summary>Makes everything durable, then publishes it.</summary>
    /// <returns>A task that completes when the outcomes are published.</returns>
    public async ValueTask FlushAsync()
    {
        if (IsEmpty)
        {
            return;
        }

        Encode();
        for (var offset = 0; offset < _records.Count; offset += MaxRecordsPerAppend)
        {
            var count = Math.Min(MaxRecordsPerAppend, _records.Count - offset);
            var first = await journal.AppendAsync(_records.GetRange(offset, count).ToArray(), CancellationToken.None);
            Publish(offset, Math.Min(offset + count, _outcomes.Count), first);
        }

        foreach (var request in _answers)
        {
            request.Answer(abandoned: true);
        }

        _outcomes.Clear();
        _unwritten.Clear();
        _finals.Clear();
        _answers.Clear();
    }

    private void Publish(int from, int to, ulong first)
    {
        if (from >= to)
        {
            return;
        }

        var notices = new OutcomeNotice[to - from];
        for (var i = 0; i < notices.Length; i++)
        {
            var (admission, record) = _outcomes[from + i];
            notices[i] = Publishable(admission, record, first + (ulong)i);
        }

        outcomes.Tell(notices);
    }

    private static bool SameProof(OutcomeNotice known, ProofLocation proof) =>
        known.TransactionHash == proof.TransactionHash
        && known.BlockHash == proof.BlockHash
        && known.LogIndex == proof.LogIndex;

    private void Add(Admission admission, in OutcomeRecord record)
    {
        // What was not written yet, nobody has heard of: the newer word replaces it instead of correcting it.
        if (_unwritten.TryGetValue(admission.Id, out var index))
        {
            _outcomes[index] = (admission, record);
            return;
        }

        _unwritten.Add(admission.Id, _outcomes.Count);
        _outcomes.Add((admission, record));
    }

    private void Encode()
    {
        // One buffer per flush: the journal has read it when the append call returns.
        var bytes = new byte[_outcomes.Count * OutcomeRecord.Size];
        var offset = 0;
        _records.Clear();
        foreach (var (_, record) in _outcomes)
        {
            record.WriteTo(bytes.AsSpan(offset));
            _records.Add(new JournalRecord(JournalRecordKind.Outcome, bytes.AsMemory(offset, OutcomeRecord.Size)));
            offset += OutcomeRecord.Size;
        }

        _records.AddRange(_finals);
    }

    private OutcomeNotice Publishable(Admission admission, in OutcomeRecord record, ulong sequence)
    {
        if (admission.Outcome is null)
        {
            table.OnFirstOutcome();
        }

        if (record.Outcome is SettlementOutcome.Settled or SettlementOutcome.SettledExternal)
        {
            payees.Add(admission.Item.Token, admission.Item.Authorization.Payee);
        }

        var notice = ToNotice(record, sequence);
        admission.Outcome = notice;
        admission.HasUnwrittenOutcome = false;
        metrics.Decided(record.Outcome, clock.NowMs - admission.AdmittedAtMs);
        return notice;
    }

    /// <summary>The public form of a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="sequence">Its journal sequence.</param>
    /// <returns>The notice.</returns>
    public static OutcomeNotice ToNotice(in OutcomeRecord record, ulong sequence) => new(
        sequence,
        record.Id,
        record.Outcome,
        record.Reason,
        record.Proof.TransactionHash,
        record.Proof.LogIndex,
        record.Proof.BlockNumber,
        record.Proof.BlockHash,
        record.Level,
        record.Corrects,
        record.BatchSize,
        record.BatchIndex);
}

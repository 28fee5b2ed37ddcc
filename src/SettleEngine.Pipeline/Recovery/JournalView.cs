using SettleEngine.Core;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Dedupe;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Retention;
using SettleEngine.Core.Submit;
using SettleEngine.Pipeline.Confirm;
using SettleEngine.Pipeline.Dedupe;

namespace SettleEngine.Pipeline.Recovery;

/// <summary>
/// What the journal says, kept up to date record by record: replay fills it at start, every append adds to it afterwards, and
/// a checkpoint is its copy. Pure: nothing is sent, nothing is written.
/// </summary>
/// <param name="table">Receives keys and decided payments.</param>
/// <param name="outcomes">Receives the outcomes.</param>
/// <remarks>Thread rule: one thread at a time, by the lock of <see cref="Retention.JournalKeeper"/>.</remarks>
internal sealed class JournalView(AdmissionTable table, OutcomeLog outcomes)
{
    private readonly Dictionary<AdmissionSequence, OpenPayment> _open = [];

    /// <summary>Payments that are not decided, or that an open attempt contains, in the order of admission.</summary>
    public IReadOnlyList<OpenPayment> Open => [.. _open.Values.OrderBy(payment => payment.Id.Value)];

    /// <summary>Every lane that ever started.</summary>
    public Dictionary<Address, LaneHistory> Lanes { get; } = [];

    /// <summary>The chain that the journal belongs to, or null in a new journal.</summary>
    public BootRecord? Boot { get; private set; }

    /// <summary>What may be forgotten, by the newest record that says so.</summary>
    public ForgetRecord Forgotten { get; private set; }

    /// <summary>Sequence of the last record.</summary>
    public ulong LastSequence { get; private set; }

    /// <summary>Whether records of admissions still have to be entered into the nonce index: during replay. Later the dedupe
    /// stage has done so before the record exists.</summary>
    public bool IsReplaying { get; set; } = true;

    /// <summary>Begins with a checkpoint instead of an empty engine.</summary>
    /// <param name="checkpoint">The whole checkpoint.</param>
    public void Install(CheckpointContent checkpoint)
    {
        Invariant.Holds(LastSequence == 0 && _open.Count == 0);
        LastSequence = checkpoint.Begin.AsOf;
        Boot = checkpoint.Begin.Boot;
        Forgotten = checkpoint.Begin.Forgotten;
        foreach (var lane in checkpoint.Lanes)
        {
            Lanes.Add(lane.Lane, LaneHistory.From(lane, checkpoint.Starts.GetValueOrDefault(lane.Lane)));
        }

        foreach (var (sequence, attempt) in checkpoint.Attempts)
        {
            var lane = Lanes[attempt.Lane];
            var isOpen = lane.Add(sequence, attempt);
            Invariant.Holds(isOpen || lane.Fillings.ContainsKey(attempt.AccountNonce.Value));
        }

        table.Install(checkpoint.Book, Forgotten);
        foreach (var record in checkpoint.Open)
        {
            _open.Add(record.Id, OpenPayment.From(record));
            table.Restore(record.Accept.Item.Key, record.Id);
        }
    }

    /// <summary>Applies a record.</summary>
    /// <param name="sequence">Its sequence.</param>
    /// <param name="kind">What it says.</param>
    /// <param name="payload">Its bytes.</param>
    public void Apply(ulong sequence, JournalRecordKind kind, ReadOnlySpan<byte> payload)
    {
        Invariant.Holds(sequence > LastSequence);

        LastSequence = sequence;
        switch (kind)
        {
            case JournalRecordKind.Accept:
                Apply(new AdmissionSequence(sequence), AcceptRecord.Read(payload));
                break;
            case JournalRecordKind.Attempt:
                Apply(sequence, AttemptRecord.Read(payload));
                break;
            case JournalRecordKind.Outcome:
                Apply(sequence, OutcomeRecord.Read(payload), payload);
                break;
            case JournalRecordKind.SubmissionFinal:
                Apply(SubmissionFinalRecord.Read(payload));
                break;
            case JournalRecordKind.LaneStart:
                var start = LaneStartRecord.Read(payload);
                Lane(start.Lane).Start(start.First);
                break;
            case JournalRecordKind.AdmissionFinal:
                Finish(AdmissionFinalRecord.Read(payload).Id);
                break;
            case JournalRecordKind.Forget:
                Forgotten = ForgetRecord.Read(payload);
                table.Allow(Forgotten);
                break;
            case JournalRecordKind.Boot:
                Boot = BootRecord.Read(payload);
                break;
            default:
                // A later checkpoint says nothing that the records up to it have not said.
                Invariant.Holds(kind is >= JournalRecordKind.CheckpointBegin and <= JournalRecordKind.CheckpointEnd);
                break;
        }
    }

    private void Apply(AdmissionSequence id, in AcceptRecord record)
    {
        var accepted = new AcceptedPayment(id, record);
        _open.Add(id, new OpenPayment(accepted));
        if (IsReplaying)
        {
            table.OpenPlace(id);
            table.Restore(record.Item.Key, id);
        }
        else
        {
            table.Open(accepted);
        }
    }

    private void Apply(ulong sequence, AttemptRecord record)
    {
        if (!Lane(record.Lane).Add(sequence, record))
        {
            return;
        }

        foreach (var member in record.Members)
        {
            Member(member)?.Sign(record.Lane, record.AccountNonce, record.TransactionHash);
        }
    }

    private void Apply(ulong sequence, in OutcomeRecord record, ReadOnlySpan<byte> payload)
    {
        outcomes.Add(sequence, payload);
        var payment = _open[record.Id];
        payment.Decide(sequence, record);
        payment.IsFinal = record.Level == ConfirmationLevel.Finalized;
        CloseIfDone(payment);
    }

    private void Apply(in SubmissionFinalRecord record)
    {
        if (!Lane(record.Lane).Open.TryGetValue(record.AccountNonce.Value, out var attempts))
        {
            Lane(record.Lane).End(record.AccountNonce);
            return;
        }

        Lane(record.Lane).End(record.AccountNonce);
        foreach (var member in attempts.SelectMany(attempt => attempt.Record.Members).Distinct())
        {
            // Whatever this transaction had proven in this block is irreversible now. In a block that a reorg took away it
            // may have proven more: such outcomes still wait for their correction.
            if (!_open.TryGetValue(member, out var payment))
            {
                continue;
            }

            payment.IsFinal |= payment.OutcomeSequence != 0
                && payment.Outcome.Proof.TransactionHash == record.TransactionHash
                && payment.Outcome.Proof.BlockHash == record.BlockHash;
            CloseIfDone(payment);
        }
    }

    private OpenPayment? Member(AdmissionSequence id)
    {
        if (_open.TryGetValue(id, out var payment))
        {
            return payment;
        }

        // It was decided while it was on its way to a signature: kept until its transaction can land no more.
        if (table.Reopen(id) is { } closed)
        {
            payment = OpenPayment.From(closed);
            _open.Add(id, payment);
        }

        return payment;
    }

    private void Finish(AdmissionSequence id)
    {
        if (_open.TryGetValue(id, out var payment))
        {
            Invariant.Holds(payment.OutcomeSequence != 0);
            payment.IsFinal = true;
            CloseIfDone(payment);
        }
    }

    private void CloseIfDone(OpenPayment payment)
    {
        // A member of an attempt that may still be replaced must be found with its signature, whatever became of it.
        if (payment.IsFinal && !IsInOpenAttempt(payment))
        {
            _open.Remove(payment.Id);
            table.Close(payment.ToClosed());
        }
    }

    private bool IsInOpenAttempt(OpenPayment payment)
    {
        for (var i = 0; i < payment.SignedIn.Count; i++)
        {
            var (lane, accountNonce) = payment.SignedIn[i];
            if (Lanes[lane].Open.ContainsKey(accountNonce.Value))
            {
                return true;
            }
        }

        return false;
    }

    private LaneHistory Lane(Address account)
    {
        if (!Lanes.TryGetValue(account, out var history))
        {
            Lanes.Add(account, history = new LaneHistory());
        }

        return history;
    }
}

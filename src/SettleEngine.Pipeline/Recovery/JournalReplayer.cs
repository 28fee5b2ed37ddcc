using SettleEngine.Core;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Dedupe;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;
using SettleEngine.Pipeline.Confirm;
using SettleEngine.Pipeline.Dedupe;

namespace SettleEngine.Pipeline.Recovery;

/// <summary>Rebuilds what the process knew from its journal, record by record. Pure: nothing is sent, nothing is written.</summary>
/// <param name="outcomes">Receives the outcomes.</param>
internal sealed class JournalReplayer(OutcomeLog outcomes)
{
    /// <summary>Every admission, in the order of admission.</summary>
    public List<Admission> Admissions { get; } = [];

    /// <summary>Every lane that ever started.</summary>
    public Dictionary<Address, LaneHistory> Lanes { get; } = [];

    /// <summary>Attempts by the payments that they contain: lane account and account nonce.</summary>
    public Dictionary<AdmissionSequence, List<(Address Lane, AccountNonce AccountNonce)>> SignedIn { get; } = [];

    /// <summary>The chain that the journal belongs to, or null in a new journal.</summary>
    public BootRecord? Boot { get; private set; }

    /// <summary>Sequence of the last record.</summary>
    public ulong LastSequence { get; private set; }

    private Dictionary<AdmissionSequence, Admission> ById { get; } = [];

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
                Apply(sequence, OutcomeRecord.Read(payload));
                break;
            case JournalRecordKind.SubmissionFinal:
                Apply(SubmissionFinalRecord.Read(payload));
                break;
            case JournalRecordKind.LaneStart:
                var start = LaneStartRecord.Read(payload);
                Lane(start.Lane).Start(start.First);
                break;
            default:
                Invariant.Holds(kind == JournalRecordKind.Boot);
                Boot = BootRecord.Read(payload);
                break;
        }
    }

    private void Apply(AdmissionSequence id, in AcceptRecord record)
    {
        var admission = new Admission(id, record.Item, record.HeadBlock);
        Admissions.Add(admission);
        ById.Add(id, admission);
    }

    private void Apply(ulong sequence, AttemptRecord record)
    {
        Lane(record.Lane).Add(sequence, record);
        var published = new PublishedAttempt(record.TransactionHash);
        foreach (var member in record.Members)
        {
            ById[member].LastAttempt = published;
            if (!SignedIn.TryGetValue(member, out var slots))
            {
                SignedIn.Add(member, slots = []);
            }

            slots.Add((record.Lane, record.AccountNonce));
        }
    }

    private void Apply(ulong sequence, in OutcomeRecord record)
    {
        var notice = OutcomeWriter.ToNotice(record, sequence);
        var admission = ById[record.Id];
        admission.Outcome = notice;
        if (record.Level == ConfirmationLevel.Finalized)
        {
            admission.State = AdmissionState.Finalized;
        }

        outcomes.Restore(notice);
    }

    private void Apply(in SubmissionFinalRecord record)
    {
        // Whatever this transaction had proven in this block is irreversible now. In a block that a reorg took away it may
        // have proven more: such outcomes still wait for their correction.
        if (Lane(record.Lane).Open.TryGetValue(record.AccountNonce.Value, out var attempts))
        {
            foreach (var member in attempts.SelectMany(attempt => attempt.Record.Members))
            {
                if (ById[member].Outcome is { } outcome
                    && outcome.TransactionHash == record.TransactionHash
                    && outcome.BlockHash == record.BlockHash)
                {
                    ById[member].State = AdmissionState.Finalized;
                }
            }
        }

        Lane(record.Lane).End(record.AccountNonce);
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

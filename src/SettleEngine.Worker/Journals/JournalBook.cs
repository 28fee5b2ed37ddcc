using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Dedupe;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Retention;
using SettleEngine.Core.Submit;
using SettleEngine.Storage;

namespace SettleEngine.Worker.Journals;

/// <summary>A journal's records put together by payment and by lane, for people and for comparisons.</summary>
/// <remarks>It keeps everything that the journal holds, also what the engine's own recovery forgets, and shares no code with it:
/// a comparison must not repeat the engine's mistakes. Takes about 1 kB of memory for each payment. Thread rule: one thread.</remarks>
internal sealed class JournalBook
{
    /// <summary>Payments by id.</summary>
    public SortedDictionary<ulong, BookedPayment> Payments { get; } = [];

    /// <summary>Lanes by account.</summary>
    public Dictionary<Address, BookedLane> Lanes { get; } = [];

    /// <summary>The chain that the journal belongs to; null in a new journal.</summary>
    public BootRecord? Boot { get; private set; }

    /// <summary>Ids by authorization. A key that was forgotten and handed in again has its newest id.</summary>
    public Dictionary<AuthorizationKey, ulong> Ids { get; } = [];

    /// <summary>What was read; null until all was.</summary>
    public JournalReading? Reading { get; private set; }

    /// <summary>Reads a journal.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="cancellationToken">Stops between pages.</param>
    /// <returns>The book.</returns>
    /// <exception cref="InvalidDataException">The journal is damaged.</exception>
    public static async Task<JournalBook> ReadAsync(JournalReader reader, CancellationToken cancellationToken)
    {
        JournalBook? book = null;
        var reading = await reader.ReadAsync(() => (book = new JournalBook()).Add, cancellationToken);
        book!.Reading = reading;
        return book;
    }

    private void Add(in JournalPlace place, ulong sequence, JournalRecordKind kind, ReadOnlySpan<byte> payload)
    {
        switch (kind)
        {
            case JournalRecordKind.Accept:
                Add(sequence, AcceptRecord.Read(payload));
                break;
            case JournalRecordKind.Attempt:
                Add(new BookedAttempt(sequence, AttemptRecord.Read(payload)));
                break;
            case JournalRecordKind.Outcome:
                var outcome = OutcomeRecord.Read(payload);
                Payment(outcome.Id.Value).Take(sequence, outcome);
                break;
            case JournalRecordKind.SubmissionFinal:
                var final = SubmissionFinalRecord.Read(payload);
                Lane(final.Lane).Final[final.AccountNonce.Value] = final;
                break;
            case JournalRecordKind.AdmissionFinal:
                Payment(AdmissionFinalRecord.Read(payload).Id.Value).IsFinal = true;
                break;
            case JournalRecordKind.LaneStart:
                var start = LaneStartRecord.Read(payload);
                Lane(start.Lane).First ??= start.First;
                break;
            case JournalRecordKind.Boot:
                Boot = BootRecord.Read(payload);
                break;
            case JournalRecordKind.CheckpointBegin:
                Boot ??= CheckpointBeginRecord.Read(payload).Boot;
                break;
            case JournalRecordKind.CheckpointPart:
                AddPart(payload);
                break;
            default:
                // Nothing about payments and lanes.
                break;
        }
    }

    // Everything in a part was true when it was copied: it fills in what older records would have said, were they kept.
    private void AddPart(ReadOnlySpan<byte> payload)
    {
        var header = CheckpointPartHeader.Read(payload);
        var reader = new RecordReader(payload[CheckpointPartHeader.Size..]);
        for (var i = 0u; i < header.Count; i++)
        {
            switch (header.Section)
            {
                case CheckpointSection.Lanes:
                    var lane = LaneStateRecord.Read(ref reader);
                    Lane(lane.Lane).First ??= lane.Next;
                    break;
                case CheckpointSection.Starts:
                    // What comes next, which every lane's own item says, is beyond where it began.
                    _ = LaneStartRecord.Read(reader.ReadBytes(LaneStartRecord.Size));
                    break;
                case CheckpointSection.Attempts:
                    var attempt = reader.ReadUInt64();
                    Add(new BookedAttempt(attempt, AttemptRecord.Read(reader.ReadBytes(checked((int)reader.ReadUInt32())))));
                    break;
                case CheckpointSection.Open:
                    Add(OpenPaymentRecord.Read(ref reader));
                    break;
                case CheckpointSection.Closed:
                    Add(ClosedPayment.Read(reader.ReadBytes(ClosedPayment.Size)));
                    break;
                default:
                    var sequence = reader.ReadUInt64();
                    var outcome = OutcomeRecord.Read(reader.ReadBytes(OutcomeRecord.Size));
                    Payment(outcome.Id.Value).Take(sequence, outcome);
                    break;
            }
        }
    }

    private void Add(ulong id, in AcceptRecord accept)
    {
        Payment(id).Accept ??= accept;
        Ids[accept.Item.Key] = Math.Max(id, Ids.GetValueOrDefault(accept.Item.Key));
    }

    private void Add(OpenPaymentRecord open)
    {
        Add(open.Id.Value, open.Accept);
        Payment(open.Id.Value).IsFinal |= open.IsFinal;
        if (open.OutcomeSequence != 0)
        {
            Payment(open.Id.Value).Take(open.OutcomeSequence, open.Outcome);
        }
    }

    private void Add(in ClosedPayment closed)
    {
        var item = new SignedAuthorization(closed.Token, closed.Authorization, closed.Signature, closed.Outcome.Level);
        Add(closed.Id.Value, new AcceptRecord(item, 0, 0));
        Payment(closed.Id.Value).Take(closed.OutcomeSequence, closed.Outcome);
        Payment(closed.Id.Value).IsFinal = true;
    }

    private void Add(BookedAttempt attempt)
    {
        var attempts = Lane(attempt.Record.Lane).Attempts;
        if (!attempts.TryGetValue(attempt.Record.AccountNonce.Value, out var same))
        {
            attempts.Add(attempt.Record.AccountNonce.Value, same = []);
        }

        if (same.Exists(known => known.Sequence == attempt.Sequence))
        {
            // A checkpoint repeats what an older record said.
            return;
        }

        same.Add(attempt);
        foreach (var member in attempt.Record.Members)
        {
            Payment(member.Value).Attempts.Add(attempt);
        }
    }

    private BookedPayment Payment(ulong id)
    {
        if (!Payments.TryGetValue(id, out var payment))
        {
            Payments.Add(id, payment = new BookedPayment(id));
        }

        return payment;
    }

    private BookedLane Lane(Address account)
    {
        if (!Lanes.TryGetValue(account, out var lane))
        {
            Lanes.Add(account, lane = new BookedLane());
        }

        return lane;
    }
}

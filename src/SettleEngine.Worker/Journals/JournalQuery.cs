using SettleEngine.Core.Confirm;
using SettleEngine.Core.Dedupe;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;

namespace SettleEngine.Worker.Journals;

/// <summary>Which records somebody wants to see. Whatever is given must fit.</summary>
internal sealed record JournalQuery
{
    /// <summary>The record of this sequence, and nothing else.</summary>
    public ulong? Sequence { get; init; }

    /// <summary>Everything about this admission.</summary>
    public ulong? Id { get; init; }

    /// <summary>Everything about admissions of this payer.</summary>
    public Address? Payer { get; init; }

    /// <summary>Everything about admissions with this authorization nonce.</summary>
    public AuthorizationNonce? AuthorizationNonce { get; init; }

    /// <summary>Everything about this lane's submissions.</summary>
    public Address? Lane { get; init; }

    /// <summary>Everything about submissions with this account nonce.</summary>
    public ulong? AccountNonce { get; init; }

    /// <summary>Records of this kind.</summary>
    public JournalRecordKind? Kind { get; init; }

    /// <summary>Whether nothing was asked for in particular.</summary>
    public bool IsEmpty => this == new JournalQuery();

    private bool AsksForPayments => Id is not null || Payer is not null || AuthorizationNonce is not null;

    private bool AsksForSubmissions => Lane is not null || AccountNonce is not null;

    /// <summary>Whether a record is wanted.</summary>
    /// <param name="sequence">Its sequence.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="payload">Its bytes.</param>
    /// <param name="wanted">Admissions that were found to be wanted so far; grows. They stand before what is about them.</param>
    /// <returns>Whether it is.</returns>
    public bool Fits(ulong sequence, JournalRecordKind kind, ReadOnlySpan<byte> payload, HashSet<ulong> wanted)
    {
        if ((Sequence is { } only && only != sequence) || (Kind is { } kindOnly && kindOnly != kind))
        {
            return false;
        }

        return kind switch
        {
            JournalRecordKind.Accept => !AsksForSubmissions && Fits(sequence, AcceptRecord.Read(payload), wanted),
            JournalRecordKind.Outcome => !AsksForSubmissions && FitsMember(OutcomeRecord.Read(payload).Id.Value, wanted),
            JournalRecordKind.Attempt => Fits(AttemptRecord.Read(payload), wanted),
            JournalRecordKind.SubmissionFinal => !AsksForPayments && Fits(SubmissionFinalRecord.Read(payload)),
            JournalRecordKind.LaneStart => !AsksForPayments && FitsLane(LaneStartRecord.Read(payload).Lane, AccountNonce),
            _ => !AsksForPayments && !AsksForSubmissions,
        };
    }

    private bool Fits(ulong sequence, in AcceptRecord record, HashSet<ulong> wanted)
    {
        var authorization = record.Item.Authorization;
        var fits = (Id is null || Id == sequence)
            && (Payer is null || Payer == authorization.Payer)
            && (AuthorizationNonce is null || AuthorizationNonce == authorization.AuthorizationNonce);
        if (fits && AsksForPayments)
        {
            wanted.Add(sequence);
        }

        return fits;
    }

    private bool FitsMember(ulong id, HashSet<ulong> wanted) => !AsksForPayments || id == Id || wanted.Contains(id);

    private bool Fits(AttemptRecord record, HashSet<ulong> wanted) =>
        FitsLane(record.Lane, record.AccountNonce.Value)
        && (!AsksForPayments || Array.Exists(record.Members, member => FitsMember(member.Value, wanted)));

    private bool Fits(in SubmissionFinalRecord record) => FitsLane(record.Lane, record.AccountNonce.Value);

    private bool FitsLane(Address lane, ulong? accountNonce) =>
        (Lane is null || Lane == lane) && (AccountNonce is null || AccountNonce == accountNonce);
}

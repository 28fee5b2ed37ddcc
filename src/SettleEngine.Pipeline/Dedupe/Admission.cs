using SettleEngine.Core;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Batch;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Batch;
using SettleEngine.Pipeline.Confirm;

namespace SettleEngine.Pipeline.Dedupe;

/// <summary>One admitted authorization and how far it has come.</summary>
/// <param name="accepted">What was admitted.</param>
/// <remarks>
/// Owner: the stage that holds it (Batch, a lane, or Confirm); the hand-over is the channel. The published facts
/// (<see cref="State"/>, <see cref="LastAttempt"/>, <see cref="Outcome"/>) are single words written by the owner and read by
/// any thread; a reader may see them a moment late, which is what "as it stands" promises.
/// </remarks>
internal sealed class Admission(AcceptedPayment accepted)
{
    private volatile AdmissionState _state;
    private volatile PublishedAttempt? _lastAttempt;
    private volatile OutcomeNotice? _outcome;
    private volatile bool _hasUnwrittenOutcome;
    private int _timesOnItsWay;
    private List<LaneSlot>? _signedIn;

    /// <summary>Its identity.</summary>
    public AdmissionSequence Id => accepted.Id;

    /// <summary>What was admitted.</summary>
    public SignedAuthorization Item => accepted.Record.Item;

    /// <summary>Height of the newest block when it was handed in. A proof at or below it is an old one.</summary>
    public ulong HeadBlock => accepted.Record.HeadBlock;

    /// <summary>When it was admitted, on the engine's clock in milliseconds.</summary>
    public long AdmittedAtMs { get; init; }

    /// <summary>Whether somebody holds a request open for it.</summary>
    public bool IsHeldRequest { get; init; }

    /// <summary>Most payments in its next transaction, itself included (<see cref="Company"/>). Owner only.</summary>
    public int MaxCompany { get; set; } = Company.Any;

    /// <summary>When the batch that it is in was due, and the block that it was cut for; null before the first. Batch writes it before
    /// it hands the payment over.</summary>
    public CutMoment? Cut { get; set; }

    /// <summary>Transactions in blocks that did not settle it, as far as their receipts show. Confirm only.</summary>
    public int Failures { get; set; }

    /// <summary>How many of <see cref="Failures"/> were judged. Confirm only.</summary>
    public int JudgedFailures { get; set; }

    /// <summary>The last transaction in a block that settled nothing at all and contains it, or null. Confirm only.</summary>
    public FailedCompany? FailedCompany { get; set; }

    /// <summary>How often it was sent again at once, because it is not to blame for what became of its company. Confirm only.</summary>
    public int CompanyRetries { get; set; }

    /// <summary>Account nonces of lanes whose transactions contain it. Owner only.</summary>
    /// <remarks>Made when it is asked for, with room for one: a million payments may wait unsigned, and nearly every payment is
    /// signed once.</remarks>
    public List<LaneSlot> SignedIn => _signedIn ??= new List<LaneSlot>(1);

    /// <summary>Where its value is committed, or <see cref="CommitmentBook.None"/>. Owner only.</summary>
    public int CommitmentPlace { get; set; } = CommitmentBook.None;

    /// <summary>Since when the chain refuses it, on the engine's clock in milliseconds; null while it does not. Owner only.</summary>
    public long? RefusedSinceMs { get; set; }

    /// <summary>How often it was tried again after the chain refused it. Owner only.</summary>
    public int Retries { get; set; }

    /// <summary>Whether Batch or a lane has it on the way to a signature; Confirm must not hand it to them again then.</summary>
    public bool IsOnItsWay => Volatile.Read(ref _timesOnItsWay) > 0;

    /// <summary>How far it has come.</summary>
    public AdmissionState State
    {
        get => _state;
        set => _state = value;
    }

    /// <summary>The newest signed transaction that contains it, or null.</summary>
    public PublishedAttempt? LastAttempt
    {
        get => _lastAttempt;
        set => _lastAttempt = value;
    }

    /// <summary>The newest outcome, or null.</summary>
    public OutcomeNotice? Outcome
    {
        get => _outcome;
        set => _outcome = value;
    }

    /// <summary>Whether it is decided by an outcome that is not durable yet: until then nobody may read of the decision beside
    /// an older outcome. Set before the state, cleared after the outcome.</summary>
    public bool HasUnwrittenOutcome
    {
        get => _hasUnwrittenOutcome;
        set => _hasUnwrittenOutcome = value;
    }

    /// <summary>Whether nothing can change any more.</summary>
    public bool IsDecided => _state == AdmissionState.Finalized;

    /// <summary>Records that it is handed to Batch to be signed. Any thread.</summary>
    public void SetOut() => Interlocked.Increment(ref _timesOnItsWay);

    /// <summary>Records that it is signed, or that Batch gave it back. Confirm only.</summary>
    public void Arrive()
    {
        var left = Interlocked.Decrement(ref _timesOnItsWay);
        Invariant.Holds(left >= 0);
    }

    /// <summary>A copy for readers.</summary>
    /// <returns>The admission as it stands.</returns>
    public AdmissionView ToView()
    {
        var state = State;
        return new AdmissionView(
            Id,
            Item.Token,
            Item.Authorization,
            HasUnwrittenOutcome ? AdmissionState.Held : state,
            LastAttempt?.TransactionHash ?? default,
            Outcome);
    }
}

using SettleEngine.Core;
using SettleEngine.Core.Authorizations;
using SettleEngine.Pipeline.Dedupe;

namespace SettleEngine.Pipeline.Ingest;

/// <summary>Authorizations that travel together from a door through Verify and Dedupe, with room for their answers.</summary>
/// <remarks>One owner at a time: the door fills it and hands it over; it comes back through
/// <see cref="IGroupReply.OnAnswered"/>, after which the door may clear and fill it again.</remarks>
public sealed class AuthorizationGroup
{
    private readonly SignedAuthorization[] _items;
    private readonly RejectReason[] _verdicts;
    private readonly AdmissionAnswer[] _answers;
    private readonly int[] _commitmentPlaces;

    /// <summary>An empty group.</summary>
    /// <param name="capacity">Most items. At least one.</param>
    /// <param name="reply">Where the answers go.</param>
    public AuthorizationGroup(int capacity, IGroupReply reply)
    {
        Invariant.Holds(capacity >= 1);

        _items = new SignedAuthorization[capacity];
        _verdicts = new RejectReason[capacity];
        _answers = new AdmissionAnswer[capacity];
        _commitmentPlaces = new int[capacity];
        Reply = reply;
    }

    /// <summary>Most items.</summary>
    public int Capacity => _items.Length;

    /// <summary>Items in the group.</summary>
    public int Count { get; private set; }

    /// <summary>Where the answers go.</summary>
    public IGroupReply Reply { get; }

    /// <summary>The door's own number for the first item, for matching answers; not read by the engine.</summary>
    public ulong Tag { get; set; }

    /// <summary>Whether somebody holds a request open for it (<c>/settle</c>): such payments are signed first.</summary>
    public bool IsHeldRequest { get; set; }

    /// <summary>Height of the newest block, read after the group was handed in.</summary>
    internal ulong HeadBlock { get; set; }

    /// <summary>The items.</summary>
    public ReadOnlyMemory<SignedAuthorization> Items => _items.AsMemory(0, Count);

    /// <summary>One verdict per item; a door sets those of items it could not read.</summary>
    public Memory<RejectReason> Verdicts => _verdicts.AsMemory(0, Count);

    /// <summary>One answer per item, filled by the engine.</summary>
    public Span<AdmissionAnswer> Answers => _answers.AsSpan(0, Count);

    /// <summary>Where the items' values are announced, from Verify to Dedupe.</summary>
    internal Memory<int> CommitmentPlaces => _commitmentPlaces.AsMemory(0, Count);

    /// <summary>Appends an item.</summary>
    /// <param name="item">The authorization; ignored when there is a verdict already.</param>
    /// <param name="verdict">A reason found while reading it, or <see cref="RejectReason.None"/>.</param>
    public void Add(in SignedAuthorization item, RejectReason verdict = RejectReason.None)
    {
        Invariant.Holds(Count < _items.Length);

        _items[Count] = item;
        _verdicts[Count] = verdict;
        _answers[Count] = default;
        _commitmentPlaces[Count] = CommitmentBook.None;
        Count++;
    }

    /// <summary>Empties the group for reuse.</summary>
    public void Clear() => Count = 0;
}

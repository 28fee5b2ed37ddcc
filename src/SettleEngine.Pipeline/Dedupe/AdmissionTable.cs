using SettleEngine.Core;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Dedupe;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Retention;
using SettleEngine.Pipeline.Confirm;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Pipeline.Dedupe;

/// <summary>Every admission by id and by key, until its key is forgotten. The nonce index decides newness; admissions on their
/// way are objects, decided ones are packed into a book.</summary>
/// <remarks>Thread rule: any thread; one lock, held for a few lookups at a time. Only the dedupe stage reserves.</remarks>
/// <param name="digestKey">16 secret bytes that key the nonce index's digests.</param>
/// <param name="maxKeys">Most keys that are remembered.</param>
/// <param name="payerFacts">Hears which payments have left a balance.</param>
internal sealed class AdmissionTable(ReadOnlySpan<byte> digestKey, int maxKeys, IPayerFacts payerFacts)
{
    private readonly Lock _gate = new();
    private readonly NonceIndex _index = new(digestKey, maxKeys);
    private readonly Dictionary<AdmissionSequence, Admission> _byId = [];
    private readonly List<AuthorizationKey> _forgotten = [];
    private readonly Queue<AcceptedPayment> _opened = new();
    private PaymentBook _book = new();
    private ForgetRecord _allowed;
    private int _unsettled;

    /// <summary>What payers have promised to the admissions on their way.</summary>
    public CommitmentBook Commitments { get; } = new(payerFacts);

    /// <summary>Keys that are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _index.Count;
            }
        }
    }

    /// <summary>Admissions without an outcome.</summary>
    public int Unsettled => Volatile.Read(ref _unsettled);

    /// <summary>Height of the finalized block at which keys were last allowed to be forgotten; 0 before the first time. Whatever
    /// a forgotten payment was credited with lies at or below it.</summary>
    public ulong ForgottenUpToBlock
    {
        get
        {
            lock (_gate)
            {
                return _allowed.FinalizedBlock;
            }
        }
    }

    /// <summary>What is held in memory, in bytes: nonce index, and book of decided payments.</summary>
    public (long Index, long Book) Bytes
    {
        get
        {
            lock (_gate)
            {
                return (_index.Bytes, _book.Bytes);
            }
        }
    }

    /// <summary>Reserves a key: the moment in which newness is decided.</summary>
    /// <param name="item">The item whose key is wanted.</param>
    /// <param name="existing">What it is to the admission that has the key, or null when its record is not durable yet.</param>
    /// <returns>True when the key is new.</returns>
    public bool TryReserve(in SignedAuthorization item, out Recognition? existing)
    {
        lock (_gate)
        {
            existing = null;
            if (_index.TryReserve(item.Key, out var sequence))
            {
                return true;
            }

            existing = sequence == 0 ? null : Recognise(item, new AdmissionSequence(sequence));
            return false;
        }
    }

    /// <summary>Gives a reserved key back that leads to no admission: nobody was told of it, and nothing of it is written.</summary>
    /// <param name="key">A key that was reserved just now, by the same caller.</param>
    public void GiveBack(in AuthorizationKey key)
    {
        lock (_gate)
        {
            var wasReserved = _index.Remove(key);
            Invariant.Holds(wasReserved);
        }
    }

    /// <summary>Adds admissions whose keys were reserved and whose records are durable.</summary>
    /// <param name="admissions">The admissions.</param>
    public void Add(ReadOnlySpan<Admission> admissions)
    {
        lock (_gate)
        {
            foreach (var admission in admissions)
            {
                _index.Confirm(admission.Item.Key, admission.Id.Value);
                _byId.Add(admission.Id, admission);
            }
        }

        Interlocked.Add(ref _unsettled, admissions.Length);
    }

    /// <summary>Adds an admission of an earlier life of the process, whose key the replay has entered.</summary>
    /// <param name="admission">The admission.</param>
    public void AddRestored(Admission admission)
    {
        lock (_gate)
        {
            _byId.Add(admission.Id, admission);
        }

        if (admission.Outcome is null)
        {
            Commitments.Restore(admission);
            Interlocked.Increment(ref _unsettled);
        }
    }

    /// <summary>Records that an admission got its first outcome.</summary>
    public void OnFirstOutcome() => Interlocked.Decrement(ref _unsettled);

    /// <summary>Finds an admission that is on its way.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>The admission, or null.</returns>
    public Admission? Find(AdmissionSequence id)
    {
        lock (_gate)
        {
            return _byId.GetValueOrDefault(id);
        }
    }

    /// <summary>Finds an admission, on its way or decided.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>The admission as it stands, or null when it is unknown or forgotten.</returns>
    public AdmissionView? View(AdmissionSequence id)
    {
        lock (_gate)
        {
            return _byId.TryGetValue(id, out var admission) ? admission.ToView()
                : _book.Find(id) is { } closed ? ViewOf(closed)
                : null;
        }
    }

    /// <summary>Finds an admission, on its way or decided.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>The admission as it stands, or null when it is unknown or forgotten.</returns>
    public AdmissionView? View(in AuthorizationKey key)
    {
        lock (_gate)
        {
            return _index.TryFind(key, out var sequence) ? View(new AdmissionSequence(sequence)) : null;
        }
    }

    /// <summary>Says what an item is to the admission that has its key.</summary>
    /// <param name="item">The item.</param>
    /// <returns>What it is, or null when the key is new or its record not durable yet.</returns>
    public Recognition? Recognise(in SignedAuthorization item)
    {
        lock (_gate)
        {
            return _index.TryFind(item.Key, out var sequence) && sequence != 0
                ? Recognise(item, new AdmissionSequence(sequence))
                : null;
        }
    }

    /// <summary>Keeps a place for a payment whose record is durable.</summary>
    /// <param name="id">The payment.</param>
    public void OpenPlace(AdmissionSequence id)
    {
        lock (_gate)
        {
            _book.Reserve(id);
        }
    }

    /// <summary>Keeps a place for a payment whose record has just become durable, and the payment for <see cref="TakeOpened"/>.</summary>
    /// <param name="payment">The payment.</param>
    public void Open(AcceptedPayment payment)
    {
        lock (_gate)
        {
            _book.Reserve(payment.Id);
            _opened.Enqueue(payment);
        }
    }

    /// <summary>Takes the payments of one append, in its order. Only the dedupe stage appends payments, and takes each append's
    /// before the next.</summary>
    /// <param name="count">How many it had.</param>
    /// <returns>The payments.</returns>
    public AcceptedPayment[] TakeOpened(int count)
    {
        lock (_gate)
        {
            Invariant.Holds(_opened.Count == count);
            var opened = _opened.ToArray();
            _opened.Clear();
            return opened;
        }
    }

    /// <summary>Takes a payment, about which nothing can change any more, into the book.</summary>
    /// <param name="payment">The payment.</param>
    public void Close(in ClosedPayment payment)
    {
        lock (_gate)
        {
            _book.Close(payment);
            _byId.Remove(payment.Id);
        }
    }

    /// <summary>Keeps a decided payment from being forgotten until it is closed again.</summary>
    /// <param name="id">The payment.</param>
    /// <returns>The payment, or null when it is forgotten.</returns>
    public ClosedPayment? Reopen(AdmissionSequence id)
    {
        lock (_gate)
        {
            return _book.Reopen(id);
        }
    }

    /// <summary>Begins with the book of a checkpoint.</summary>
    /// <param name="book">The book.</param>
    /// <param name="allowed">What could be forgotten as of the checkpoint.</param>
    public void Install(PaymentBook book, ForgetRecord allowed)
    {
        Span<byte> payments = stackalloc byte[64 * ClosedPayment.Size];
        lock (_gate)
        {
            Invariant.Holds(_index.Count == 0 && _book.Count == 0);
            _book = book;
            _allowed = allowed;
            var after = 0UL;
            while (_book.Copy(after, ulong.MaxValue, payments, out after) is var count and > 0)
            {
                for (var i = 0; i < count; i++)
                {
                    var payment = ClosedPayment.Read(payments[(i * ClosedPayment.Size)..]);
                    var isNew = _index.TryRestore(payment.Key, payment.Id.Value, out _);
                    Invariant.Holds(isNew);
                }
            }
        }
    }

    /// <summary>Enters the key of an admission that the journal holds.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="id">Its id.</param>
    public void Restore(in AuthorizationKey key, AdmissionSequence id)
    {
        lock (_gate)
        {
            if (_index.TryRestore(key, id.Value, out var earlier))
            {
                return;
            }

            // The key was admitted before and forgotten in between: the journal holds both, and the word that allowed it.
            var forgotten = _book.Find(new AdmissionSequence(earlier));
            Invariant.Holds(forgotten is { } closed && _allowed.Allows(closed.Authorization.ValidBefore));
            _book.Forget(new AdmissionSequence(earlier));
            _index.Remove(key);
            _index.TryRestore(key, id.Value, out _);
        }
    }

    /// <summary>Takes notice of what may be forgotten. Nothing is forgotten by this.</summary>
    /// <param name="rule">What may be forgotten; durable.</param>
    public void Allow(ForgetRecord rule)
    {
        lock (_gate)
        {
            _allowed = rule;
        }
    }

    /// <summary>Whether any decided payment may be forgotten.</summary>
    /// <param name="rule">What may be forgotten.</param>
    /// <returns>True when a sweep would find one.</returns>
    public bool HasForgettable(ForgetRecord rule)
    {
        lock (_gate)
        {
            return _book.HasForgettable(rule);
        }
    }

    /// <summary>Forgets what may be forgotten, a bounded piece of work at a time.</summary>
    /// <param name="from">Where to go on; 0 at first.</param>
    /// <param name="forgotten">How many payments were forgotten.</param>
    /// <returns>Where to go on, or -1 at the end.</returns>
    public int Sweep(int from, out int forgotten)
    {
        const int SlabsAtOnce = 4;
        lock (_gate)
        {
            _forgotten.Clear();
            var next = _book.Sweep(_allowed, from, SlabsAtOnce, _forgotten);
            foreach (var key in _forgotten)
            {
                var wasKnown = _index.Remove(key);
                Invariant.Holds(wasKnown);
            }

            forgotten = _forgotten.Count;
            return next;
        }
    }

    /// <summary>Copies decided payments out, in the order of ids.</summary>
    /// <param name="after">Id of the last one that was copied; 0 at first.</param>
    /// <param name="until">Highest id to copy.</param>
    /// <param name="destination">Room for whole payments.</param>
    /// <param name="last">Id of the last one copied now.</param>
    /// <returns>How many were copied; 0 at the end.</returns>
    public int CopyClosed(ulong after, ulong until, Span<byte> destination, out ulong last)
    {
        lock (_gate)
        {
            return _book.Copy(after, until, destination, out last);
        }
    }

    private Recognition Recognise(in SignedAuthorization item, AdmissionSequence id)
    {
        if (_byId.TryGetValue(id, out var admission))
        {
            return new Recognition(
                id,
                item.Authorization == admission.Item.Authorization,
                item.Signature == admission.Item.Signature);
        }

        var closed = _book.Find(id);
        Invariant.Holds(closed is not null);
        return new Recognition(
            id,
            item.Authorization == closed!.Value.Authorization,
            item.Signature == closed.Value.Signature);
    }

    private static AdmissionView ViewOf(in ClosedPayment closed) => new(
        closed.Id,
        closed.Token,
        closed.Authorization,
        AdmissionState.Finalized,
        closed.Outcome.Proof.TransactionHash,
        OutcomeWriter.ToNotice(closed.Outcome, closed.OutcomeSequence));
}

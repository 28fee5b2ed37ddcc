using System.Numerics;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Batch;

/// <summary>
/// Admitted payments that wait for a batch: cut by count, by age and by the soonest end of validity, filled earliest due
/// first, packed by gas and bytes. Payments whose company is limited are cut apart from the others, in turns with them, so that
/// they never shorten a batch of those. Pure: the caller passes the time in. One owner, no locks.
/// </summary>
/// <param name="policy">When to cut.</param>
public sealed class WaitingPayments(BatchPolicy policy)
{
    private const int HeldShareNumerator = 3;
    private const int HeldShareDenominator = 4;

    // A fifth, as the guarded settler's tests have it, and at least one, so that a small batch size starves nobody.
    private const int RiskyShareDenominator = 5;

    private readonly PaymentQueue _held = new();
    private readonly PaymentQueue _bulk = new();
    private readonly PaymentQueue _risky = new();

    // By the logarithm of the company: 1, 2, 4 … 128.
    private readonly PaymentQueue[] _apart = [.. Enumerable.Range(0, 8).Select(_ => new PaymentQueue())];
    private readonly Queue<AdmissionSequence> _byAge = new();
    private readonly Dictionary<AdmissionSequence, BatchCandidate> _waiting = [];
    private bool _apartWasLast = true;

    /// <summary>Payments that wait.</summary>
    public int Count => _waiting.Count;

    private int Together => _held.Waiting + _bulk.Waiting + _risky.Waiting;

    /// <summary>Adds a payment.</summary>
    /// <param name="candidate">The payment; not waiting already.</param>
    public void Add(in BatchCandidate candidate)
    {
        _waiting.Add(candidate.Id, candidate);
        var queue = QueueOf(candidate);
        queue.Waiting++;
        queue.Enqueue(candidate.Id, DueAtMs(candidate));
        if (!IsApart(candidate))
        {
            _byAge.Enqueue(candidate.Id);
        }
    }

    /// <summary>Takes a payment out without settling it.</summary>
    /// <param name="id">The admission.</param>
    /// <returns>Whether it was waiting.</returns>
    public bool Remove(AdmissionSequence id)
    {
        if (!_waiting.Remove(id, out var candidate))
        {
            return false;
        }

        QueueOf(candidate).Waiting--;
        return true;
    }

    /// <summary>When the next batch is due, if nothing is added.</summary>
    /// <param name="nowMs">The caller's clock in milliseconds.</param>
    /// <returns>A time on that clock, at or before now when a batch is due; <see cref="long.MaxValue"/> when nothing waits.</returns>
    public long NextCutMs(long nowMs)
    {
        DropTaken();
        return Math.Min(TogetherDueMs(nowMs), ApartDueMs(nowMs));
    }

    /// <summary>Fills a batch: up to three quarters with payments that somebody holds a request open for, however old the
    /// others are, because those requests end in seconds; the rest earliest due first.</summary>
    /// <param name="limits">What the batch may hold.</param>
    /// <param name="taken">Receives the admissions in call order.</param>
    /// <param name="nowMs">The caller's clock in milliseconds, by which a payment apart waits for its turn; by default
    /// everything is due.</param>
    /// <returns>Sum of the item gas.</returns>
    public ulong Cut(in CutLimits limits, List<AdmissionSequence> taken, long nowMs = long.MaxValue)
    {
        DropTaken();
        var apartIsDue = ApartDueMs(nowMs) <= nowMs;
        var isApartsTurn = _waiting.Count > Together
            && (Together == 0 || (apartIsDue && (!_apartWasLast || TogetherDueMs(nowMs) > nowMs)));
        _apartWasLast = isApartsTurn;
        return isApartsTurn ? CutApart(limits, taken) : CutTogether(limits, taken);
    }

    private ulong CutTogether(in CutLimits limits, List<AdmissionSequence> taken)
    {
        var maxItems = Math.Min(limits.MaxItems, policy.MaxItems);
        var riskyLeft = Math.Max(1, maxItems / RiskyShareDenominator);
        ulong gas = 0;
        while (taken.Count < maxItems)
        {
            var heldFirst = taken.Count < maxItems * HeldShareNumerator / HeldShareDenominator;
            if (NextTogether(heldFirst, riskyLeft > 0) is not { } next || !TryTake(next, limits, taken, ref gas))
            {
                break;
            }

            riskyLeft -= ReferenceEquals(next, _risky) ? 1 : 0;
        }

        return gas;
    }

    private ulong CutApart(in CutLimits limits, List<AdmissionSequence> taken)
    {
        var next = _apart.MinBy(queue => queue.Front)!;
        var maxItems = Math.Min(Math.Min(limits.MaxItems, policy.MaxItems), CompanyOf(next));
        ulong gas = 0;
        while (taken.Count < maxItems && next.Waiting > 0 && TryTake(next, limits, taken, ref gas))
        {
        }

        return gas;
    }

    private bool TryTake(PaymentQueue queue, in CutLimits limits, List<AdmissionSequence> taken, ref ulong gas)
    {
        var isThere = queue.TryPeek(out var id);
        Invariant.Holds(isThere);
        var candidate = _waiting[id];
        if (taken.Count > 0 && gas + candidate.Gas > limits.MaxItemGas)
        {
            return false;
        }

        queue.Dequeue();
        Remove(id);
        taken.Add(id);
        gas += candidate.Gas;
        DropTaken(queue);
        return true;
    }

    private PaymentQueue? NextTogether(bool heldFirst, bool mayBeRisky)
    {
        var next = heldFirst && _held.Waiting > 0 || _bulk.Waiting == 0 ? _held
            : _held.Front.CompareTo(_bulk.Front) <= 0 ? _held
            : _bulk;
        if (mayBeRisky && _risky.Waiting > 0 && (next.Waiting == 0 || _risky.Front.CompareTo(next.Front) < 0))
        {
            next = _risky;
        }

        return next.Waiting > 0 ? next : null;
    }

    private long TogetherDueMs(long nowMs)
    {
        if (Together == 0)
        {
            return long.MaxValue;
        }

        if (Together >= policy.MaxItems)
        {
            return nowMs;
        }

        var soonestMs = Math.Min(Math.Min(_held.DueAtMs, _bulk.DueAtMs), _risky.DueAtMs);
        return Math.Min(_waiting[_byAge.Peek()].EnqueuedAtMs + policy.WaitMs, soonestMs);
    }

    private long ApartDueMs(long nowMs)
    {
        var dueMs = long.MaxValue;
        foreach (var queue in _apart)
        {
            dueMs = Math.Min(dueMs, queue.Waiting >= CompanyOf(queue) ? Math.Min(nowMs, queue.DueAtMs) : queue.DueAtMs);
        }

        return dueMs;
    }

    private bool IsApart(in BatchCandidate candidate) => candidate.MaxCompany < policy.MaxItems;

    private PaymentQueue QueueOf(in BatchCandidate candidate) =>
        IsApart(candidate) ? _apart[Math.Min(_apart.Length - 1, BitOperations.Log2((uint)Math.Max(1, candidate.MaxCompany)))]
        : candidate.IsRisky ? _risky
        : candidate.IsHeldRequest ? _held
        : _bulk;

    private int CompanyOf(PaymentQueue apart) => 1 << Array.IndexOf(_apart, apart);

    private long DueAtMs(in BatchCandidate candidate)
    {
        // Patience is what bulk has with held requests, which only share a batch where company is not limited.
        var patience = candidate.IsHeldRequest || IsApart(candidate) ? 0 : policy.BulkPatienceMs;
        return Math.Min(candidate.EnqueuedAtMs + policy.WaitMs + patience, candidate.ExpiresAtMs);
    }

    private void DropTaken()
    {
        while (_byAge.TryPeek(out var oldest) && (!_waiting.TryGetValue(oldest, out var candidate) || IsApart(candidate)))
        {
            _byAge.Dequeue();
        }

        DropTaken(_held);
        DropTaken(_bulk);
        DropTaken(_risky);
        foreach (var queue in _apart)
        {
            DropTaken(queue);
        }
    }

    private void DropTaken(PaymentQueue queue)
    {
        // A payment may have come back in another class than that of its old entry.
        while (queue.TryPeek(out var first)
            && (!_waiting.TryGetValue(first, out var candidate) || !ReferenceEquals(QueueOf(candidate), queue)))
        {
            queue.Dequeue();
        }
    }
}

using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Batch;

/// <summary>
/// Admitted payments that wait for a batch: cut by count, by age and by the soonest end of validity, filled earliest due
/// first, packed by gas and bytes. Pure: the caller passes the time in. One owner, no locks.
/// </summary>
/// <param name="policy">When to cut.</param>
public sealed class WaitingPayments(BatchPolicy policy)
{
    private const int HeldShareNumerator = 3;
    private const int HeldShareDenominator = 4;

    private readonly PriorityQueue<AdmissionSequence, (long DueAtMs, ulong Id)> _held = new();
    private readonly PriorityQueue<AdmissionSequence, (long DueAtMs, ulong Id)> _bulk = new();
    private readonly Queue<AdmissionSequence> _byAge = new();
    private readonly Dictionary<AdmissionSequence, BatchCandidate> _waiting = [];

    /// <summary>Payments that wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>Adds a payment.</summary>
    /// <param name="candidate">The payment; not waiting already.</param>
    public void Add(in BatchCandidate candidate)
    {
        _waiting.Add(candidate.Id, candidate);
        _byAge.Enqueue(candidate.Id);
        (candidate.IsHeldRequest ? _held : _bulk).Enqueue(candidate.Id, (DueAtMs(candidate), candidate.Id.Value));
    }

    /// <summary>Takes a payment out without settling it.</summary>
    /// <param name="id">The admission.</param>
    /// <returns>Whether it was waiting.</returns>
    public bool Remove(AdmissionSequence id) => _waiting.Remove(id);

    /// <summary>When the next batch is due, if nothing is added.</summary>
    /// <param name="nowMs">The caller's clock in milliseconds.</param>
    /// <returns>A time on that clock, at or before now when a batch is due; <see cref="long.MaxValue"/> when nothing waits.</returns>
    public long NextCutMs(long nowMs)
    {
        DropTaken();
        if (_waiting.Count == 0)
        {
            return long.MaxValue;
        }

        if (_waiting.Count >= policy.MaxItems)
        {
            return nowMs;
        }

        var soonestMs = Math.Min(DueOfFirst(_held).DueAtMs, DueOfFirst(_bulk).DueAtMs);
        return Math.Min(_waiting[_byAge.Peek()].EnqueuedAtMs + policy.WaitMs, soonestMs);
    }

    /// <summary>Fills a batch: up to three quarters with payments that somebody holds a request open for, however old the
    /// others are, because those requests end in seconds; the rest earliest due first.</summary>
    /// <param name="limits">What the batch may hold.</param>
    /// <param name="taken">Receives the admissions in call order.</param>
    /// <returns>Sum of the item gas.</returns>
    public ulong Cut(in CutLimits limits, List<AdmissionSequence> taken)
    {
        var maxItems = Math.Min(limits.MaxItems, policy.MaxItems);
        ulong gas = 0;
        DropTaken();
        while (taken.Count < maxItems && _waiting.Count > 0)
        {
            var next = NextQueue(heldFirst: taken.Count < maxItems * HeldShareNumerator / HeldShareDenominator);
            var candidate = _waiting[next.Peek()];

            // A payment that must travel alone takes the whole batch, or waits for the next one.
            if (taken.Count > 0 && (candidate.Alone || gas + candidate.Gas > limits.MaxItemGas))
            {
                break;
            }

            next.Dequeue();
            _waiting.Remove(candidate.Id);
            taken.Add(candidate.Id);
            gas += candidate.Gas;
            DropTaken(next);
            if (candidate.Alone)
            {
                break;
            }
        }

        return gas;
    }

    private long DueAtMs(in BatchCandidate candidate)
    {
        var patience = candidate.IsHeldRequest ? 0 : policy.BulkPatienceMs;
        return Math.Min(candidate.EnqueuedAtMs + policy.WaitMs + patience, candidate.ExpiresAtMs);
    }

    private void DropTaken()
    {
        while (_byAge.TryPeek(out var oldest) && !_waiting.ContainsKey(oldest))
        {
            _byAge.Dequeue();
        }

        DropTaken(_held);
        DropTaken(_bulk);
    }

    private void DropTaken(PriorityQueue<AdmissionSequence, (long DueAtMs, ulong Id)> queue)
    {
        while (queue.TryPeek(out var soonest, out _) && !_waiting.ContainsKey(soonest))
        {
            queue.Dequeue();
        }
    }

    private PriorityQueue<AdmissionSequence, (long DueAtMs, ulong Id)> NextQueue(bool heldFirst)
    {
        if (_held.Count == 0 || _bulk.Count == 0)
        {
            return _held.Count == 0 ? _bulk : _held;
        }

        return heldFirst || DueOfFirst(_held).CompareTo(DueOfFirst(_bulk)) <= 0 ? _held : _bulk;
    }

    private static (long DueAtMs, ulong Id) DueOfFirst(PriorityQueue<AdmissionSequence, (long DueAtMs, ulong Id)> queue) =>
        queue.TryPeek(out _, out var due) ? due : (long.MaxValue, ulong.MaxValue);
}

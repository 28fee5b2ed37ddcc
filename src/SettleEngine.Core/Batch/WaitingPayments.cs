using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Batch;

/// <summary>
/// Admitted payments that wait for a batch: cut by count, by what their provider asks and by the soonest end of validity, filled
/// earliest due first, packed by gas and bytes. What may not cost as much as a batch costs at the moment waits, until its validity
/// presses or for ever, as was asked. Payments whose company is limited are cut apart from the others, in turns with them, so that
/// they never shorten a batch of those. Pure: the caller passes the time in. One owner, no locks.
/// </summary>
public sealed class WaitingPayments
{
    private const int HeldShareNumerator = 3;
    private const int HeldShareDenominator = 4;

    // A fifth, as the guarded settler's tests have it, and at least one, so that a small batch size starves nobody.
    private const int RiskyShareDenominator = 5;

    // Where fees are too dear for all, those leave together whose validity presses within so many landing times of one another.
    private const int PressedTogether = 2;

    private readonly BatchPolicy _policy;
    private readonly TariffBook _tariffs;
    private readonly KinSearch _kin;
    private readonly Dictionary<AdmissionSequence, WaitingPayment> _waiting = [];
    private bool _apartWasLast = true;
    private int _open;

    /// <summary>Nothing waits.</summary>
    /// <param name="policy">When to cut.</param>
    /// <param name="usdPerPayment">US dollars that each payment costs in a batch of so many at this moment, infinite while
    /// nobody knows; null when no objective asks. Asked often; must not block.</param>
    public WaitingPayments(BatchPolicy policy, Func<int, double>? usdPerPayment = null)
    {
        _policy = policy;
        _tariffs = new TariffBook(usdPerPayment ?? (static _ => double.PositiveInfinity));
        _kin = new KinSearch(policy.MaxItems);
    }

    /// <summary>Payments that wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>Whether a whole batch may leave, as of the last <see cref="NextCutMs"/>.</summary>
    public bool IsFull => _open >= _policy.MaxItems;

    /// <summary>Whether anything waits that may not cost what it costs, so that a change of fees matters.</summary>
    public bool IsAnyLimited => _tariffs.IsAnyLimited;

    /// <summary>How long it takes to land; the caller keeps it up to date.</summary>
    public LandingEstimate Landing { get; set; }

    /// <summary>Adds a payment.</summary>
    /// <param name="candidate">The payment; not waiting already.</param>
    public void Add(in BatchCandidate candidate)
    {
        var objective = candidate.Objective ?? BatchObjective.Balanced;
        var isApart = candidate.MaxCompany < _policy.MaxItems;

        // What travels in little company costs what it costs, up to the ceiling: waiting would bring it no more company.
        var tariff = isApart
            ? _tariffs.Of(objective.PressedLimitUsd, isAsked: false)
            : _tariffs.Of(objective.LimitUsd, objective.LimitUsd < objective.PressedLimitUsd);
        var queue = isApart ? tariff.ApartOf(candidate.MaxCompany)
            : candidate.IsRisky ? tariff.Risky
            : candidate.IsHeldRequest ? tariff.Held
            : tariff.Bulk;

        var lastMs = candidate.ExpiresAtMs - Landing.SafeMs;
        var wishMs = WishMs(candidate, objective);

        // Patience is what bulk has with held requests, which only share a batch where company is not limited.
        var patienceMs = candidate.IsHeldRequest || isApart || objective.MaxLatency is not null ? 0 : _policy.BulkPatienceMs;
        Add(
            candidate.Id,
            new WaitingPayment(
                tariff,
                queue,
                objective.PressedLimitUsd,
                Math.Max(candidate.EnqueuedAtMs, Math.Min(wishMs, lastMs)),
                tariff.IsAsked && candidate.IsHeldRequest
                    ? Math.Min(candidate.ExpiresAtMs, HeldUntilMs(candidate) + Landing.SafeMs)
                    : candidate.ExpiresAtMs,
                (uint)Math.Min(candidate.Gas, uint.MaxValue),
                candidate.PayerMark,
                candidate.PayeeMark),
            Math.Min(wishMs + patienceMs, lastMs));
    }

    /// <summary>Takes a payment out without settling it.</summary>
    /// <param name="id">The admission.</param>
    /// <returns>Whether it was waiting.</returns>
    public bool Remove(AdmissionSequence id)
    {
        if (!_waiting.Remove(id, out var waiting))
        {
            return false;
        }

        waiting.Queue.Waiting--;
        return true;
    }

    /// <summary>Whether a payment waits because it would cost more than its ceiling, as of the last <see cref="NextCutMs"/>.</summary>
    /// <param name="id">The admission.</param>
    /// <returns>False also when it does not wait.</returns>
    public bool IsAboveCeiling(AdmissionSequence id) =>
        _waiting.TryGetValue(id, out var waiting)
        && !double.IsPositiveInfinity(waiting.PressedLimitUsd)
        && _tariffs.PriceOf(waiting.IsApart ? 1 : Math.Max(1, Math.Min(_policy.MaxItems, waiting.Tariff.Together)))
            > waiting.PressedLimitUsd;

    /// <summary>Tells what waits because of its price, as of the last <see cref="NextCutMs"/>.</summary>
    /// <param name="waits">Receives a line for each limit.</param>
    public void CollectPriceWaits(List<PriceWait> waits)
    {
        foreach (var tariff in _tariffs.All)
        {
            var count = _tariffs.CountAbove(tariff);
            if (count > 0)
            {
                DropTaken(tariff, tariff.ByEnd);
                waits.Add(new PriceWait(
                    tariff.LimitUsd,
                    !tariff.IsAsked,
                    count,
                    _tariffs.PriceOf(_policy.MaxItems),
                    tariff.ByEnd.DueAtMs));
            }
        }
    }

    /// <summary>When the next batch is due, if nothing is added and prices stay.</summary>
    /// <param name="nowMs">The caller's clock in milliseconds.</param>
    /// <returns>A time on that clock, at or before now when a batch is due; <see cref="long.MaxValue"/> when nothing waits that may
    /// leave.</returns>
    public long NextCutMs(long nowMs)
    {
        DropTaken();
        var pressedMs = Press(nowMs);
        return Math.Min(pressedMs, Math.Min(TogetherDueMs(nowMs), _tariffs.ApartDueMs(nowMs)));
    }

    /// <summary>Fills a batch: up to three quarters with payments that somebody holds a request open for, however old the
    /// others are, because those requests end in seconds; the rest earliest due first. When more wait than fit, half of that rest is
    /// chosen for payers and payees that the batch already has, because they cost less gas there.</summary>
    /// <param name="limits">What the batch may hold.</param>
    /// <param name="taken">Receives the admissions in call order.</param>
    /// <param name="nowMs">The caller's clock in milliseconds, by which a payment apart waits for its turn; by default
    /// everything is due.</param>
    /// <returns>Sum of the item gas.</returns>
    public ulong Cut(in CutLimits limits, List<AdmissionSequence> taken, long nowMs = long.MaxValue)
    {
        DropTaken();
        var togetherDueMs = TogetherDueMs(nowMs);
        var apartDueMs = _tariffs.ApartDueMs(nowMs);
        var isApartsTurn = apartDueMs < long.MaxValue
            && (_open == 0 || (apartDueMs <= nowMs && (!_apartWasLast || togetherDueMs > nowMs)));
        _apartWasLast = isApartsTurn;
        return isApartsTurn ? CutApart(limits, taken) : CutTogether(limits, taken);
    }

    private static long HeldUntilMs(in BatchCandidate candidate) => candidate.AcceptedAtMs + BatchPolicy.HeldPatienceMs;

    private long WishMs(in BatchCandidate candidate, BatchObjective objective)
    {
        var wishMs = objective.MaxLatency is { } latency
            ? candidate.AcceptedAtMs + (long)latency.TotalMilliseconds - Landing.UsualMs
            : candidate.EnqueuedAtMs + _policy.WaitMs;
        return candidate.IsHeldRequest ? Math.Min(wishMs, HeldUntilMs(candidate)) : wishMs;
    }

    private ulong CutTogether(in CutLimits limits, List<AdmissionSequence> taken)
    {
        var maxItems = Math.Min(limits.MaxItems, _policy.MaxItems);
        var riskyLeft = Math.Max(1, maxItems / RiskyShareDenominator);
        var kinFrom = int.MaxValue;
        ulong gas = 0;
        _kin.Begin(isNeeded: _open > maxItems);
        while (taken.Count < maxItems)
        {
            var heldFirst = taken.Count < maxItems * HeldShareNumerator / HeldShareDenominator;
            if (_kin.IsNeeded && kinFrom == int.MaxValue && !(heldFirst && _tariffs.Next(PaymentClass.Held) is not null))
            {
                // The earliest due is always among the first half of these, so that nobody is passed over for ever.
                kinFrom = taken.Count + ((maxItems - taken.Count + 1) / 2);
            }

            if (_kin.IsNeeded && taken.Count >= kinFrom)
            {
                if (!TakeKin(limits, maxItems, taken, ref gas))
                {
                    break;
                }

                continue;
            }

            if (NextTogether(heldFirst, riskyLeft > 0) is not { } next || !TryTake(next, limits, taken, ref gas))
            {
                break;
            }

            riskyLeft -= next.Kind == PaymentClass.Risky ? 1 : 0;
        }

        return gas;
    }

    private bool TakeKin(in CutLimits limits, int maxItems, List<AdmissionSequence> taken, ref ulong gas)
    {
        while (!_kin.IsFull && _tariffs.Next(PaymentClass.Bulk) is { } queue && queue.TryPeek(out var id))
        {
            var waiting = _waiting[id];
            _kin.Look(queue, id, queue.DueAtMs, waiting);
            queue.Dequeue();
            DropTaken(waiting.Tariff, queue);
        }

        var fits = true;
        foreach (var id in _kin.Choose(maxItems - taken.Count))
        {
            var waiting = _waiting[id];
            fits = fits && (taken.Count == 0 || gas + waiting.Gas <= limits.MaxItemGas);
            if (fits)
            {
                Remove(id);
                taken.Add(id);
                gas += waiting.Gas;
            }
        }

        _kin.PutBack(_waiting.ContainsKey);
        return fits;
    }

    private ulong CutApart(in CutLimits limits, List<AdmissionSequence> taken)
    {
        var next = _tariffs.NextApart();
        Invariant.Holds(next is not null);
        var maxItems = Math.Min(Math.Min(limits.MaxItems, _policy.MaxItems), next.MaxCompany);
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
        var waiting = _waiting[id];
        if (taken.Count > 0 && gas + waiting.Gas > limits.MaxItemGas)
        {
            return false;
        }

        queue.Dequeue();
        Remove(id);
        taken.Add(id);
        _kin.Join(waiting);
        gas += waiting.Gas;
        DropTaken(waiting.Tariff, queue);
        return true;
    }

    private PaymentQueue? NextTogether(bool heldFirst, bool mayBeRisky)
    {
        var held = _tariffs.Next(PaymentClass.Held);
        var bulk = _tariffs.Next(PaymentClass.Bulk);
        var next = bulk is null || (held is not null && (heldFirst || held.Front.CompareTo(bulk.Front) <= 0)) ? held : bulk;
        return mayBeRisky && _tariffs.Next(PaymentClass.Risky) is { } risky && (next is null || risky.Front.CompareTo(next.Front) < 0)
            ? risky
            : next;
    }

    private long TogetherDueMs(long nowMs)
    {
        _open = _tariffs.Open(_policy.MaxItems);
        if (_open == 0)
        {
            return long.MaxValue;
        }

        return IsFull ? nowMs : _tariffs.LeaveAtMs;
    }

    // Lets those go at what it costs whose validity presses; returns when the next one's will.
    private long Press(long nowMs)
    {
        var nextMs = long.MaxValue;
        for (var i = 0; i < _tariffs.All.Count; i++)
        {
            var tariff = _tariffs.All[i];
            if (!tariff.IsAsked || tariff.Together == 0)
            {
                continue;
            }

            var pressedAtMs = tariff.ByEnd.DueAtMs - Landing.SafeMs;
            if (pressedAtMs > nowMs)
            {
                nextMs = Math.Min(nextMs, pressedAtMs);
                continue;
            }

            _tariffs.Open(_policy.MaxItems);

            // Where it is too few that come, and not the fees, the others have no better chance, and together they cost least.
            var endsByMs = tariff.IsOpen ? nowMs + Landing.SafeMs
                : _tariffs.PriceOf(_policy.MaxItems) <= tariff.LimitUsd ? long.MaxValue
                : tariff.ByEnd.DueAtMs + (PressedTogether * Landing.SafeMs);
            Release(tariff, endsByMs, pressedAtMs);
            DropTaken();
        }

        return nextMs;
    }

    private void Release(Tariff tariff, long endsByMs, long leaveAtMs)
    {
        while (tariff.ByEnd.TryPeek(out var id) && tariff.ByEnd.DueAtMs <= endsByMs && tariff.Together > 0)
        {
            var pressed = _waiting[id];
            tariff.ByEnd.Dequeue();
            Remove(id);
            var relieved = _tariffs.Of(pressed.PressedLimitUsd, isAsked: false);
            Add(
                id,
                pressed with { Tariff = relieved, Queue = relieved.QueueOf(pressed.Queue.Kind), LeaveAtMs = leaveAtMs },
                pressed.ExpiresAtMs - Landing.SafeMs);
            DropTaken(tariff, tariff.ByEnd);
        }
    }

    private void Add(AdmissionSequence id, in WaitingPayment waiting, long dueAtMs)
    {
        _waiting.Add(id, waiting);
        waiting.Queue.Waiting++;
        waiting.Queue.Enqueue(id, dueAtMs);
        if (!waiting.IsApart)
        {
            waiting.Tariff.ByLeave.Enqueue(id, waiting.LeaveAtMs);
        }

        if (waiting.Tariff.IsLimited)
        {
            waiting.Tariff.ByEnd.Enqueue(id, waiting.ExpiresAtMs);
        }
    }

    private void DropTaken()
    {
        foreach (var tariff in _tariffs.All)
        {
            DropTaken(tariff, tariff.Held);
            DropTaken(tariff, tariff.Bulk);
            DropTaken(tariff, tariff.Risky);
            DropTaken(tariff, tariff.ByLeave);
            DropTaken(tariff, tariff.ByEnd);
            foreach (var queue in tariff.Apart)
            {
                if (queue is not null)
                {
                    DropTaken(tariff, queue);
                }
            }
        }
    }

    private void DropTaken(Tariff tariff, PaymentQueue queue)
    {
        // A payment may have come back in another class, or with other times, than those of its old entry.
        while (queue.TryPeek(out var first)
            && (!_waiting.TryGetValue(first, out var waiting) || waiting.Tariff != tariff || !Stands(waiting, queue)))
        {
            queue.Dequeue();
        }
    }

    private static bool Stands(in WaitingPayment waiting, PaymentQueue queue) =>
        queue == waiting.Tariff.ByLeave ? !waiting.IsApart && waiting.LeaveAtMs == queue.DueAtMs
        : queue == waiting.Tariff.ByEnd ? waiting.ExpiresAtMs == queue.DueAtMs
        : waiting.Queue == queue;
}

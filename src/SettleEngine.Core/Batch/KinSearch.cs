using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Batch;

/// <summary>Chooses, among the earliest due, those whose payer or payee a batch already has: a repeated payer saves 7,300 gas, a
/// repeated payee 4,800. One owner.</summary>
/// <param name="maxItems">Most payments in a batch.</param>
internal sealed class KinSearch(int maxItems)
{
    // How many batches' worth of payments are looked at: enough to find kin, and a bound for the work.
    private const int WindowBatches = 4;

    private readonly HashSet<int> _payers = [];
    private readonly HashSet<int> _payees = [];
    private readonly List<(PaymentQueue Queue, AdmissionSequence Id, long DueAtMs, int Rank)> _window = [];
    private readonly HashSet<AdmissionSequence> _seen = [];
    private readonly List<AdmissionSequence> _chosen = [];

    /// <summary>Whether more wait than fit into the batch, so that there is a choice.</summary>
    public bool IsNeeded { get; private set; }

    /// <summary>Whether enough were looked at.</summary>
    public bool IsFull => _window.Count >= WindowBatches * maxItems;

    /// <summary>Begins a batch.</summary>
    /// <param name="isNeeded">Whether more wait than fit.</param>
    public void Begin(bool isNeeded)
    {
        IsNeeded = isNeeded;
        _payers.Clear();
        _payees.Clear();
    }

    /// <summary>Records that a payment is in the batch.</summary>
    /// <param name="payment">The payment.</param>
    public void Join(in WaitingPayment payment)
    {
        if (IsNeeded)
        {
            _payers.Add(payment.PayerMark);
            _payees.Add(payment.PayeeMark);
        }
    }

    /// <summary>Looks at a payment, in due order.</summary>
    /// <param name="queue">Where it is taken from; the caller takes it out.</param>
    /// <param name="id">The admission.</param>
    /// <param name="dueAtMs">When it is due.</param>
    /// <param name="payment">The payment. One that has come back stands in its queue once more, and counts by its earliest entry.</param>
    public void Look(PaymentQueue queue, AdmissionSequence id, long dueAtMs, in WaitingPayment payment)
    {
        if (!_seen.Add(id))
        {
            return;
        }

        var knowsPayer = payment.PayerMark != 0 && _payers.Contains(payment.PayerMark);
        var knowsPayee = payment.PayeeMark != 0 && _payees.Contains(payment.PayeeMark);
        _window.Add((queue, id, dueAtMs, knowsPayer && knowsPayee ? 0 : knowsPayer ? 1 : knowsPayee ? 2 : 3));
    }

    /// <summary>Chooses from what was looked at.</summary>
    /// <param name="count">At most so many.</param>
    /// <returns>Those that save most, and the earliest due among equals.</returns>
    public List<AdmissionSequence> Choose(int count)
    {
        _chosen.Clear();
        for (var rank = 0; rank <= 3; rank++)
        {
            foreach (var seen in _window)
            {
                if (seen.Rank == rank && _chosen.Count < count)
                {
                    _chosen.Add(seen.Id);
                }
            }
        }

        return _chosen;
    }

    /// <summary>Puts back what was looked at and not taken. There is no further choice in this batch.</summary>
    /// <param name="stillWaits">Whether a payment was not taken.</param>
    public void PutBack(Predicate<AdmissionSequence> stillWaits)
    {
        foreach (var (queue, id, dueAtMs, _) in _window)
        {
            if (stillWaits(id))
            {
                queue.Enqueue(id, dueAtMs);
            }
        }

        _window.Clear();
        _seen.Clear();
        IsNeeded = false;
    }
}

using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Batch;

/// <summary>Waiting payments of one class, earliest due first. Payments that are taken out elsewhere stay in it until they come to
/// the front, where <see cref="WaitingPayments"/> drops them. One owner.</summary>
/// <param name="kind">The class.</param>
/// <param name="company">Most payments of it in a batch.</param>
internal sealed class PaymentQueue(PaymentClass kind, int company = Company.Any)
{
    private readonly PriorityQueue<AdmissionSequence, (long DueAtMs, ulong Id)> _queue = new();

    /// <summary>The class.</summary>
    public PaymentClass Kind { get; } = kind;

    /// <summary>Most payments of it in a batch.</summary>
    public int MaxCompany { get; } = company;

    /// <summary>Payments of this class that wait.</summary>
    public int Waiting { get; set; }

    /// <summary>Due time of the front; <see cref="long.MaxValue"/> when there is none.</summary>
    public long DueAtMs => Front.DueAtMs;

    /// <summary>Order of the front, with the admission as the last word.</summary>
    public (long DueAtMs, ulong Id) Front => _queue.TryPeek(out _, out var due) ? due : (long.MaxValue, ulong.MaxValue);

    /// <summary>Adds an entry.</summary>
    /// <param name="id">The admission.</param>
    /// <param name="dueAtMs">When it is due.</param>
    public void Enqueue(AdmissionSequence id, long dueAtMs) => _queue.Enqueue(id, (dueAtMs, id.Value));

    /// <summary>Looks at the front.</summary>
    /// <param name="id">The admission.</param>
    /// <returns>False when the queue is empty.</returns>
    public bool TryPeek(out AdmissionSequence id) => _queue.TryPeek(out id, out _);

    /// <summary>Takes the front out.</summary>
    public void Dequeue() => _queue.Dequeue();
}

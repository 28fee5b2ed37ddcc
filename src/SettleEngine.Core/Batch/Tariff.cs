using System.Numerics;

namespace SettleEngine.Core.Batch;

/// <summary>Waiting payments that may cost the same at most. One owner.</summary>
/// <param name="limitUsd">US dollars for each; infinite when they may cost what they cost.</param>
/// <param name="isAsked">Whether the limit is what is asked while validity allows it; otherwise it is a ceiling, or there is none.</param>
internal sealed class Tariff(double limitUsd, bool isAsked)
{
    // By the logarithm of the company: 1, 2, 4 … 128.
    private readonly PaymentQueue?[] _apart = new PaymentQueue?[8];

    /// <summary>US dollars for each payment at most.</summary>
    public double LimitUsd { get; } = limitUsd;

    /// <summary>Whether the limit ends when validity presses.</summary>
    public bool IsAsked { get; } = isAsked;

    /// <summary>Whether there is a limit.</summary>
    public bool IsLimited => !double.IsPositiveInfinity(LimitUsd);

    /// <summary>Whether a batch costs no more than that at the moment.</summary>
    public bool IsOpen { get; set; } = true;

    /// <summary>Payments with a request held open.</summary>
    public PaymentQueue Held { get; } = new(PaymentClass.Held);

    /// <summary>Payments without.</summary>
    public PaymentQueue Bulk { get; } = new(PaymentClass.Bulk);

    /// <summary>Payments whose payer may burn gas.</summary>
    public PaymentQueue Risky { get; } = new(PaymentClass.Risky);

    /// <summary>All of these three by the time at which they want to leave.</summary>
    public PaymentQueue ByLeave { get; } = new(PaymentClass.Bulk);

    /// <summary>Where there is a limit, all of these three by the end of validity.</summary>
    public PaymentQueue ByEnd { get; } = new(PaymentClass.Bulk);

    /// <summary>Payments that share batches with others.</summary>
    public int Together => Held.Waiting + Bulk.Waiting + Risky.Waiting;

    /// <summary>Payments whose company is limited.</summary>
    public int ApartCount
    {
        get
        {
            var count = 0;
            foreach (var queue in _apart)
            {
                count += queue?.Waiting ?? 0;
            }

            return count;
        }
    }

    /// <summary>Queues of payments whose company is limited; null for those that were never needed.</summary>
    public ReadOnlySpan<PaymentQueue?> Apart => _apart;

    /// <summary>The queue of payments with so much company.</summary>
    /// <param name="company">Most payments in a batch.</param>
    /// <returns>The queue.</returns>
    public PaymentQueue ApartOf(int company)
    {
        var index = Math.Min(_apart.Length - 1, BitOperations.Log2((uint)Math.Max(1, company)));
        return _apart[index] ??= new PaymentQueue(PaymentClass.Apart, 1 << index);
    }

    /// <summary>The queue of a class.</summary>
    /// <param name="kind">Any but <see cref="PaymentClass.Apart"/>.</param>
    /// <returns>The queue.</returns>
    public PaymentQueue QueueOf(PaymentClass kind) => kind switch
    {
        PaymentClass.Held => Held,
        PaymentClass.Bulk => Bulk,
        _ => Risky,
    };
}

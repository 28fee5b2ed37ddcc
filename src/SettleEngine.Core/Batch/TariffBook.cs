namespace SettleEngine.Core.Batch;

/// <summary>All tariffs, and which of them a batch meets at the moment. One owner.</summary>
/// <param name="usdPerPayment">US dollars for each payment in a batch of so many; infinite while nobody knows.</param>
internal sealed class TariffBook(Func<int, double> usdPerPayment)
{
    // Lowest limit first. The one without a limit is always there, and last.
    private readonly List<Tariff> _tariffs = [new Tariff(double.PositiveInfinity, isAsked: false)];

    /// <summary>The tariffs, lowest limit first.</summary>
    public List<Tariff> All => _tariffs;

    /// <summary>Whether anything waits that may not cost what it costs.</summary>
    public bool IsAnyLimited
    {
        get
        {
            for (var i = 0; i < _tariffs.Count - 1; i++)
            {
                if (_tariffs[i].Together + _tariffs[i].ApartCount > 0)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>When the first payment that may leave wants to; <see cref="long.MaxValue"/> when none may.</summary>
    public long LeaveAtMs
    {
        get
        {
            var leaveAtMs = long.MaxValue;
            foreach (var tariff in _tariffs)
            {
                leaveAtMs = tariff.IsOpen ? Math.Min(leaveAtMs, tariff.ByLeave.DueAtMs) : leaveAtMs;
            }

            return leaveAtMs;
        }
    }

    /// <summary>US dollars for each payment in a batch.</summary>
    /// <param name="payments">How many share it.</param>
    /// <returns>The price.</returns>
    public double PriceOf(int payments) => usdPerPayment(payments);

    /// <summary>The tariff with a limit.</summary>
    /// <param name="limitUsd">US dollars, or infinite.</param>
    /// <param name="isAsked">Whether the limit ends when validity presses.</param>
    /// <returns>The tariff.</returns>
    public Tariff Of(double limitUsd, bool isAsked)
    {
        if (double.IsPositiveInfinity(limitUsd))
        {
            return _tariffs[^1];
        }

        var at = 0;
        while (_tariffs[at].LimitUsd <= limitUsd)
        {
            if (_tariffs[at].LimitUsd.Equals(limitUsd) && _tariffs[at].IsAsked == isAsked)
            {
                return _tariffs[at];
            }

            at++;
        }

        var tariff = new Tariff(limitUsd, isAsked);
        _tariffs.Insert(at, tariff);
        return tariff;
    }

    /// <summary>Finds out which payments may leave together at the moment: all whose limit is met by a batch of as many as share
    /// that limit or a higher one.</summary>
    /// <param name="maxItems">Most payments in a batch.</param>
    /// <returns>How many they are.</returns>
    public int Open(int maxItems)
    {
        var joined = 0;
        foreach (var tariff in _tariffs)
        {
            joined += tariff.Together;
        }

        var isOpen = false;
        foreach (var tariff in _tariffs)
        {
            var waiting = tariff.Together;
            isOpen = isOpen
                || !tariff.IsLimited
                || (waiting > 0 && PriceOf(Math.Min(joined, maxItems)) <= tariff.LimitUsd);
            tariff.IsOpen = isOpen;
            joined -= isOpen ? 0 : waiting;
        }

        return joined;
    }

    /// <summary>The earliest due of a class that may leave.</summary>
    /// <param name="kind">Any class but <see cref="PaymentClass.Apart"/>.</param>
    /// <returns>Its queue, or null.</returns>
    public PaymentQueue? Next(PaymentClass kind)
    {
        PaymentQueue? next = null;
        foreach (var tariff in _tariffs)
        {
            var queue = tariff.QueueOf(kind);
            if (tariff.IsOpen && queue.TryPeek(out _) && (next is null || queue.Front.CompareTo(next.Front) < 0))
            {
                next = queue;
            }
        }

        return next;
    }

    /// <summary>The earliest due of those with limited company that may leave.</summary>
    /// <returns>Its queue, or null.</returns>
    public PaymentQueue? NextApart()
    {
        PaymentQueue? next = null;
        foreach (var tariff in _tariffs)
        {
            foreach (var queue in tariff.Apart)
            {
                if (MayLeave(tariff, queue) && (next is null || queue!.Front.CompareTo(next.Front) < 0))
                {
                    next = queue;
                }
            }
        }

        return next;
    }

    /// <summary>When the first batch of payments with limited company is due.</summary>
    /// <param name="nowMs">The caller's clock in milliseconds.</param>
    /// <returns>A time on that clock; <see cref="long.MaxValue"/> when none may leave.</returns>
    public long ApartDueMs(long nowMs)
    {
        var dueMs = long.MaxValue;
        foreach (var tariff in _tariffs)
        {
            foreach (var queue in tariff.Apart)
            {
                if (MayLeave(tariff, queue))
                {
                    var frontMs = queue!.DueAtMs;
                    dueMs = Math.Min(dueMs, queue.Waiting >= queue.MaxCompany ? Math.Min(nowMs, frontMs) : frontMs);
                }
            }
        }

        return dueMs;
    }

    /// <summary>Counts those of a tariff that wait because of their price.</summary>
    /// <param name="tariff">The tariff.</param>
    /// <returns>How many.</returns>
    public int CountAbove(Tariff tariff)
    {
        var count = tariff.IsOpen ? 0 : tariff.Together;
        foreach (var queue in tariff.Apart)
        {
            count += queue is { Waiting: > 0 } && !MayLeave(tariff, queue) ? queue.Waiting : 0;
        }

        return count;
    }

    private bool MayLeave(Tariff tariff, PaymentQueue? queue) =>
        queue is { Waiting: > 0 }
        && (!tariff.IsLimited || PriceOf(Math.Min(queue.Waiting, queue.MaxCompany)) <= tariff.LimitUsd);
}

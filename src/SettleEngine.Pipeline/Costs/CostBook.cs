using SettleEngine.Core.Primitives;

namespace SettleEngine.Pipeline.Costs;

/// <summary>What our transactions cost since the process started: the newest one by one, and sums by hour and payee. The journal has what
/// is older.</summary>
/// <remarks>Bounded: 1,000 transactions, 48 hours, 1,000 payees. Thread rule: any thread reads; the confirm stage writes.</remarks>
internal sealed class CostBook
{
    private const int MaxBatches = 1_000;
    private const int MaxHours = 48;
    private const int MaxPayees = 1_000;
    private const ulong SecondsOfHour = 3_600;

    private readonly Lock _gate = new();
    private readonly List<BatchCost> _batches = [];
    private readonly SortedDictionary<ulong, CostTotals> _hours = [];
    private readonly Dictionary<Address, CostTotals> _payees = [];
    private CostTotals _others;
    private CostTotals _total;
    private ulong _lastSequence;

    /// <summary>All sums.</summary>
    public CostSummary Summary
    {
        get
        {
            lock (_gate)
            {
                return new CostSummary(
                    _total,
                    [.. _hours.Select(hour => (new UnixSeconds(hour.Key * SecondsOfHour), hour.Value))],
                    [.. _payees.OrderByDescending(payee => payee.Value.FeesWei).Select(payee => (payee.Key, payee.Value))],
                    _others);
            }
        }
    }

    /// <summary>Reads transactions in the order in which they were found.</summary>
    /// <param name="after">Number of the last one that the reader has; 0 for the first that is kept.</param>
    /// <param name="max">Most transactions to return.</param>
    /// <returns>The transactions.</returns>
    public IReadOnlyList<BatchCost> Read(ulong after, int max)
    {
        lock (_gate)
        {
            return [.. _batches.SkipWhile(batch => batch.Sequence <= after).Take(max)];
        }
    }

    /// <summary>Adds a transaction that a block holds.</summary>
    /// <param name="batch">The transaction.</param>
    /// <returns>The same with its number.</returns>
    public BatchCost Add(BatchCost batch)
    {
        lock (_gate)
        {
            var numbered = batch with { Sequence = ++_lastSequence };
            _batches.Add(numbered);
            if (_batches.Count > MaxBatches)
            {
                _batches.RemoveAt(0);
            }

            Book(numbered);
            return numbered;
        }
    }

    /// <summary>Takes a transaction back that a reorg took out of its block.</summary>
    /// <param name="batch">What <see cref="Add"/> or <see cref="Replace"/> returned.</param>
    public void TakeBack(BatchCost batch)
    {
        lock (_gate)
        {
            _batches.RemoveAll(kept => kept.Sequence == batch.Sequence);
            Unbook(batch);
        }
    }

    /// <summary>Puts what is known better in the place of what was added.</summary>
    /// <param name="batch">What <see cref="Add"/> or <see cref="Replace"/> returned.</param>
    /// <param name="better">The same transaction.</param>
    /// <returns>The same with its number.</returns>
    public BatchCost Replace(BatchCost batch, BatchCost better)
    {
        lock (_gate)
        {
            var numbered = better with { Sequence = batch.Sequence };
            var place = _batches.FindIndex(kept => kept.Sequence == batch.Sequence);
            if (place >= 0)
            {
                _batches[place] = numbered;
            }

            Unbook(batch);
            Book(numbered);
            return numbered;
        }
    }

    private void Book(BatchCost batch)
    {
        var totals = batch.Totals;
        var hour = batch.Cost.BlockTime.Value / SecondsOfHour;
        _total += totals;
        _hours[hour] = _hours.GetValueOrDefault(hour) + totals;
        while (_hours.Count > MaxHours)
        {
            _hours.Remove(_hours.Keys.First());
        }

        _others += OfNobody(batch, totals);
        foreach (var (payee, share) in batch.Shares)
        {
            // Who has a place keeps it, so that what is taken back comes from where it was added.
            if (_payees.Count < MaxPayees || _payees.ContainsKey(payee))
            {
                _payees[payee] = _payees.GetValueOrDefault(payee) + share;
            }
            else
            {
                _others += share;
            }
        }
    }

    private void Unbook(BatchCost batch)
    {
        var totals = batch.Totals;
        var hour = batch.Cost.BlockTime.Value / SecondsOfHour;
        _total -= totals;
        if (_hours.TryGetValue(hour, out var ofHour))
        {
            _hours[hour] = ofHour - totals;
        }

        _others -= OfNobody(batch, totals);
        foreach (var (payee, share) in batch.Shares)
        {
            if (_payees.TryGetValue(payee, out var ofPayee))
            {
                _payees[payee] = ofPayee - share;
            }
            else
            {
                _others -= share;
            }
        }
    }

    private static CostTotals OfNobody(BatchCost batch, in CostTotals totals) => batch.Payees.Count == 0 ? totals : default;
}

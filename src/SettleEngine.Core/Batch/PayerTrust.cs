using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Batch;

/// <summary>
/// How far payers are trusted that can burn gas: those with code, and those whose payment failed although everything that can
/// be looked up was right. One payment may be on its way at first; each that settles doubles that, each that fails takes it back
/// and makes the payer wait. Everybody else is not in here. Pure: the caller passes the time in. One owner, no locks.
/// </summary>
/// <param name="capacity">Most payers that are remembered. The longest known without anything on its way gives way first.</param>
public sealed class PayerTrust(int capacity)
{
    /// <summary>Most payments of one payer on their way: what a payer that turns hostile can spoil at once.</summary>
    public const int MaxAllowance = 16;

    /// <summary>From so many failures without a settlement in between, new payments are refused while the payer has to wait.</summary>
    public const int ThrottlingStrikes = 3;

    /// <summary>Wait after the first failure, in milliseconds; doubles with each further one.</summary>
    public const long FirstBackOffMs = 1_000;

    /// <summary>Longest wait, in milliseconds.</summary>
    public const long MaxBackOffMs = 600_000;

    /// <summary>Most payments of one payer that wait to set out; new ones are refused meanwhile. Two minutes of a payer that settles eight a
    /// second, and a 2,000th of what the engine holds unsettled.</summary>
    public const int MaxParked = 1_000;

    // Who has something on its way is passed over, and nobody can make this search longer.
    private const int MaxPassedOver = 64;

    private readonly Dictionary<Address, Record> _payers = [];
    private readonly Dictionary<AdmissionSequence, Address> _onTheirWay = [];
    private readonly Queue<Address> _bySeniority = new();

    /// <summary>Payers that are remembered.</summary>
    public int Count => _payers.Count;

    /// <summary>Records that a payer has code.</summary>
    /// <param name="payer">The payer.</param>
    public void SawCode(Address payer) => Remember(payer).HasCode = true;

    /// <summary>Records that a payer has no code now.</summary>
    /// <param name="payer">The payer.</param>
    public void SawNoCode(Address payer)
    {
        if (_payers.TryGetValue(payer, out var record))
        {
            record.HasCode = false;
        }
    }

    /// <summary>Whether a payer can burn gas, as far as is known.</summary>
    /// <param name="payer">The payer.</param>
    /// <returns>True for one with code, and for one whose last payment failed without a reason.</returns>
    public bool IsWatched(Address payer) => _payers.TryGetValue(payer, out var record) && record.IsWatched;

    /// <summary>Whether new payments of a payer are refused.</summary>
    /// <param name="payer">The payer.</param>
    /// <param name="nowMs">The caller's clock in milliseconds.</param>
    /// <returns>True while it has to wait after <see cref="ThrottlingStrikes"/> failures, and while <see cref="MaxParked"/> wait.</returns>
    public bool IsThrottled(Address payer, long nowMs) =>
        _payers.TryGetValue(payer, out var record)
        && (record.Parked >= MaxParked || (record.Strikes >= ThrottlingStrikes && nowMs < record.WaitsUntilMs));

    /// <summary>Whether a payment of a payer may set out.</summary>
    /// <param name="payer">The payer.</param>
    /// <param name="nowMs">The caller's clock in milliseconds.</param>
    /// <returns>True when it need not wait and has not as many on their way as it may.</returns>
    public bool MaySetOut(Address payer, long nowMs) =>
        !_payers.TryGetValue(payer, out var record)
        || !record.IsWatched
        || (nowMs >= record.WaitsUntilMs && record.OnTheirWay < record.Allowance);

    /// <summary>Lets a payment set out when it may.</summary>
    /// <param name="payer">Its payer.</param>
    /// <param name="id">The payment; not on its way.</param>
    /// <param name="nowMs">The caller's clock in milliseconds.</param>
    /// <returns>False when it has to wait.</returns>
    public bool TrySetOut(Address payer, AdmissionSequence id, long nowMs)
    {
        if (!MaySetOut(payer, nowMs))
        {
            return false;
        }

        if (_payers.TryGetValue(payer, out var record) && record.IsWatched && _onTheirWay.TryAdd(id, payer))
        {
            record.OnTheirWay++;
        }

        return true;
    }

    /// <summary>Records that a payment of a payer waits to set out, or waits no more.</summary>
    /// <param name="payer">The payer.</param>
    /// <param name="by">1 or -1.</param>
    public void Park(Address payer, int by)
    {
        if (_payers.TryGetValue(payer, out var record))
        {
            // A payer that was forgotten in between starts at nothing.
            record.Parked = Math.Max(0, record.Parked + by);
        }
    }

    /// <summary>Records that a payment is not on its way any more: came back, failed, or settled. May be called at any time.</summary>
    /// <param name="id">The payment.</param>
    public void Arrive(AdmissionSequence id)
    {
        if (_onTheirWay.Remove(id, out var payer) && _payers.TryGetValue(payer, out var record))
        {
            record.OnTheirWay--;
        }
    }

    /// <summary>Records that a block settled a payment.</summary>
    /// <param name="payer">Its payer.</param>
    /// <param name="id">The payment.</param>
    public void Settle(Address payer, AdmissionSequence id)
    {
        Arrive(id);
        if (_payers.TryGetValue(payer, out var record))
        {
            record.Allowance = Math.Min(MaxAllowance, record.Allowance * 2);
            record.Strikes = 0;
            record.WaitsUntilMs = 0;
        }
    }

    /// <summary>Records that a payment was in a transaction of a block and did not settle although time, balance and
    /// authorization were right.</summary>
    /// <param name="payer">Its payer.</param>
    /// <param name="nowMs">The caller's clock in milliseconds.</param>
    /// <returns>Failures since the last settlement.</returns>
    public int Strike(Address payer, long nowMs)
    {
        var record = Remember(payer);
        record.WaitsUntilMs = nowMs + Math.Min(MaxBackOffMs, FirstBackOffMs << Math.Min(record.Strikes, 20));
        record.Strikes++;
        record.Allowance = 1;
        return record.Strikes;
    }

    private Record Remember(Address payer)
    {
        if (!_payers.TryGetValue(payer, out var record))
        {
            MakeRoom();
            record = new Record();
            _payers.Add(payer, record);
            _bySeniority.Enqueue(payer);
        }

        return record;
    }

    private void MakeRoom()
    {
        for (var passedOver = 0; _payers.Count >= capacity; passedOver++)
        {
            var oldest = _bySeniority.Dequeue();
            if (_payers[oldest].OnTheirWay > 0 && passedOver < MaxPassedOver)
            {
                _bySeniority.Enqueue(oldest);
            }
            else
            {
                _payers.Remove(oldest);
            }
        }

        Invariant.Holds(_bySeniority.Count == _payers.Count);
    }

    private sealed class Record
    {
        public bool HasCode { get; set; }

        public int Strikes { get; set; }

        public int Allowance { get; set; } = 1;

        public int OnTheirWay { get; set; }

        public int Parked { get; set; }

        public long WaitsUntilMs { get; set; }

        public bool IsWatched => HasCode || Strikes > 0;
    }
}

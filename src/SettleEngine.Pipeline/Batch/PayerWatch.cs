using SettleEngine.Core.Batch;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Pipeline.Batch;

/// <summary>What Verify, Batch, the lanes and Confirm know together of payers that can burn gas: <see cref="PayerTrust"/> under a
/// lock, and the time.</summary>
/// <param name="clock">The time.</param>
/// <remarks>Nothing of this is durable: after a restart each payer starts with one payment again. Thread rule: any thread. While
/// nobody is watched, no question costs more than one read.</remarks>
internal sealed class PayerWatch(EngineClock clock)
{
    // About 200 bytes each: 20 MB, and more wallets than pay in the minutes for which a failure is remembered.
    private const int MaxPayers = 100_000;

    private readonly Lock _gate = new();
    private readonly PayerTrust _trust = new(MaxPayers);
    private volatile bool _isEmpty = true;

    /// <summary>Whether nobody was ever watched.</summary>
    public bool IsEmpty => _isEmpty;

    /// <summary>Records what a payer's account was seen to have.</summary>
    /// <param name="payer">The payer.</param>
    /// <param name="hasCode">Whether it has code.</param>
    public void Saw(Address payer, bool hasCode)
    {
        if (!hasCode && _isEmpty)
        {
            return;
        }

        lock (_gate)
        {
            if (hasCode)
            {
                _trust.SawCode(payer);
                _isEmpty = false;
            }
            else
            {
                _trust.SawNoCode(payer);
            }
        }
    }

    /// <summary>Whether a payer can burn gas, as far as is known.</summary>
    /// <param name="payer">The payer.</param>
    /// <returns>True for one with code or whose last payment failed without a reason.</returns>
    public bool IsWatched(Address payer)
    {
        if (_isEmpty)
        {
            return false;
        }

        lock (_gate)
        {
            return _trust.IsWatched(payer);
        }
    }

    /// <summary>Whether new payments of a payer are refused for now.</summary>
    /// <param name="payer">The payer.</param>
    /// <returns>True after some failures.</returns>
    public bool IsThrottled(Address payer)
    {
        if (_isEmpty)
        {
            return false;
        }

        lock (_gate)
        {
            return _trust.IsThrottled(payer, clock.NowMs);
        }
    }

    /// <summary>Whether a payment of a payer may set out now.</summary>
    /// <param name="payer">The payer.</param>
    /// <returns>False while it has to wait, or has as many on their way as it may.</returns>
    public bool MaySetOut(Address payer)
    {
        if (_isEmpty)
        {
            return true;
        }

        lock (_gate)
        {
            return _trust.MaySetOut(payer, clock.NowMs);
        }
    }

    /// <summary>Lets a payment set out when it may.</summary>
    /// <param name="payer">Its payer.</param>
    /// <param name="id">The payment.</param>
    /// <returns>False when it has to wait.</returns>
    public bool TrySetOut(Address payer, AdmissionSequence id)
    {
        if (_isEmpty)
        {
            return true;
        }

        lock (_gate)
        {
            return _trust.TrySetOut(payer, id, clock.NowMs);
        }
    }

    /// <summary>Records that a payment of a payer waits to set out, or waits no more.</summary>
    /// <param name="payer">The payer.</param>
    /// <param name="by">1 or -1.</param>
    public void Park(Address payer, int by)
    {
        lock (_gate)
        {
            _trust.Park(payer, by);
        }
    }

    /// <summary>Records that a payment is not on its way any more.</summary>
    /// <param name="id">The payment.</param>
    public void Arrive(AdmissionSequence id)
    {
        if (_isEmpty)
        {
            return;
        }

        lock (_gate)
        {
            _trust.Arrive(id);
        }
    }

    /// <summary>Records that a block settled a payment.</summary>
    /// <param name="payer">Its payer.</param>
    /// <param name="id">The payment.</param>
    public void Settle(Address payer, AdmissionSequence id)
    {
        if (_isEmpty)
        {
            return;
        }

        lock (_gate)
        {
            _trust.Settle(payer, id);
        }
    }

    /// <summary>Records that a payment failed although everything that can be looked up was right.</summary>
    /// <param name="payer">Its payer.</param>
    /// <returns>Failures since the last settlement.</returns>
    public int Strike(Address payer)
    {
        lock (_gate)
        {
            _isEmpty = false;
            return _trust.Strike(payer, clock.NowMs);
        }
    }
}

using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Retention;

/// <summary>Every payment whose key is remembered, in the order of ids: decided ones in full, 321 bytes each, the others by a
/// place that waits for them.</summary>
/// <remarks>Memory: slabs of 512 places; neighbours are merged when both have become empty enough, so at least about half of all
/// places are in use. Thread rule: one thread at a time, by the caller's lock.</remarks>
public sealed class PaymentBook
{
    private readonly List<PaymentSlab> _slabs = [];

    /// <summary>Payments that are kept.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes that it takes.</summary>
    public long Bytes
    {
        get
        {
            var bytes = 0L;
            foreach (var slab in _slabs)
            {
                bytes += slab.Bytes;
            }

            return bytes;
        }
    }

    /// <summary>Runs that a sweep goes through.</summary>
    public int SlabCount => _slabs.Count;

    /// <summary>Makes a place for a payment that was admitted.</summary>
    /// <param name="id">Its id, greater than every other one's.</param>
    public void Reserve(AdmissionSequence id)
    {
        if (_slabs.Count == 0 || _slabs[^1].IsFull)
        {
            _slabs.Add(new PaymentSlab());
        }

        _slabs[^1].Reserve(id.Value);
        Count++;
    }

    /// <summary>Puts a decided payment into its place.</summary>
    /// <param name="payment">The payment.</param>
    public void Close(in ClosedPayment payment)
    {
        var slab = SlabOf(payment.Id.Value);
        var place = slab?.Find(payment.Id.Value) ?? -1;
        Invariant.Holds(place >= 0);
        payment.WriteTo(slab!.Payment(place));
        slab.Close(place);
    }

    /// <summary>Adds a decided payment from its bytes.</summary>
    /// <param name="id">Its id, greater than every other one's.</param>
    /// <param name="payment">What <see cref="ClosedPayment.WriteTo"/> wrote.</param>
    public void AddClosed(AdmissionSequence id, ReadOnlySpan<byte> payment)
    {
        Reserve(id);
        var slab = _slabs[^1];
        payment[..ClosedPayment.Size].CopyTo(slab.Payment(slab.Used - 1));
        slab.Close(slab.Used - 1);
    }

    /// <summary>Reads a decided payment.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>The payment, or null when it is unknown, forgotten or not decided.</returns>
    public ClosedPayment? Find(AdmissionSequence id)
    {
        var slab = SlabOf(id.Value);
        var place = slab?.Find(id.Value) ?? -1;
        return place >= 0 && slab!.WasClosed(place) ? ClosedPayment.Read(slab.Payment(place)) : null;
    }

    /// <summary>Keeps a decided payment from being forgotten until it is closed again.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>The payment, or null when it is forgotten.</returns>
    public ClosedPayment? Reopen(AdmissionSequence id)
    {
        var slab = SlabOf(id.Value);
        var place = slab?.Find(id.Value) ?? -1;
        if (place < 0)
        {
            return null;
        }

        slab!.Reopen(place);
        return ClosedPayment.Read(slab.Payment(place));
    }

    /// <summary>Forgets one decided payment.</summary>
    /// <param name="id">Its id.</param>
    public void Forget(AdmissionSequence id)
    {
        var slab = SlabOf(id.Value);
        var place = slab?.Find(id.Value) ?? -1;
        Invariant.Holds(place >= 0);
        slab!.Forget(place);
        Count--;
    }

    /// <summary>Whether a sweep would find anything.</summary>
    /// <param name="rule">What may be forgotten.</param>
    /// <returns>True when some decided payment may be forgotten.</returns>
    public bool HasForgettable(ForgetRecord rule)
    {
        foreach (var slab in _slabs)
        {
            if (slab.Earliest < rule.Before.Value)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Forgets what may be forgotten, a bounded piece of work at a time.</summary>
    /// <param name="rule">What may be forgotten.</param>
    /// <param name="from">The run to begin with; 0 at first.</param>
    /// <param name="slabs">Most runs to go through.</param>
    /// <param name="forgotten">Receives the keys of the payments that were forgotten.</param>
    /// <returns>The run to go on with, or -1 at the end.</returns>
    public int Sweep(ForgetRecord rule, int from, int slabs, List<AuthorizationKey> forgotten)
    {
        var index = from;
        for (var done = 0; done < slabs && index < _slabs.Count; done++)
        {
            index = SweepSlab(rule, index, forgotten);
        }

        return index < _slabs.Count ? index : -1;
    }

    /// <summary>Copies decided payments out, in the order of ids.</summary>
    /// <param name="after">Id of the last one that was copied; 0 at first.</param>
    /// <param name="until">Highest id to copy.</param>
    /// <param name="destination">Room for whole payments.</param>
    /// <param name="last">Id of the last one copied now.</param>
    /// <returns>How many were copied; 0 at the end.</returns>
    public int Copy(ulong after, ulong until, Span<byte> destination, out ulong last)
    {
        last = after;
        var copied = 0;
        for (var index = Math.Max(0, IndexOf(after)); index < _slabs.Count; index++)
        {
            var slab = _slabs[index];
            for (var place = slab.NextClosed(last); place >= 0; place = slab.NextClosed(last))
            {
                var payment = slab.Payment(place);
                var id = BitConverter.ToUInt64(payment);
                if (id > until || (copied + 1) * ClosedPayment.Size > destination.Length)
                {
                    return copied;
                }

                payment.CopyTo(destination[(copied * ClosedPayment.Size)..]);
                copied++;
                last = id;
            }
        }

        return copied;
    }

    private int SweepSlab(ForgetRecord rule, int index, List<AuthorizationKey> forgotten)
    {
        var slab = _slabs[index];
        if (slab.Earliest < rule.Before.Value)
        {
            for (var place = slab.NextEarlier(rule.Before.Value, 0); place >= 0; place = slab.NextEarlier(rule.Before.Value, place + 1))
            {
                forgotten.Add(ClosedPayment.Read(slab.Payment(place)).Key);
                slab.Forget(place);
                Count--;
            }

            slab.Gather(null);
        }

        if (slab.Kept == 0)
        {
            _slabs.RemoveAt(index);
            return index;
        }

        if (index > 0 && _slabs[index - 1].Kept + slab.Kept <= PaymentSlab.Places)
        {
            _slabs[index - 1].Gather(slab);
            _slabs.RemoveAt(index);
            return index;
        }

        return index + 1;
    }

    private PaymentSlab? SlabOf(ulong id)
    {
        var index = IndexOf(id);
        return index >= 0 ? _slabs[index] : null;
    }

    private int IndexOf(ulong id)
    {
        var low = 0;
        var high = _slabs.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_slabs[middle].FirstId <= id)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low - 1;
    }
}

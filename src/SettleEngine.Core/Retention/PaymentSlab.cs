using System.Buffers.Binary;

namespace SettleEngine.Core.Retention;

/// <summary>A run of a <see cref="PaymentBook"/>: places in the order of their ids.</summary>
/// <remarks>Thread rule: that of its book.</remarks>
internal sealed class PaymentSlab
{
    /// <summary>Places of one slab.</summary>
    public const int Places = 512;

    private const int IdOffset = 0;
    private const int ValidBeforeOffset = 8;

    private readonly ulong[] _ids = new ulong[Places];
    private readonly PlaceState[] _states = new PlaceState[Places];

    // One array of all payments: a hundred thousand small objects would cost the collector more than the payments themselves. Made
    // with the first one that is closed: while nothing is settled, places alone are kept.
    private byte[] _payments = [];

    /// <summary>Bytes that it takes.</summary>
    public int Bytes => (Places * (sizeof(ulong) + sizeof(PlaceState))) + _payments.Length;

    /// <summary>Places in use, forgotten ones included.</summary>
    public int Used { get; private set; }

    /// <summary>Places that are not forgotten.</summary>
    public int Kept { get; private set; }

    /// <summary>Earliest validity of the closed payments, in seconds; the greatest number when there is none.</summary>
    public ulong Earliest { get; private set; } = ulong.MaxValue;

    /// <summary>Lowest id that it ever held.</summary>
    public ulong FirstId => _ids[0];

    /// <summary>Whether no place is left behind the last one.</summary>
    public bool IsFull => Used == Places;

    /// <summary>Adds a place for a payment that is not closed yet.</summary>
    /// <param name="id">Its id, greater than every other one's.</param>
    public void Reserve(ulong id)
    {
        Invariant.Holds(!IsFull && (Used == 0 || _ids[Used - 1] < id));
        _ids[Used] = id;
        _states[Used] = PlaceState.Open;
        Used++;
        Kept++;
    }

    /// <summary>Finds a place.</summary>
    /// <param name="id">The payment.</param>
    /// <returns>Its place, or -1 when it is not kept.</returns>
    public int Find(ulong id)
    {
        var place = Array.BinarySearch(_ids, 0, Used, id);
        return place >= 0 && _states[place] != PlaceState.Forgotten ? place : -1;
    }

    /// <summary>Whether a payment was closed.</summary>
    /// <param name="place">Its place.</param>
    /// <returns>False while it was never decided.</returns>
    public bool WasClosed(int place) => _states[place] is PlaceState.Closed or PlaceState.Reopened;

    /// <summary>The bytes of a closed payment, or room for one that is about to be closed.</summary>
    /// <param name="place">Its place.</param>
    /// <returns>The bytes; valid until the book changes.</returns>
    public Span<byte> Payment(int place)
    {
        if (_payments.Length == 0)
        {
            _payments = GC.AllocateUninitializedArray<byte>(Places * ClosedPayment.Size);
        }

        return _payments.AsSpan(place * ClosedPayment.Size, ClosedPayment.Size);
    }

    /// <summary>Closes the payment of a place, whose bytes were written before.</summary>
    /// <param name="place">Its place.</param>
    public void Close(int place)
    {
        Invariant.Holds(_states[place] is PlaceState.Open or PlaceState.Reopened);
        Invariant.Holds(Number(place, IdOffset) == _ids[place]);
        _states[place] = PlaceState.Closed;
        Earliest = Math.Min(Earliest, Number(place, ValidBeforeOffset));
    }

    /// <summary>Keeps a closed payment from being forgotten until it is closed again.</summary>
    /// <param name="place">Its place.</param>
    public void Reopen(int place)
    {
        Invariant.Holds(_states[place] == PlaceState.Closed);
        _states[place] = PlaceState.Reopened;
    }

    /// <summary>Forgets the payment of a place.</summary>
    /// <param name="place">Its place.</param>
    public void Forget(int place)
    {
        Invariant.Holds(_states[place] == PlaceState.Closed);
        _states[place] = PlaceState.Forgotten;
        Kept--;
    }

    /// <summary>Finds the next closed payment whose validity ended before a moment.</summary>
    /// <param name="before">The moment, in seconds.</param>
    /// <param name="from">Where to begin.</param>
    /// <returns>Its place, or -1.</returns>
    public int NextEarlier(ulong before, int from)
    {
        for (var place = from; place < Used; place++)
        {
            if (_states[place] == PlaceState.Closed && Number(place, ValidBeforeOffset) < before)
            {
                return place;
            }
        }

        return -1;
    }

    /// <summary>Finds the next closed payment.</summary>
    /// <param name="after">Id behind which to look.</param>
    /// <returns>Its place, or -1.</returns>
    public int NextClosed(ulong after)
    {
        var place = Array.BinarySearch(_ids, 0, Used, after);
        for (place = place >= 0 ? place + 1 : ~place; place < Used; place++)
        {
            if (_states[place] == PlaceState.Closed)
            {
                return place;
            }
        }

        return -1;
    }

    /// <summary>Closes the gaps of forgotten payments and takes another slab's payments behind its own.</summary>
    /// <param name="other">The slab that follows, or null.</param>
    public void Gather(PaymentSlab? other)
    {
        Invariant.Holds(Kept + (other?.Kept ?? 0) <= Places);
        var used = Used;
        Used = 0;
        Kept = 0;
        Earliest = ulong.MaxValue;
        Take(this, used);
        if (other is not null)
        {
            Take(other, other.Used);
        }
    }

    private void Take(PaymentSlab from, int used)
    {
        for (var place = 0; place < used; place++)
        {
            var state = from._states[place];
            if (state == PlaceState.Forgotten)
            {
                continue;
            }

            var target = Used;
            _ids[target] = from._ids[place];
            _states[target] = state;
            Used++;
            Kept++;
            if (state != PlaceState.Open)
            {
                from.Payment(place).CopyTo(Payment(target));
            }

            if (state == PlaceState.Closed)
            {
                Earliest = Math.Min(Earliest, Number(target, ValidBeforeOffset));
            }
        }
    }

    private ulong Number(int place, int offset) =>
        BinaryPrimitives.ReadUInt64LittleEndian(_payments.AsSpan((place * ClosedPayment.Size) + offset));
}

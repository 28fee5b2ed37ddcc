namespace SettleEngine.Core.Dedupe;

/// <summary>Open addressing with linear probing over 128-bit digests, which are their own hash.</summary>
/// <remarks>Removal shifts back what was pushed on, so there are no tombstones and the table never needs cleaning.
/// Thread rule: one thread.</remarks>
internal sealed class DigestTable
{
    private const int SmallestCapacity = 16;
    private DigestSlot[] _slots = new DigestSlot[SmallestCapacity];

    /// <summary>Digests in the table.</summary>
    public int Count { get; private set; }

    /// <summary>Places of the table.</summary>
    public int Capacity => _slots.Length;

    /// <summary>Finds a digest.</summary>
    /// <param name="low">First half.</param>
    /// <param name="high">Second half.</param>
    /// <returns>Its value, or 0 when it is not there.</returns>
    public ulong Find(ulong low, ulong high) => _slots[Probe(low, high)].Value;

    /// <summary>Exchanges a digest's value.</summary>
    /// <param name="low">First half.</param>
    /// <param name="high">Second half.</param>
    /// <param name="expected">The value that must be there.</param>
    /// <param name="value">The new one; not 0.</param>
    /// <returns>Whether the expected value was there.</returns>
    public bool TryExchange(ulong low, ulong high, ulong expected, ulong value)
    {
        Invariant.Holds(expected != 0 && value != 0);
        ref var slot = ref _slots[Probe(low, high)];
        if (slot.Value != expected)
        {
            return false;
        }

        slot.Value = value;
        return true;
    }

    /// <summary>Finds a digest or adds it.</summary>
    /// <param name="low">First half.</param>
    /// <param name="high">Second half.</param>
    /// <param name="value">What to keep when it is new; not 0.</param>
    /// <param name="existing">The value that was there, or 0.</param>
    /// <returns>Whether it is new.</returns>
    public bool TryAdd(ulong low, ulong high, ulong value, out ulong existing)
    {
        Invariant.Holds(value != 0);
        var index = Probe(low, high);
        existing = _slots[index].Value;
        if (existing != 0)
        {
            return false;
        }

        if (4L * (Count + 1) > 3L * _slots.Length)
        {
            Grow();
            index = Probe(low, high);
        }

        _slots[index] = new DigestSlot { Low = low, High = high, Value = value };
        Count++;
        return true;
    }

    /// <summary>Removes a digest.</summary>
    /// <param name="low">First half.</param>
    /// <param name="high">Second half.</param>
    /// <returns>Whether it was there.</returns>
    public bool Remove(ulong low, ulong high)
    {
        var slots = _slots;
        var mask = slots.Length - 1;
        var free = Probe(low, high);
        if (slots[free].Value == 0)
        {
            return false;
        }

        for (var next = (free + 1) & mask; slots[next].Value != 0; next = (next + 1) & mask)
        {
            // What stands at `next` may move to the free place only if its probe starts at or before that place.
            var home = (int)slots[next].Low & mask;
            if (((next - home) & mask) >= ((next - free) & mask))
            {
                slots[free] = slots[next];
                free = next;
            }
        }

        slots[free] = default;
        Count--;
        return true;
    }

    private int Probe(ulong low, ulong high)
    {
        var slots = _slots;
        var mask = slots.Length - 1;
        var index = (int)low & mask;
        while (slots[index].Value != 0 && (slots[index].Low != low || slots[index].High != high))
        {
            index = (index + 1) & mask;
        }

        return index;
    }

    private void Grow()
    {
        var old = _slots;
        _slots = new DigestSlot[old.Length * 2];
        foreach (ref readonly var slot in old.AsSpan())
        {
            if (slot.Value != 0)
            {
                _slots[Probe(slot.Low, slot.High)] = slot;
            }
        }
    }
}

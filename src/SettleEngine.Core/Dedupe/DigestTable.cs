namespace SettleEngine.Core.Dedupe;

/// <summary>Open addressing with linear probing over 128-bit digests, which are their own hash.</summary>
/// <remarks>
/// The places lie in segments of 512, so a table grows by an eighth instead of doubling: it is between two thirds and three
/// quarters full at all times once it has a few segments. A digest's home is its first half scaled to the number of places,
/// which works for any number of them.
/// <para>Removal shifts back what was pushed on, so there are no tombstones and the table never needs cleaning; a table that
/// has become half empty shrinks.</para>
/// Thread rule: one thread.
/// </remarks>
/// <param name="spares">Where segments come from and go to; tables that share a thread share it.</param>
internal sealed class DigestTable(SegmentPool spares)
{
    private const int SmallestCapacity = 16;

    private DigestSlot[][] _segments = [new DigestSlot[SmallestCapacity]];

    /// <summary>Makes an empty table with segments of its own.</summary>
    public DigestTable()
        : this(new SegmentPool())
    {
    }

    /// <summary>Digests in the table.</summary>
    public int Count { get; private set; }

    /// <summary>Places of the table.</summary>
    public int Capacity { get; private set; } = SmallestCapacity;

    /// <summary>Finds a digest.</summary>
    /// <param name="low">First half.</param>
    /// <param name="high">Second half.</param>
    /// <returns>Its value, or 0 when it is not there.</returns>
    public ulong Find(ulong low, ulong high) => Slot(Probe(low, high)).Value;

    /// <summary>Exchanges a digest's value.</summary>
    /// <param name="low">First half.</param>
    /// <param name="high">Second half.</param>
    /// <param name="expected">The value that must be there.</param>
    /// <param name="value">The new one; not 0.</param>
    /// <returns>Whether the expected value was there.</returns>
    public bool TryExchange(ulong low, ulong high, ulong expected, ulong value)
    {
        Invariant.Holds(expected != 0 && value != 0);
        ref var slot = ref Slot(Probe(low, high));
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
        existing = Slot(index).Value;
        if (existing != 0)
        {
            return false;
        }

        if (4L * (Count + 1) > 3L * Capacity)
        {
            Rebuild(Larger(Capacity));
            index = Probe(low, high);
        }

        Slot(index) = new DigestSlot { Low = low, High = high, Value = value };
        Count++;
        return true;
    }

    /// <summary>Removes a digest.</summary>
    /// <param name="low">First half.</param>
    /// <param name="high">Second half.</param>
    /// <returns>Whether it was there.</returns>
    public bool Remove(ulong low, ulong high)
    {
        var free = Probe(low, high);
        if (Slot(free).Value == 0)
        {
            return false;
        }

        for (var next = After(free); Slot(next).Value != 0; next = After(next))
        {
            // What stands at `next` may move to the free place only if its probe starts at or before that place.
            if (Distance(Home(Slot(next).Low), next) >= Distance(free, next))
            {
                Slot(free) = Slot(next);
                free = next;
            }
        }

        Slot(free) = default;
        Count--;
        if (Capacity > 2 * SegmentPool.SegmentSlots && 2L * Count < Capacity)
        {
            // Two thirds full after this: room to grow and room to shrink before anything moves again.
            Rebuild(WholeSegments(Count + (Count / 2)));
        }

        return true;
    }

    private static int Larger(int capacity) =>
        capacity < SegmentPool.SegmentSlots ? 2 * capacity : WholeSegments(capacity + Math.Max(1, capacity / 8));

    private static int WholeSegments(int slots) =>
        (slots + SegmentPool.SegmentSlots - 1) / SegmentPool.SegmentSlots * SegmentPool.SegmentSlots;

    private int Home(ulong low) => (int)Math.BigMul(low, (ulong)Capacity, out _);

    private int After(int index) => index + 1 == Capacity ? 0 : index + 1;

    private int Distance(int from, int to) => to >= from ? to - from : to - from + Capacity;

    private ref DigestSlot Slot(int index) =>
        ref _segments[index / SegmentPool.SegmentSlots][index % SegmentPool.SegmentSlots];

    private int Probe(ulong low, ulong high)
    {
        var index = Home(low);
        while (true)
        {
            ref readonly var slot = ref Slot(index);
            if (slot.Value == 0 || (slot.Low == low && slot.High == high))
            {
                return index;
            }

            index = After(index);
        }
    }

    private void Rebuild(int capacity)
    {
        var old = _segments;
        _segments = spares.Take(capacity);
        Capacity = capacity;
        foreach (var segment in old)
        {
            foreach (ref readonly var slot in segment.AsSpan())
            {
                if (slot.Value != 0)
                {
                    Slot(Probe(slot.Low, slot.High)) = slot;
                }
            }
        }

        spares.GiveBack(old);
    }
}

namespace SettleEngine.Core.Dedupe;

/// <summary>Segments of digest tables that are in no table at the moment.</summary>
/// <remarks>While a table grows, its old and its new segments exist together. The old ones are handed to the next table that
/// grows instead of to the garbage collector, so the excess is that of one table, not that of all. Thread rule: one thread.</remarks>
internal sealed class SegmentPool
{
    /// <summary>Places of one segment: 12 KiB, small enough that the collector does not treat it as a large object.</summary>
    public const int SegmentSlots = 512;

    private readonly Stack<DigestSlot[]> _spare = new();
    private int _largestUse;

    /// <summary>Places of the segments that wait here.</summary>
    public int SpareSlots => _spare.Count * SegmentSlots;

    /// <summary>Gives empty segments out.</summary>
    /// <param name="slots">Places: a multiple of a segment's, or fewer than one segment has.</param>
    /// <returns>The segments.</returns>
    public DigestSlot[][] Take(int slots)
    {
        if (slots < SegmentSlots)
        {
            return [new DigestSlot[slots]];
        }

        var segments = new DigestSlot[slots / SegmentSlots][];
        for (var index = 0; index < segments.Length; index++)
        {
            segments[index] = _spare.TryPop(out var spare) ? spare : new DigestSlot[SegmentSlots];
        }

        _largestUse = Math.Max(_largestUse, segments.Length);
        return segments;
    }

    /// <summary>Takes segments back.</summary>
    /// <param name="segments">Segments that nothing refers to any more.</param>
    public void GiveBack(DigestSlot[][] segments)
    {
        foreach (var segment in segments)
        {
            // More than one table's worth is never needed again at once: when tables shrink, the rest is the collector's.
            if (segment.Length == SegmentSlots && _spare.Count < _largestUse)
            {
                Array.Clear(segment);
                _spare.Push(segment);
            }
        }
    }
}

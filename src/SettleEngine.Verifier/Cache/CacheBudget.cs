namespace SettleEngine.Verifier.Cache;

/// <summary>How a number of bytes is divided between what is known of payers and their tables.</summary>
/// <param name="Entries">Most payers that are known.</param>
/// <param name="Slabs">Most slabs of tables.</param>
internal readonly record struct CacheBudget(int Entries, int Slabs)
{
    /// <summary>Least bytes that make a cache: a slab for each size, one to move between them, and the entries.</summary>
    public const long MinBytes = 8L << 20;

    // Of every 16 bytes one is for entries: nine times as many payers as there can be small tables, so that a payer whose
    // second payment is late is still known under a flood of others.
    private const int EntriesShare = 16;

    /// <summary>Divides.</summary>
    /// <param name="bytes">The bound on everything together.</param>
    /// <returns>The division.</returns>
    public static CacheBudget Of(long bytes)
    {
        var entries = (int)Math.Min(bytes / EntriesShare / PayerEntry.Bytes, 1 << 24);
        var slabs = (bytes - ((long)entries * PayerEntry.Bytes)) / TableArena.SlabBytes;
        return new CacheBudget(entries, (int)Math.Min(slabs, 1 << 16));
    }
}

using SettleEngine.Core.Crypto.Eight;

namespace SettleEngine.Verifier.Cache;

/// <summary>What the cache says about a payer at a moment.</summary>
/// <param name="Entry">Its place in the cache; below zero when it is not there.</param>
/// <param name="Table">Address of its best table, or zero. Valid until the reader leaves its visit.</param>
/// <param name="Size">Size of that table.</param>
internal readonly record struct CachedPayer(int Entry, nint Table, PayerTableSize Size)
{
    /// <summary>A payer that was never seen, or was forgotten.</summary>
    public static CachedPayer Stranger { get; } = new(-1, 0, PayerTableSize.Small);

    /// <summary>Whether a check needs no recovery.</summary>
    public bool HasTable => Table != 0;
}

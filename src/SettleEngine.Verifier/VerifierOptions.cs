using SettleEngine.Core.Crypto.Eight;

namespace SettleEngine.Verifier;

/// <summary>How signatures are checked.</summary>
public sealed class VerifierOptions
{
    /// <summary>Least value of <see cref="CacheBytes"/>: 8 MiB.</summary>
    public const long MinCacheBytes = Cache.CacheBudget.MinBytes;

    /// <summary>Threads that check signatures.</summary>
    /// <value>Default 0: one per processor.</value>
    public int Workers { get; set; }

    /// <summary>Bound on the memory for payers' keys and tables.</summary>
    /// <value>Default 320 MiB: 18,600 small tables, or both of 1,000 payers and 1,200 small ones more; with it a million payments that
    /// wait stay below 1.5 GB, whoever pays (decision 0051). Memory is taken as payers come, never more.</value>
    public long CacheBytes { get; set; } = 320L << 20;

    /// <summary>The arithmetic to use, or null for the fastest that this machine can run and that passes its self-test.</summary>
    public VerifierTier? Tier { get; set; }
}

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
    /// <value>Default 512 MiB: 28,000 small tables, or 1,600 large ones with their small ones and 3,700 small ones
    /// more. Memory is taken as payers come, never more.</value>
    public long CacheBytes { get; set; } = 512L << 20;

    /// <summary>The arithmetic to use, or null for the fastest that this machine can run and that passes its self-test.</summary>
    public VerifierTier? Tier { get; set; }
}

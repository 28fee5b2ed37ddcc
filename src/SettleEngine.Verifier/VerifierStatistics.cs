using SettleEngine.Core.Crypto.Eight;

namespace SettleEngine.Verifier;

/// <summary>What the verifier has done since its start.</summary>
/// <param name="Tier">The arithmetic.</param>
/// <param name="KnownChecks">Signatures checked with a payer's table.</param>
/// <param name="UnknownChecks">Signatures checked by recovery.</param>
/// <param name="KnownTime">Processor time of the former, digests included, all threads together.</param>
/// <param name="UnknownTime">Processor time of the latter.</param>
/// <param name="TableTime">Processor time of making tables.</param>
/// <param name="Payers">Payers whose key is known.</param>
/// <param name="SmallTables">Small tables in use.</param>
/// <param name="LargeTables">Large tables in use.</param>
/// <param name="CacheBytes">Memory that keys and tables use.</param>
/// <param name="Evictions">Tables that made room for other payers' tables.</param>
public sealed record VerifierStatistics(
    VerifierTier Tier,
    long KnownChecks,
    long UnknownChecks,
    TimeSpan KnownTime,
    TimeSpan UnknownTime,
    TimeSpan TableTime,
    int Payers,
    int SmallTables,
    int LargeTables,
    long CacheBytes,
    long Evictions)
{
    /// <summary>Microseconds of a core per signature, digest included, between two moments.</summary>
    /// <param name="before">The earlier moment.</param>
    /// <returns>The mean over known and unknown payers; zero when nothing was checked.</returns>
    public double MicrosPerSignatureSince(VerifierStatistics before)
    {
        var time = KnownTime + UnknownTime - before.KnownTime - before.UnknownTime;
        return time.TotalMicroseconds / Math.Max(1, ChecksSince(before));
    }

    /// <summary>Share of signatures that were checked with a payer's table, between two moments.</summary>
    /// <param name="before">The earlier moment.</param>
    /// <returns>From 0 to 1; zero when nothing was checked.</returns>
    public double WarmShareSince(VerifierStatistics before) =>
        (KnownChecks - before.KnownChecks) / (double)Math.Max(1, ChecksSince(before));

    private long ChecksSince(VerifierStatistics before) =>
        KnownChecks + UnknownChecks - before.KnownChecks - before.UnknownChecks;
}

namespace SettleEngine.Core.Batch;

/// <summary>When a batch is cut.</summary>
/// <param name="MaxItems">Most payments, 1 to <see cref="BatchLimits.MaxItems"/>.</param>
/// <param name="WaitMs">Longest time that a payment waits for company, in milliseconds.</param>
/// <param name="BulkPatienceMs">By how much a payment that nobody holds a request open for yields to those that somebody
/// does, in milliseconds. Bounded, so that no payment starves.</param>
public sealed record BatchPolicy(int MaxItems, long WaitMs, long BulkPatienceMs)
{
    /// <summary>Time from accepted at which a payment that somebody holds a request open for leaves whatever is asked, in
    /// milliseconds: the 15 s in which it must be signed, less the longest wait for a block (<see cref="BlockRhythm"/>).</summary>
    public const long HeldPatienceMs = 15_000 - BlockRhythm.MaxPeriodMs;
}

using SettleEngine.Core.Batch;

namespace SettleEngine.Pipeline.Batch;

/// <summary>Batch size against latency.</summary>
public sealed class BatchOptions
{
    /// <summary>Most payments settled by one transaction, 1 to 200 (<see cref="BatchLimits.MaxItems"/>).</summary>
    /// <value>Default 100: 99 % of what batching saves is reached at 50.</value>
    public int BatchMax { get; set; } = 100;

    /// <summary>Longest time that a payment waits for company.</summary>
    /// <value>Default 250 ms: an eighth of an L2's block time.</value>
    public TimeSpan BatchWait { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>By how much a bulk payment yields to one that somebody holds a request open for.</summary>
    /// <value>Default 10 s: below the 15 s in which a held request must be signed.</value>
    public TimeSpan BulkPatience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Time before the end of validity at which a payment is due whatever else waits.</summary>
    /// <value>Default 4 s: two blocks of an L2.</value>
    public TimeSpan LandingMargin { get; set; } = TimeSpan.FromSeconds(4);
}

using SettleEngine.Core.Batch;
using SettleEngine.Core.Primitives;

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

    /// <summary>Time before the end of validity at which a payment is due whatever else waits; longer while transactions are
    /// measured to take longer to land.</summary>
    /// <value>Default 4 s: two blocks of an L2.</value>
    public TimeSpan LandingMargin { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>What is asked of the moment at which payments are settled.</summary>
    /// <value>Default balanced: they leave after <see cref="BatchWait"/>.</value>
    public BatchObjective Objective { get; set; } = BatchObjective.Balanced;

    /// <summary>What is asked for payments to these payees instead.</summary>
    /// <value>Default: nothing else.</value>
    public IReadOnlyDictionary<Address, BatchObjective> PayeeObjectives { get; set; } = new Dictionary<Address, BatchObjective>();

    /// <summary>Whether a batch that is due waits until the latest moment at which it still makes the block that it would make now,
    /// where blocks come regularly.</summary>
    /// <value>Default true: it costs no time and brings company.</value>
    public bool FollowsBlocks { get; set; } = true;

    /// <summary>Whether an objective can only be kept when the price of the native coin is known.</summary>
    internal bool NeedsPrice => Objective.NeedsPrice || PayeeObjectives.Values.Any(objective => objective.NeedsPrice);

    /// <summary>What is asked for payments to a payee.</summary>
    /// <param name="payee">The payee.</param>
    /// <returns>Its objective.</returns>
    internal BatchObjective ObjectiveOf(Address payee) => PayeeObjectives.Count == 0 ? Objective : PayeeObjectives.GetValueOrDefault(payee, Objective);
}

namespace SettleEngine.Core.Batch;

/// <summary>What a provider asks of the moment at which a payment is settled: soon, cheaply, or balanced between the two; and what it
/// may cost at most. Immutable.</summary>
/// <remarks>Nothing but a ceiling can keep a payment from being settled: whatever else is asked, it leaves when its validity demands
/// that.</remarks>
public sealed record BatchObjective
{
    private BatchObjective()
    {
    }

    /// <summary>Wait for company as long as the policy says, and no longer.</summary>
    public static BatchObjective Balanced { get; } = new();

    /// <summary>Longest time from accepted until a block holds the payment, or null when none is asked.</summary>
    public TimeSpan? MaxLatency { get; private init; }

    /// <summary>Most US dollars that the payment is to cost while its validity allows to wait for that, or null.</summary>
    public double? MaxCostUsd { get; private init; }

    /// <summary>US dollars above which the payment is never signed, or null.</summary>
    public double? CeilingUsd { get; private init; }

    /// <summary>Whether it can only be kept when the price of the native coin is known.</summary>
    public bool NeedsPrice => MaxCostUsd is not null || CeilingUsd is not null;

    /// <summary>Most US dollars for the payment while nothing presses; infinite when it may cost what it costs.</summary>
    public double LimitUsd => Math.Min(MaxCostUsd ?? double.PositiveInfinity, PressedLimitUsd);

    /// <summary>Most US dollars for the payment when its validity presses; infinite without a ceiling.</summary>
    public double PressedLimitUsd => CeilingUsd ?? double.PositiveInfinity;

    /// <summary>What is left of it for a payment that was signed before.</summary>
    /// <returns>Balanced, with the same ceiling.</returns>
    /// <remarks>A method, because a record prints its properties, and this one would print itself without end.</remarks>
    public BatchObjective WhenPressed() => CeilingUsd is { } ceiling ? Balanced.Below(ceiling) : Balanced;

    /// <summary>As late as a time allows, for company, and in a block within that time.</summary>
    /// <param name="latency">From accepted until included. Positive.</param>
    /// <returns>The objective.</returns>
    public static BatchObjective WithinLatency(TimeSpan latency)
    {
        Invariant.Holds(latency > TimeSpan.Zero);
        return new BatchObjective { MaxLatency = latency };
    }

    /// <summary>Not before it costs no more than this, while validity allows.</summary>
    /// <param name="usd">US dollars for one payment. Positive.</param>
    /// <returns>The objective.</returns>
    public static BatchObjective WithinCost(double usd)
    {
        Invariant.Holds(usd > 0);
        return new BatchObjective { MaxCostUsd = usd };
    }

    /// <summary>The same, and never above a price.</summary>
    /// <param name="usd">US dollars for one payment. Positive.</param>
    /// <returns>The objective.</returns>
    public BatchObjective Below(double usd)
    {
        Invariant.Holds(usd > 0);
        return this with { CeilingUsd = usd };
    }
}

using SettleEngine.Core.Batch.Cost;

namespace SettleEngine.Pipeline.Batch;

/// <summary>What the chain charges for, and what its coin is worth.</summary>
public sealed class CostOptions
{
    /// <summary>What the chain charges for.</summary>
    /// <value>Default: a chain of which nothing is known, that charges for gas alone.</value>
    public ChainCosts Chain { get; set; } = new(0, "ETH", L1FeeKind.None, 0);

    /// <summary>Reads the price of the native coin in US dollars, or null when nobody has told it. Called from any thread, for every
    /// batch; must not block.</summary>
    /// <value>Default: nobody has told it. Costs are known in wei only then.</value>
    public Func<double?> NativeUsd { get; set; } = () => null;
}

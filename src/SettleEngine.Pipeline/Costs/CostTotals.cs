namespace SettleEngine.Pipeline.Costs;

/// <summary>Sums over transactions, or over shares of them. All wei are whole, so that sums of parts are the sum of all.</summary>
public readonly record struct CostTotals
{
    /// <summary>Transactions.</summary>
    public long Batches { get; init; }

    /// <summary>Payments in them.</summary>
    public long Payments { get; init; }

    /// <summary>Payments that they settled.</summary>
    public long Settled { get; init; }

    /// <summary>Gas used.</summary>
    public ulong GasUsed { get; init; }

    /// <summary>Paid in all, in wei.</summary>
    public UInt128 FeesWei { get; init; }

    /// <summary>Paid for bytes on the layer below, in wei; part of <see cref="FeesWei"/>.</summary>
    public UInt128 L1FeeWei { get; init; }

    /// <summary>Paid in US dollars, as far as somebody had told the price of the native coin.</summary>
    public double Usd { get; init; }

    /// <summary>Fees that are in no dollar sum, because nobody had told the price, in wei.</summary>
    public UInt128 UnpricedWei { get; init; }

    /// <summary>What the settled payments would have cost with one plain transaction each, in wei.</summary>
    public UInt128 SingleWei { get; init; }

    /// <summary>What the settled payments would have cost through Multicall3, in wei.</summary>
    public UInt128 AggregateWei { get; init; }

    /// <summary>Part that was saved against one plain transaction for each payment; 0.4 when 40 % was. Negative when it cost more, null
    /// when nothing was settled.</summary>
    public double? SavedAgainstSingle => Saved(SingleWei);

    /// <summary>Part that was saved against Multicall3.</summary>
    public double? SavedAgainstAggregate => Saved(AggregateWei);

    /// <summary>Adds.</summary>
    /// <param name="left">A sum.</param>
    /// <param name="right">Another one.</param>
    /// <returns>Both together.</returns>
    public static CostTotals operator +(CostTotals left, CostTotals right) => new()
    {
        Batches = left.Batches + right.Batches,
        Payments = left.Payments + right.Payments,
        Settled = left.Settled + right.Settled,
        GasUsed = left.GasUsed + right.GasUsed,
        FeesWei = left.FeesWei + right.FeesWei,
        L1FeeWei = left.L1FeeWei + right.L1FeeWei,
        Usd = left.Usd + right.Usd,
        UnpricedWei = left.UnpricedWei + right.UnpricedWei,
        SingleWei = left.SingleWei + right.SingleWei,
        AggregateWei = left.AggregateWei + right.AggregateWei,
    };

    /// <summary>Takes back what was added.</summary>
    /// <param name="left">A sum.</param>
    /// <param name="right">A part of it.</param>
    /// <returns>The rest.</returns>
    public static CostTotals operator -(CostTotals left, CostTotals right) => new()
    {
        Batches = left.Batches - right.Batches,
        Payments = left.Payments - right.Payments,
        Settled = left.Settled - right.Settled,
        GasUsed = left.GasUsed - right.GasUsed,
        FeesWei = left.FeesWei - right.FeesWei,
        L1FeeWei = left.L1FeeWei - right.L1FeeWei,
        Usd = left.Usd - right.Usd,
        UnpricedWei = left.UnpricedWei - right.UnpricedWei,
        SingleWei = left.SingleWei - right.SingleWei,
        AggregateWei = left.AggregateWei - right.AggregateWei,
    };

    private double? Saved(UInt128 otherWei) => otherWei == 0 ? null : 1 - ((double)FeesWei / (double)otherWei);
}

using SettleEngine.Core.Batch.Cost;
using SettleEngine.LoadBench.Cost;
using Xunit;

namespace SettleEngine.Simulation.Tests.Tune;

public class CostReportTests
{
    private static readonly CostRow Single = new(SettlementKind.Plain, 1, 85_788, 85_788, 410, 210, 0.000064, 0.001287);

    private static CostReport Report(CostRow row, StatedPrices? prices = null) => new(prices ?? new StatedPrices(), [Single, row], null);

    private static CostRow Batch(
        double gas,
        SettlementKind kind = SettlementKind.Multicall3,
        double predicted = 0,
        double usd = 0.0007) =>
        new(kind, 100, gas, predicted == 0 ? gas : predicted, 482, 134, 0.00004, usd);

    [Fact]
    public void A_report_that_meets_the_goals_counts()
    {
        Assert.Null(Report(Batch(50_725)).Problem);
        Assert.Null(Report(Batch(46_600, SettlementKind.Settler)).Problem);
    }

    [Fact]
    public void Each_goal_that_is_missed_is_named()
    {
        Assert.Contains("1.65", Report(Batch(52_500)).Problem, StringComparison.Ordinal);
        Assert.Contains("1.8", Report(Batch(48_000, SettlementKind.Settler)).Problem, StringComparison.Ordinal);
        Assert.Contains("+3.5% off", Report(Batch(50_725, predicted: 49_000)).Problem, StringComparison.Ordinal);
        Assert.Contains("0.0009", Report(Batch(50_725, usd: 0.00087)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_payment_costs_in_dollars_is_a_goal_at_the_usual_prices_only() =>
        Assert.Null(Report(Batch(50_725, usd: 0.00087), new StatedPrices { NativeUsd = 4_000 }).Problem);

    [Fact]
    public void The_table_has_a_row_for_each_kind_with_its_ratio_to_a_single_payment()
    {
        var table = Report(Batch(50_725, usd: 0.000761)).ToMarkdown();

        Assert.Contains("| single | 85,788 | +0.00% | 410 | 210 | 0.000064 | 0.001351 | 1.000 | 1.000 |\n", table, StringComparison.Ordinal);
        Assert.Contains("| Multicall3 × 100 | 50,725 | +0.00% | 482 | 134 | 0.000040 | 0.000801 | 1.691 | 1.687 |\n", table, StringComparison.Ordinal);
    }

    [Fact]
    public void Prices_are_what_the_floor_of_the_chain_makes_of_them()
    {
        var prices = new StatedPrices();

        Assert.Equal(0.00128682, prices.UsdOfGas(85_788), 8);
        Assert.Equal(0.003, prices.UsdOfWei(1_000_000_000_000), 12);
        Assert.Equal(1_000_000_000UL, prices.L1.BaseFeeWei);
        Assert.Equal(62_500_000UL, prices.L1.BlobBaseFeeWei);
        Assert.Equal(85_788UL, prices.Predict(SettlementKind.Plain, 1, new byte[400]).Gas);
        Assert.Equal((UInt128)(5_000_000UL * 85_788), prices.Predict(SettlementKind.Plain, 1, new byte[400]).GasFeesWei);
    }
}

using SettleEngine.LoadBench.Reporting;
using Xunit;

namespace SettleEngine.Simulation.Tests.Reporting;

public sealed class LatencyFiguresTests
{
    [Theory]
    [InlineData(0.5, 500)]
    [InlineData(0.99, 990)]
    [InlineData(0.999, 999)]
    [InlineData(1, 1_000)]
    public void A_percentile_is_the_smallest_measurement_that_so_many_do_not_pass(double share, double expected)
    {
        Assert.Equal(expected, LatencyFigures.At([.. Enumerable.Range(1, 1_000).Select(number => (double)number)], share));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.999)]
    public void One_measurement_is_every_percentile(double share)
    {
        Assert.Equal(7, LatencyFigures.At([7], share));
    }

    [Fact]
    public void Measurements_need_not_be_in_order()
    {
        Assert.Equal(new[] { 2.0, 3, 3 }, LatencyFigures.Of("flush", [3, 1, 2]).Select(figure => figure.Value));
    }
}

using SettleEngine.LoadBench.Tune;
using Xunit;

namespace SettleEngine.Simulation.Tests.Tune;

public class TuneAdviceTests
{
    [Fact]
    public void The_curve_has_the_points_that_no_other_beats_from_the_fastest_to_the_cheapest()
    {
        var fast = TunePoints.At(0, usd: 0.0013, p99Seconds: 2);
        var middle = TunePoints.At(1, usd: 0.0009, p99Seconds: 2.5);
        var cheap = TunePoints.At(15, usd: 0.0008, p99Seconds: 17);
        var dearAndSlow = TunePoints.At(4, usd: 0.00095, p99Seconds: 6);
        var broken = TunePoints.At(2, usd: 0.0001, p99Seconds: 0.1, problem: "only 299 of 300 payments were settled");

        var advice = Assert.Single(TuneAdvice.Of([cheap, broken, dearAndSlow, fast, middle]));

        Assert.Equal([fast, middle, cheap], advice.Curve);
        Assert.Equal(fast, advice.Fastest);
        Assert.Equal(middle, advice.Balanced);
        Assert.Equal(cheap, advice.Cheapest);
        Assert.Equal("--batch-max 100 --batch-wait 1000ms", advice.Balanced.Setting.Options);
    }

    [Fact]
    public void A_point_beats_another_only_when_it_is_better_in_one_regard_and_not_worse_in_the_other()
    {
        var point = TunePoints.At(1, usd: 0.001, p99Seconds: 3);

        Assert.True(point.IsBeatenBy(TunePoints.At(2, usd: 0.0009, p99Seconds: 3)));
        Assert.True(point.IsBeatenBy(TunePoints.At(2, usd: 0.001, p99Seconds: 2)));
        Assert.False(point.IsBeatenBy(TunePoints.At(2, usd: 0.001, p99Seconds: 3)));
        Assert.False(point.IsBeatenBy(TunePoints.At(2, usd: 0.0009, p99Seconds: 3.1)));
        Assert.False(point.IsBeatenBy(TunePoints.At(2, usd: 0.0009, p99Seconds: 2, problem: "the engine stopped")));
    }

    [Fact]
    public void The_simulator_never_beats_the_chain_and_one_rate_never_another()
    {
        var advice = TuneAdvice.Of(
        [
            TunePoints.At(1, usd: 0.001, p99Seconds: 3),
            TunePoints.At(1, usd: 0.0009, p99Seconds: 2, ground: TuneGround.Simulator),
            TunePoints.At(1, usd: 0.0008, p99Seconds: 1, rate: 100),
        ]);

        Assert.Equal(3, advice.Count);
        Assert.All(advice, traffic => Assert.Single(traffic.Curve));
    }

    [Fact]
    public void A_sweep_without_a_point_that_counts_advises_nothing() =>
        Assert.Empty(TuneAdvice.Of([TunePoints.At(1, usd: 0.001, p99Seconds: 3, problem: "the engine stopped")]));
}

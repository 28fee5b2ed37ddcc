using SettleEngine.Client;
using Xunit;

namespace SettleEngine.PortContracts.Tests.Callers;

public class LoadToolsTests
{
    [Fact]
    public void Percentiles_are_off_by_at_most_a_sixty_fourth()
    {
        var histogram = new LatencyHistogram();
        for (var i = 1; i <= 100_000; i++)
        {
            histogram.Record(TimeSpan.FromMicroseconds(i));
        }

        Within(histogram.P50, 50_000);
        Within(histogram.P99, 99_000);
        Within(histogram.P999, 99_900);
        Assert.Equal(100_000, histogram.Count);
        Assert.Equal(TimeSpan.FromMicroseconds(100_000), histogram.Max);
        Assert.Equal(TimeSpan.FromMicroseconds(100_000), histogram.Percentile(100));
        Assert.Equal(50_000.5, histogram.Mean.TotalMicroseconds, 0.1);

        static void Within(TimeSpan measured, double microseconds) =>
            Assert.InRange(measured.TotalMicroseconds, microseconds, microseconds * 65 / 64);
    }

    [Fact]
    public void Extreme_durations_have_a_place_and_recording_allocates_nothing()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(TimeSpan.FromSeconds(-1));
        histogram.Record(TimeSpan.Zero);
        histogram.Record(TimeSpan.MaxValue);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
        {
            histogram.Record(TimeSpan.FromTicks(i));
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(TimeSpan.MaxValue, histogram.Max);
        Assert.Equal(10_003, histogram.Count);
    }

    [Fact]
    public void Histograms_add_up()
    {
        var one = new LatencyHistogram();
        var other = new LatencyHistogram();
        one.Record(TimeSpan.FromMilliseconds(1), 99);
        other.Record(TimeSpan.FromMilliseconds(500));

        one.Add(other);

        Assert.Equal(100, one.Count);
        Assert.Equal(TimeSpan.FromMilliseconds(500), one.Max);
        Assert.True(one.P99 < TimeSpan.FromMilliseconds(2));
        Assert.Equal(TimeSpan.FromMilliseconds(500), one.P999);
    }

    [Fact]
    public void An_empty_histogram_says_zero() => Assert.Equal(TimeSpan.Zero, new LatencyHistogram().P99);

    [Fact]
    public void Patterns_keep_their_rate_never_go_back_and_repeat_with_their_seed()
    {
        foreach (var make in (Func<ArrivalPattern>[])
        [
            () => ArrivalPattern.Constant(1_000),
            () => ArrivalPattern.Poisson(1_000, 42),
            () => ArrivalPattern.Bursts(1_000, 50, 42),
        ])
        {
            var (pattern, twin) = (make(), make());
            var last = TimeSpan.Zero;
            for (var i = 0; i < 100_000; i++)
            {
                var next = pattern.NextArrival();
                Assert.True(next >= last);
                Assert.Equal(next, twin.NextArrival());
                last = next;
            }

            Assert.InRange(last.TotalSeconds, 97, 103);
        }
    }

    [Theory]
    [InlineData("tcp://127.0.0.1:4023", "127.0.0.1:4023")]
    [InlineData("tcp://[::1]:4023", "[::1]:4023")]
    [InlineData("tcp://engine.internal:4023/", "Unspecified/engine.internal:4023")]
    [InlineData("unix:/run/settle.sock", "/run/settle.sock")]
    [InlineData("unix:///run/settle.sock", "/run/settle.sock")]
    [InlineData("tcp://127.0.0.1", null)]
    [InlineData("tcp://:4023", null)]
    [InlineData("http://127.0.0.1:4022", null)]
    [InlineData("unix:", null)]
    public void Addresses_have_two_forms(string text, string? expected)
    {
        Assert.Equal(expected is not null, FrameAddress.TryParse(text, out var endPoint));
        Assert.Equal(expected, endPoint?.ToString());
    }
}

using SettleEngine.Core.Batch;
using Xunit;

namespace SettleEngine.Core.Tests.Batch;

public class LandingTimesTests
{
    private const long Default = 4_000;

    private static LandingTimes Measured(int count, long tookMs)
    {
        var times = new LandingTimes(Default);
        for (var i = 0; i < count; i++)
        {
            times.Add(i, tookMs);
        }

        return times;
    }

    [Fact]
    public void Too_few_transactions_say_nothing()
    {
        Assert.Equal(Default, Measured(0, 0).UsualMs(0));
        Assert.Equal(Default, Measured(LandingTimes.Least - 1, 900).UsualMs(100));
        Assert.Equal(900, Measured(LandingTimes.Least, 900).UsualMs(100));
    }

    [Fact]
    public void One_slow_transaction_of_a_hundred_counts_for_nothing_and_two_count()
    {
        var times = Measured(198, 1_000);
        times.Add(200, 9_000);
        Assert.Equal(1_000, times.UsualMs(200));

        times.Add(201, 9_000);
        times.Add(202, 9_000);

        Assert.Equal(9_000, times.UsualMs(202));
    }

    [Fact]
    public void An_outage_is_bounded_and_forgotten()
    {
        var times = Measured(LandingTimes.Least, 3_600_000);
        Assert.Equal(LandingTimes.MaxMs, times.UsualMs(1_000));

        Assert.Equal(Default, times.UsualMs(LandingTimes.MemoryMs + 2_000));
    }

    [Fact]
    public void The_newest_push_the_oldest_out()
    {
        var times = Measured(LandingTimes.Window, 20_000);
        for (var i = 0; i < LandingTimes.Window; i++)
        {
            times.Add(1_000 + i, 2_000);
        }

        Assert.Equal(2_000, times.UsualMs(2_000));
    }
}

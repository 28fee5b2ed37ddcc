using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;
using Xunit;

namespace SettleEngine.Core.Tests.Submit;

public class SecondLaneTests
{
    [Theory]
    [InlineData(1_013, false)]
    [InlineData(1_012, true)]
    [InlineData(1_005, true)]
    [InlineData(1_004, false)]
    [InlineData(1_000, false)]
    [InlineData(999, false)]
    public void A_second_lane_is_for_the_time_from_three_landing_margins_before_the_end_until_one(ulong validBefore, bool isDue) =>
        Assert.Equal(
            isDue,
            SecondLane.IsDue(new UnixSeconds(validBefore), new UnixSeconds(1_000), TimeSpan.FromSeconds(4)));
}

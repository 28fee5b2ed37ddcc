using SettleEngine.Core.Authorizations;
using Xunit;

namespace SettleEngine.Core.Tests.Authorizations;

public class LookupBudgetTests
{
    private static int TakeAll(LookupBudget budget, long nowMs)
    {
        var taken = 0;
        while (budget.TryTake(nowMs))
        {
            taken++;
        }

        return taken;
    }

    [Fact]
    public void A_flood_gets_so_many_questions_a_second_and_no_more()
    {
        var budget = new LookupBudget(100);
        var taken = 0;
        for (long nowMs = 0; nowMs < 10_000; nowMs++)
        {
            taken += TakeAll(budget, nowMs);
        }

        Assert.InRange(taken, 1_000, 1_100);
    }

    [Fact]
    public void A_long_quiet_time_saves_up_one_second()
    {
        var budget = new LookupBudget(100);
        Assert.Equal(100, TakeAll(budget, 0));
        Assert.Equal(0, TakeAll(budget, 9));
        Assert.Equal(1, TakeAll(budget, 10));

        Assert.Equal(100, TakeAll(budget, 1_000_000));
    }
}

using SettleEngine.Torture.Soak;
using Xunit;
using Xunit.Abstractions;

namespace SettleEngine.EndToEnd.Tests.Engine;

/// <summary>A short soak; docs/hostile-chain.md tells how to run a long one.</summary>
public sealed class SoakTests(ITestOutputHelper output)
{
    [Fact]
    public async Task After_a_short_storm_on_chain_and_endpoint_every_payment_is_settled_once_and_all_books_agree()
    {
        var options = new SoakOptions
        {
            Minutes = 0.25,
            Seed = 404,
            BlockTime = TimeSpan.FromMilliseconds(250),
            ReorgInterval = 20,
            Patience = TimeSpan.FromMinutes(2),
        };

        var report = await new SoakRun(options).RunAsync(CancellationToken.None);

        output.WriteLine(report.ToJson().ToJsonString());
        Assert.Empty(report.Violations);
        Assert.Equal(report.Payments, report.Settled);
        Assert.True(report.Troubles.Reorgs > 0, "No reorg.");
        Assert.True(report.Faults * 10 > report.Requests, $"Only {report.Faults} of {report.Requests} requests were spoiled.");
    }
}

using SettleEngine.Torture.Crashes;
using SettleEngine.Torture.Engine;
using Xunit;
using Xunit.Abstractions;

namespace SettleEngine.EndToEnd.Tests.Engine;

/// <summary>A short torture; docs/operations.md tells how to run a long one.</summary>
public sealed class TortureTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Killed_at_ten_named_moments_nothing_is_lost_accepted_twice_settled_twice_or_called_failed()
    {
        var report = await RunAsync(new TortureOptions
        {
            Cycles = 10,
            Seed = 402,
            Points =
            [
                CrashPoint.C17, CrashPoint.C2, CrashPoint.C3, CrashPoint.C4, CrashPoint.C6, CrashPoint.C7, CrashPoint.C9,
                CrashPoint.C12, CrashPoint.C16, CrashPoint.Random,
            ],
        });

        // How many of the moments come depends on the machine's speed; most do on any.
        Assert.True(report.Points.Values.Sum(point => point.Reached) >= 5, report.ToJson().ToJsonString());
    }

    [Fact]
    public async Task A_write_that_fails_ends_the_engine_and_the_next_one_goes_on()
    {
        var report = await RunAsync(new TortureOptions { Cycles = 4, Seed = 403, Mode = TortureMode.Faults });

        Assert.Contains(report.Cycles, cycle => cycle is { WasReached: true, ExitCode: 1 });
    }

    private async Task<TortureReport> RunAsync(TortureOptions options)
    {
        var report = await new EngineTorture(options).RunAsync(CancellationToken.None);
        output.WriteLine(report.ToJson().ToJsonString());
        Assert.Empty(report.Violations);
        Assert.Equal(report.Payments, report.Settled);
        return report;
    }
}

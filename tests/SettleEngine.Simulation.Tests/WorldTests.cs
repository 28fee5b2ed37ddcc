using SettleEngine.SimulatedWorld;
using Xunit;

namespace SettleEngine.Simulation.Tests;

public class WorldTests
{
    [Fact]
    public void Neighbouring_seeds_give_different_worlds()
    {
        Assert.Equal(1_000, Enumerable.Range(0, 1_000).Select(seed => new World((ulong)seed).NextUInt64()).Distinct().Count());
    }

    [Fact]
    public void Nothing_of_a_killed_process_runs_again()
    {
        var world = new World(7);
        var process = new SimulatedProcess(world);
        var ticks = 0;
        var cleanedUp = false;

        world.Run(async () =>
        {
            _ = process.Call(async () =>
            {
                using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), process.Time);
                try
                {
                    while (await timer.WaitForNextTickAsync())
                    {
                        ticks++;
                    }
                }
                finally
                {
                    cleanedUp = true;
                }
            });
            await world.SleepAsync(TimeSpan.FromSeconds(3.5));
            process.Kill();
            await world.SleepAsync(TimeSpan.FromSeconds(10));
        });

        Assert.Equal(3, ticks);
        Assert.False(cleanedUp);
    }

    [Fact]
    public void Code_that_leaves_the_world_ends_the_run()
    {
        var world = new World(1);

        Assert.Throws<InvalidOperationException>(() => world.Run(async () =>
        {
            await Task.Run(() => { });
            await Task.Delay(Timeout.InfiniteTimeSpan, world.Time);
        }));
    }
}

using SettleEngine.SimulatedWorld;
using Xunit;

namespace SettleEngine.Simulation.Tests;

public class TimeSimulationTests
{
    [Fact]
    public void A_day_of_delays_timers_and_timeouts_runs_on_one_thread_in_virtual_time()
    {
        var world = new World(42);
        var threads = new HashSet<int>();
        var ticks = 0;
        var timedOut = false;

        world.Run(async () =>
        {
            using var periodic = new PeriodicTimer(TimeSpan.FromHours(1), world.Time);
            using var timeout = new CancellationTokenSource(TimeSpan.FromHours(24.5), world.Time);
            try
            {
                while (await periodic.WaitForNextTickAsync(timeout.Token))
                {
                    threads.Add(Environment.CurrentManagedThreadId);
                    await Task.Delay(TimeSpan.FromMinutes(1), world.Time, timeout.Token);
                    threads.Add(Environment.CurrentManagedThreadId);
                    ticks++;
                }
            }
            catch (OperationCanceledException)
            {
                threads.Add(Environment.CurrentManagedThreadId);
                timedOut = true;
            }
        });

        Assert.True(timedOut);
        Assert.Equal(24, ticks);
        Assert.Single(threads);
    }
}

using System.Diagnostics;

namespace SettleEngine.SimulatedWorld.Campaigns;

/// <summary>Runs many seeds, each in a world of its own, on as many threads as there are cores.</summary>
public static class Campaign
{
    /// <summary>Runs seeds.</summary>
    /// <param name="first">The first seed.</param>
    /// <param name="count">How many.</param>
    /// <param name="choose">What may happen in each.</param>
    /// <param name="threads">Threads; 0 for one per core.</param>
    /// <param name="onRun">Called after each run, with its report and the sum so far, by one thread at a time. False ends the
    /// campaign after the runs that are under way.</param>
    /// <returns>The sum.</returns>
    public static CampaignReport Run(
        ulong first,
        long count,
        Func<ulong, SimulationOptions> choose,
        int threads = 0,
        Func<SimulationReport, CampaignReport, bool>? onRun = null)
    {
        var watch = Stopwatch.StartNew();
        var sum = new CampaignReport();
        var next = -1L;
        var isOver = false;
        var workers = new Thread[threads > 0 ? threads : Environment.ProcessorCount];
        for (var i = 0; i < workers.Length; i++)
        {
            workers[i] = new Thread(Work) { IsBackground = true, Name = $"simulation {i}" };
            workers[i].Start();
        }

        Array.ForEach(workers, worker => worker.Join());
        return sum;

        void Work()
        {
            while (!Volatile.Read(ref isOver) && Interlocked.Increment(ref next) is var index && index < count)
            {
                var seed = first + (ulong)index;
                var report = SimulationRun.Run(seed, choose(seed));
                lock (sum)
                {
                    sum.Add(report);
                    sum.Elapsed = watch.Elapsed;
                    isOver |= onRun?.Invoke(report, sum) == false;
                }
            }
        }
    }
}

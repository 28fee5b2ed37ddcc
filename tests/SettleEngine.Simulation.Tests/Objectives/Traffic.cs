using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Ingest;
using SettleEngine.Simulation.Tests.Retention;
using Xunit;

namespace SettleEngine.Simulation.Tests.Objectives;

/// <summary>Steady traffic, and how long each payment took from accepted until its outcome was told.</summary>
internal static class Traffic
{
    private const int TicksPerSecond = 10;

    public static async Task<List<TimeSpan>> RunAsync(RetentionBed bed, int rate, int seconds, int validity)
    {
        var acceptedAt = new Dictionary<AdmissionSequence, long>();
        var took = new List<TimeSpan>();
        ulong after = 0;

        void Listen()
        {
            foreach (var outcome in bed.Engine.ReadOutcomes(after, 10_000))
            {
                after = outcome.Sequence;
                if (acceptedAt.Remove(outcome.Id, out var ticks))
                {
                    took.Add(TimeSpan.FromTicks(bed.World.Time.Ticks - ticks));
                }
            }
        }

        var start = bed.World.Time.Ticks;
        var sent = 0;
        for (var tick = 1; tick <= seconds * TicksPerSecond; tick++)
        {
            var count = (rate * tick / TicksPerSecond) - sent;
            if (count > 0)
            {
                var items = Enumerable.Range(sent + 1, count).Select(number => bed.Sign(number, validity, value: 1)).ToArray();
                sent += count;
                foreach (var answer in await bed.HandInTogetherAsync(items))
                {
                    Assert.Equal(AdmissionStatus.Accepted, answer.Status);
                    acceptedAt.Add(answer.Id, bed.World.Time.Ticks);
                }
            }

            Listen();
            var next = start + (tick * TimeSpan.TicksPerSecond / TicksPerSecond);
            await bed.World.SleepAsync(TimeSpan.FromTicks(Math.Max(0, next - bed.World.Time.Ticks)));
        }

        for (var wait = 0; wait < 300 && acceptedAt.Count > 0; wait++)
        {
            await bed.World.SleepAsync(TimeSpan.FromMilliseconds(100));
            Listen();
        }

        return took;
    }
}

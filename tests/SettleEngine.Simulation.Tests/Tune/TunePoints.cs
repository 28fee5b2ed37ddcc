using SettleEngine.LoadBench.Tune;

namespace SettleEngine.Simulation.Tests.Tune;

/// <summary>Points that nobody measured.</summary>
internal static class TunePoints
{
    public static TunePoint At(
        double waitSeconds,
        double usd,
        double p99Seconds,
        string? problem = null,
        double rate = 10,
        TuneGround ground = TuneGround.Chain) => new(
            ground,
            new TuneSetting(TimeSpan.FromSeconds(2), rate, 100, 4, TimeSpan.FromSeconds(waitSeconds)),
            300,
            100,
            50_600,
            50_000,
            usd,
            0.00004,
            TimeSpan.FromSeconds(p99Seconds / 2),
            TimeSpan.FromSeconds(p99Seconds),
            problem);
}

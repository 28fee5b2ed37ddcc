using SettleEngine.Client;

namespace SettleEngine.Worker.Load;

/// <summary>What a door did with a load.</summary>
/// <param name="Sent">Payments handed in.</param>
/// <param name="Accepted">Accepted as new, or settled by the settle door.</param>
/// <param name="Known">Accepted before.</param>
/// <param name="Refused">Refused or in conflict.</param>
/// <param name="Duration">From the first payment sent to the last answer.</param>
/// <param name="Answers">Time to the answer; null where the door answers whole requests.</param>
internal sealed record LoadReport(
    int Sent,
    int Accepted,
    int Known,
    int Refused,
    TimeSpan Duration,
    LatencyHistogram? Answers)
{
    /// <summary>Answers per second.</summary>
    public double PerSecond => Sent / Math.Max(0.001, Duration.TotalSeconds);
}

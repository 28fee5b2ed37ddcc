using System.Diagnostics;
using SettleEngine.Client;

namespace SettleEngine.LoadBench.EndToEnd;

/// <summary>What a stream of payments heard.</summary>
/// <param name="Timeline">Outcomes by block.</param>
/// <param name="Answers">Time from sending to the answer.</param>
/// <param name="StartedAt">Timestamp before the first payment was sent.</param>
/// <param name="IsComplete">False when patience ended first.</param>
internal sealed record StreamResult(OutcomeTimeline Timeline, LatencyHistogram Answers, long StartedAt, bool IsComplete)
{
    /// <summary>Answers and outcomes.</summary>
    public PaymentFollower Follower => Timeline.Follower;

    /// <summary>From the first payment sent to the last one accepted.</summary>
    public double AcceptSeconds => Stopwatch.GetElapsedTime(StartedAt, Follower.AcceptedBetween.Last).TotalSeconds;

    /// <summary>From the first payment sent to the last outcome.</summary>
    public double SettleSeconds => Stopwatch.GetElapsedTime(StartedAt, Follower.DecidedBetween.Last).TotalSeconds;
}

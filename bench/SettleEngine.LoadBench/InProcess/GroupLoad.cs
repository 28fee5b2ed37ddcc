using System.Diagnostics;
using SettleEngine.Client;
using SettleEngine.Core.Authorizations;
using SettleEngine.Pipeline;

namespace SettleEngine.LoadBench.InProcess;

/// <summary>Payments handed to an engine in this process as fast as it takes them, in groups, many at a time.</summary>
/// <param name="Follower">Answers, and outcomes if somebody tells it.</param>
/// <param name="Answers">Time to the answer.</param>
/// <param name="StartedAt">Timestamp before the first payment.</param>
internal sealed record GroupLoad(PaymentFollower Follower, LatencyHistogram Answers, long StartedAt)
{
    // As many payments as a frame connection has credit for.
    private const int Submitters = 64;

    /// <summary>From the first payment handed in to the last one accepted.</summary>
    public double AcceptSeconds => Stopwatch.GetElapsedTime(StartedAt, Follower.AcceptedBetween.Last).TotalSeconds;

    /// <summary>From the first payment handed in to the last outcome.</summary>
    public double SettleSeconds => Stopwatch.GetElapsedTime(StartedAt, Follower.DecidedBetween.Last).TotalSeconds;

    /// <summary>Hands everything in and waits for the answers.</summary>
    public static async Task<GroupLoad> RunAsync(
        ISettlementEngine engine,
        ReadOnlyMemory<SignedAuthorization> payments,
        PaymentFollower follower,
        CancellationToken cancellationToken)
    {
        var load = new GroupLoad(follower, new LatencyHistogram(), Stopwatch.GetTimestamp());
        var next = -GroupSubmitter.GroupSize;
        var loops = Enumerable.Range(0, Submitters).Select(_ => Task.Run(
            async () =>
            {
                var submitter = new GroupSubmitter(engine, follower, load.Answers);
                while (Interlocked.Add(ref next, GroupSubmitter.GroupSize) is var from && from < payments.Length)
                {
                    var count = Math.Min(GroupSubmitter.GroupSize, payments.Length - from);
                    await submitter.HandInAsync(payments.Slice(from, count), cancellationToken);
                }
            },
            cancellationToken)).ToArray();
        await Task.WhenAll(loops);
        return load;
    }
}

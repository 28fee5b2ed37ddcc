using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SettleEngine.Core;
using SettleEngine.Core.Submit;
using SettleEngine.Pipeline.Batch;
using SettleEngine.Pipeline.Dedupe;

namespace SettleEngine.Pipeline.Confirm;

/// <summary>
/// Hands payments that sit in a lane that does not move to the batch stage once more when their time runs out
/// (<see cref="SecondLane"/>). A payment is in two live transactions at most, and only while another lane moves.
/// </summary>
/// <param name="lanes">How many lanes there are.</param>
/// <param name="signingLanes">How many of them, the first ones, have a key.</param>
/// <param name="submissions">Our submissions.</param>
/// <param name="batches">Where payments go that are to be signed.</param>
/// <param name="stallAfter">Age of its oldest open transaction at which a lane counts as one that does not move.</param>
/// <param name="landingMargin">Time in which a transaction is in a block.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">Receives one line per lane and look that found something.</param>
/// <remarks>One owner: the confirm stage.</remarks>
internal sealed partial class LaneRescue(
    int lanes,
    int signingLanes,
    SubmissionBook submissions,
    ChannelWriter<BatchInput> batches,
    TimeSpan stallAfter,
    TimeSpan landingMargin,
    EngineClock clock,
    ILogger logger)
{
    private readonly (ulong? Oldest, long SinceMs)[] _lanes = new (ulong?, long)[lanes];

    /// <summary>Looks at every lane.</summary>
    /// <param name="snapshot">What the chain says.</param>
    public void Look(ChainSnapshot snapshot)
    {
        for (var lane = 0; lane < _lanes.Length; lane++)
        {
            var oldest = Open(lane, snapshot).FirstOrDefault()?.Slot.AccountNonce.Value;
            if (_lanes[lane].Oldest != oldest)
            {
                _lanes[lane] = (oldest, clock.NowMs);
            }
        }

        if (!Enumerable.Range(0, signingLanes).Any(lane => !IsStuck(lane)))
        {
            return;
        }

        for (var lane = 0; lane < _lanes.Length; lane++)
        {
            if (IsStuck(lane))
            {
                Rescue(lane, snapshot);
            }
        }
    }

    private bool IsStuck(int lane) =>
        _lanes[lane].Oldest is not null && clock.NowMs - _lanes[lane].SinceMs >= stallAfter.TotalMilliseconds;

    private void Rescue(int lane, ChainSnapshot snapshot)
    {
        Admission[] due =
        [
            .. Open(lane, snapshot)
                .SelectMany(submission => submission.Attempts[0].Members)
                .Where(member => member.State == AdmissionState.InFlight
                    && !member.IsOnItsWay
                    && SecondLane.IsDue(member.Item.Authorization.ValidBefore, snapshot.Head.Timestamp, landingMargin)
                    && submissions.OpenCount(member) == 1),
        ];
        if (due.Length == 0)
        {
            return;
        }

        LogRescued(logger, due.Length, lane);
        var sent = batches.TryWrite(BatchInput.Admitted(due));
        Invariant.Holds(sent);
    }

    private IEnumerable<Submission> Open(int lane, ChainSnapshot snapshot) =>
        submissions.Open(lane).SkipWhile(submission => submission.Slot.AccountNonce.Value < snapshot.Included[lane].Value);

    [LoggerMessage(EventId = 6005, Level = LogLevel.Warning, Message = "{Count} payments of lane {Lane}, which does not move, are signed once more for another: their time runs out")]
    private static partial void LogRescued(ILogger logger, int count, int lane);
}

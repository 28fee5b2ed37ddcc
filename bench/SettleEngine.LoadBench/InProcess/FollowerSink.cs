using SettleEngine.Core.Encoding.Frames;
using SettleEngine.Core.Primitives;
using SettleEngine.LoadBench.EndToEnd;
using SettleEngine.Pipeline.Confirm;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.LoadBench.InProcess;

/// <summary>Tells a timeline of outcomes what the engine in this process tells, as the frame door would.</summary>
internal sealed class FollowerSink(OutcomeTimeline timeline) : ISettlementSink
{
    public void OnOutcome(OutcomeNotice notice) => timeline.OnOutcome(new FrameOutcome(
        notice.Sequence,
        notice.Id,
        notice.Outcome,
        notice.Reason,
        notice.Level,
        notice.TransactionHash,
        notice.LogIndex,
        notice.BlockNumber,
        notice.BlockHash,
        notice.Corrects,
        notice.BatchSize,
        notice.BatchIndex));

    public void OnSigned(AdmissionSequence id, Hash256 transactionHash)
    {
        // Only outcomes are counted.
    }
}

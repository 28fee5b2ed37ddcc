using SettleEngine.Core.Primitives;
using SettleEngine.Doors.Frames;
using SettleEngine.LoadBench.EndToEnd;
using SettleEngine.Pipeline.Confirm;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.LoadBench.InProcess;

/// <summary>Tells a timeline of outcomes what the engine in this process tells, as the frame door would.</summary>
internal sealed class FollowerSink(OutcomeTimeline timeline) : ISettlementSink
{
    public void OnOutcome(OutcomeNotice notice) => timeline.OnOutcome(FrameWriter.ToFrame(notice));

    public void OnSigned(AdmissionSequence id, Hash256 transactionHash)
    {
        // Only outcomes are counted.
    }
}

using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Confirm;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.SimulatedWorld.Checks;

/// <summary>A provider's accounting: reads the outcome feed, resumes where it stopped, also after crashes, and listens.</summary>
public sealed class FeedReader(World world, Violations violations)
{
    private readonly List<OutcomeNotice> _seen = [];

    /// <summary>Everything read so far, in order.</summary>
    public IReadOnlyList<OutcomeNotice> Seen => _seen;

    public void Attach(EngineLife life) => life.Engine.Subscribe(new Sink(violations));

    /// <summary>Reads what is new.</summary>
    public void Read(EngineLife life)
    {
        var after = _seen.Count == 0 ? 0 : _seen[^1].Sequence;
        foreach (var notice in life.Engine.ReadOutcomes(after, world.Between(1, 50)))
        {
            violations.Check(
                _seen.Count == 0 || notice.Sequence > _seen[^1].Sequence, "feed", $"sequence {notice.Sequence} came out of order");
            _seen.Add(notice);
            world.Trace($"feed {notice.Sequence}: {notice.Id} {notice.Outcome} {notice.Reason} {notice.Level} corrects {notice.Corrects}");
        }
    }

    private sealed class Sink(Violations violations) : ISettlementSink
    {
        private ulong _last;

        public void OnOutcome(OutcomeNotice notice)
        {
            violations.Check(notice.Sequence > _last, "feed", $"a sink heard of {notice.Sequence} after {_last}");
            _last = notice.Sequence;
        }

        public void OnSigned(AdmissionSequence id, Hash256 transactionHash) =>
            violations.Check(id.IsSome && !transactionHash.IsZero, "feed", "a sink heard of a signature without a name");
    }
}

using SettleEngine.Client;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Encoding.Frames;

namespace SettleEngine.PortContracts.Tests.Doors.Frames;

/// <summary>Notes every answer by item number and every outcome in order.</summary>
internal sealed class Book : IFrameListener
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, (AcknowledgementStatus Status, RejectReason Reason, ulong Id)> _answers = [];
    private readonly List<ulong> _outcomes = [];

    public int Repeated { get; private set; }

    public int AnswerCount
    {
        get
        {
            lock (_gate)
            {
                return _answers.Count;
            }
        }
    }

    public ulong[] Outcomes
    {
        get
        {
            lock (_gate)
            {
                return [.. _outcomes];
            }
        }
    }

    public (AcknowledgementStatus Status, RejectReason Reason, ulong Id) this[ulong number]
    {
        get
        {
            lock (_gate)
            {
                return _answers[number];
            }
        }
    }

    public void OnAcknowledged(in AcknowledgementRange range, ReadOnlySpan<ulong> ids)
    {
        lock (_gate)
        {
            for (var i = 0; i < range.Count; i++)
            {
                var id = ids.IsEmpty ? 0 : ids[i];
                if (!_answers.TryAdd(range.FirstItemNumber + (uint)i, (range.Status, range.Reason, id)))
                {
                    Repeated++;
                }
            }
        }
    }

    public void OnOutcome(in FrameOutcome outcome)
    {
        lock (_gate)
        {
            _outcomes.Add(outcome.Sequence);
        }
    }
}

using SettleEngine.Core;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Pipeline.Confirm;

/// <summary>Durable outcomes in sequence order, and those who want to hear of new ones.</summary>
/// <remarks>Thread rule: any thread reads; only Confirm (and recovery before it) adds.</remarks>
internal sealed class OutcomeLog
{
    private readonly Lock _gate = new();
    private readonly List<OutcomeNotice> _notices = [];
    private ISettlementSink[] _sinks = [];

    /// <summary>Sequence of the oldest outcome that is kept; 1 when there is none, because nothing was dropped.</summary>
    public ulong FirstRetained { get; private set; } = 1;

    /// <summary>Adds outcomes that are durable, without telling anybody: they were told before the restart.</summary>
    /// <param name="notice">The outcome.</param>
    public void Restore(OutcomeNotice notice)
    {
        lock (_gate)
        {
            Invariant.Holds(_notices.Count == 0 || _notices[^1].Sequence < notice.Sequence);
            _notices.Add(notice);
        }
    }

    /// <summary>Adds outcomes that have just become durable and tells the sinks.</summary>
    /// <param name="notices">The outcomes, in sequence order.</param>
    public void Publish(IReadOnlyList<OutcomeNotice> notices)
    {
        ISettlementSink[] sinks;
        lock (_gate)
        {
            foreach (var notice in notices)
            {
                Invariant.Holds(_notices.Count == 0 || _notices[^1].Sequence < notice.Sequence);
                _notices.Add(notice);
            }

            sinks = _sinks;
        }

        foreach (var notice in notices)
        {
            foreach (var sink in sinks)
            {
                sink.OnOutcome(notice);
            }
        }
    }

    /// <summary>Tells the sinks that a payment became part of a signed transaction.</summary>
    /// <param name="id">The payment.</param>
    /// <param name="transactionHash">The transaction.</param>
    public void Signed(AdmissionSequence id, Hash256 transactionHash)
    {
        foreach (var sink in Volatile.Read(ref _sinks))
        {
            sink.OnSigned(id, transactionHash);
        }
    }

    /// <summary>Reads outcomes after a sequence.</summary>
    /// <param name="after">Sequence of the last outcome that the reader has.</param>
    /// <param name="max">Most outcomes to return.</param>
    /// <returns>The outcomes.</returns>
    public IReadOnlyList<OutcomeNotice> Read(ulong after, int max)
    {
        lock (_gate)
        {
            var low = 0;
            var high = _notices.Count;
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (_notices[middle].Sequence <= after)
                {
                    low = middle + 1;
                }
                else
                {
                    high = middle;
                }
            }

            return _notices.GetRange(low, Math.Min(max, _notices.Count - low));
        }
    }

    /// <summary>Adds a listener.</summary>
    /// <param name="sink">The listener.</param>
    public void Subscribe(ISettlementSink sink)
    {
        lock (_gate)
        {
            _sinks = [.. _sinks, sink];
        }
    }

    /// <summary>Removes a listener.</summary>
    /// <param name="sink">The listener.</param>
    public void Unsubscribe(ISettlementSink sink)
    {
        lock (_gate)
        {
            _sinks = Array.FindAll(_sinks, known => !ReferenceEquals(known, sink));
        }
    }
}

using System.Diagnostics;
using SettleEngine.Client;
using SettleEngine.Core.Encoding.Frames;

namespace SettleEngine.LoadBench.EndToEnd;

/// <summary>Notes when the outcomes of each block arrived, and passes everything on to a follower.</summary>
/// <remarks>Thread rule: fed by one connection's reading loop; read when that has stopped.</remarks>
internal sealed class OutcomeTimeline(PaymentFollower follower) : IFrameListener
{
    private readonly SortedDictionary<ulong, (int Count, long Last)> _blocks = [];

    /// <summary>The follower.</summary>
    public PaymentFollower Follower => follower;

    /// <summary>Sequence of the newest outcome.</summary>
    public ulong LastSequence { get; private set; }

    /// <summary>Blocks that settled something.</summary>
    public int Blocks => _blocks.Count;

    /// <inheritdoc/>
    public void OnAcknowledged(in AcknowledgementRange range, ReadOnlySpan<ulong> ids) => follower.OnAcknowledged(range, ids);

    /// <inheritdoc/>
    public void OnOutcome(in FrameOutcome outcome)
    {
        LastSequence = Math.Max(LastSequence, outcome.Sequence);
        _blocks.TryGetValue(outcome.BlockNumber, out var block);
        _blocks[outcome.BlockNumber] = (block.Count + 1, Stopwatch.GetTimestamp());
        follower.OnOutcome(outcome);
    }

    /// <summary>Payments settled per second once settling had begun: those of all blocks but the first, by the time from the
    /// first block's last outcome to the last block's last outcome. 0 when there was one block only.</summary>
    public double SustainedPerSecond()
    {
        if (_blocks.Count < 2)
        {
            return 0;
        }

        var (_, from) = _blocks.First().Value;
        var (_, to) = _blocks.Last().Value;
        return _blocks.Skip(1).Sum(block => block.Value.Count) / Stopwatch.GetElapsedTime(from, to).TotalSeconds;
    }
}

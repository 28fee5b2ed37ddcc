using SettleEngine.Client;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Confirm;
using SettleEngine.Pipeline.Ingest;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.LoadBench.Tune;

/// <summary>Follows payments from their answers to their outcomes, inside the simulated world.</summary>
/// <param name="time">The world's clock.</param>
/// <remarks>Thread rule: the world has one.</remarks>
internal sealed class SimulatedFollower(TimeProvider time) : IGroupReply, ISettlementSink
{
    private readonly Dictionary<AdmissionSequence, long?> _acceptedAt = [];
    private readonly Dictionary<Hash256, int> _transactions = [];
    private int _timed = int.MaxValue;

    /// <summary>Time from the accepted answer to the outcome, of the payments whose latency counts.</summary>
    public LatencyHistogram AcceptedToIncluded { get; private set; } = new();

    /// <summary>Payments that were settled.</summary>
    public int Settled { get; private set; }

    /// <summary>Payments that were answered or ended in any other way.</summary>
    public int Lost { get; private set; }

    /// <summary>How many of the payments each transaction settled.</summary>
    public IReadOnlyDictionary<Hash256, int> Transactions => _transactions;

    /// <summary>Forgets what was counted so far, all of which is settled.</summary>
    /// <param name="timed">Payments whose latency counts from now on, the first that are accepted.</param>
    public void Begin(int timed)
    {
        _timed = timed;
        _acceptedAt.Clear();
        _transactions.Clear();
        AcceptedToIncluded = new LatencyHistogram();
        Settled = 0;
    }

    /// <inheritdoc/>
    public void OnAnswered(AuthorizationGroup group)
    {
        foreach (ref readonly var answer in group.Answers)
        {
            if (answer.Status == AdmissionStatus.Accepted)
            {
                _acceptedAt.Add(answer.Id, _timed-- > 0 ? time.GetTimestamp() : null);
            }
            else
            {
                Lost++;
            }
        }
    }

    /// <inheritdoc/>
    public void OnSigned(AdmissionSequence id, Hash256 transactionHash)
    {
        // What counts is when it is included.
    }

    /// <inheritdoc/>
    public void OnOutcome(OutcomeNotice notice)
    {
        if (notice.Outcome != SettlementOutcome.Settled || !_acceptedAt.Remove(notice.Id, out var acceptedAt))
        {
            Lost++;
            return;
        }

        Settled++;
        if (acceptedAt is { } since)
        {
            AcceptedToIncluded.Record(time.GetElapsedTime(since));
        }

        _transactions[notice.TransactionHash] = _transactions.GetValueOrDefault(notice.TransactionHash) + 1;
    }
}

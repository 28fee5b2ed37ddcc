using SettleEngine.Core.Confirm;
using SettleEngine.Core.Encoding.Frames;

namespace SettleEngine.Client;

/// <summary>Follows payments that were streamed through the frame door, from their answers to their outcomes.</summary>
/// <remarks>Thread rule: fed by one connection's reading loop; totals may be read by any thread.</remarks>
public sealed class PaymentFollower : IFrameListener
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, long?> _acceptedAt = [];
    private readonly Dictionary<ulong, FrameOutcome> _early = [];
    private readonly TaskCompletionSource _answeredAll = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _decidedAll = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeProvider _time;
    private readonly int _expected;
    private readonly int _timed;
    private int _answered;
    private int _decided;

    /// <summary>A follower.</summary>
    /// <param name="expected">Payments that will be sent.</param>
    /// <param name="time">Measures latencies.</param>
    /// <param name="timed">Payments whose latency counts, the first that are accepted; null for all. Those behind them are traffic
    /// that keeps the last of them from being a special case.</param>
    public PaymentFollower(int expected, TimeProvider time, int? timed = null)
    {
        _expected = expected;
        _time = time;
        _timed = timed ?? expected;
    }

    /// <summary>Time from the accepted answer to the pushed outcome, of the payments whose latency counts.</summary>
    public LatencyHistogram AcceptedToIncluded { get; } = new();

    /// <summary>Payments accepted as new.</summary>
    public int Accepted { get; private set; }

    /// <summary>Payments answered in any other way.</summary>
    public int NotAccepted { get; private set; }

    /// <summary>Payments among them that were accepted before.</summary>
    public int Known { get; private set; }

    /// <summary>Payments settled, by us or by somebody else.</summary>
    public int Settled { get; private set; }

    /// <summary>Payments with another outcome.</summary>
    public int OtherOutcomes { get; private set; }

    /// <summary>When the first and the last payment was accepted, as timestamps of the time provider; 0 before.</summary>
    public (long First, long Last) AcceptedBetween { get; private set; }

    /// <summary>When the first and the last outcome arrived, as timestamps of the time provider; 0 before.</summary>
    public (long First, long Last) DecidedBetween { get; private set; }

    /// <summary>Completes when every payment was answered.</summary>
    public Task AnsweredAll => _answeredAll.Task;

    /// <summary>Completes when every payment was answered and every accepted one has its first outcome.</summary>
    public Task DecidedAll => _decidedAll.Task;

    /// <inheritdoc/>
    public void OnAcknowledged(in AcknowledgementRange range, ReadOnlySpan<ulong> ids)
    {
        var now = _time.GetTimestamp();
        lock (_gate)
        {
            _answered += range.Count;
            if (range.Status == AcknowledgementStatus.Accepted)
            {
                AcceptedBetween = (AcceptedBetween.First == 0 ? now : AcceptedBetween.First, now);
                foreach (var id in ids)
                {
                    _acceptedAt.Add(id, Accepted < _timed ? now : null);
                    Accepted++;
                    if (_early.Remove(id, out var outcome))
                    {
                        Decide(outcome, now);
                    }
                }
            }
            else
            {
                NotAccepted += range.Count;
                Known += range.Status == AcknowledgementStatus.Existing ? range.Count : 0;
            }

            CompleteWhatIsDone();
        }
    }

    /// <inheritdoc/>
    public void OnOutcome(in FrameOutcome outcome)
    {
        var now = _time.GetTimestamp();
        lock (_gate)
        {
            if (_acceptedAt.ContainsKey(outcome.Id.Value))
            {
                Decide(outcome, now);
                CompleteWhatIsDone();
            }
            else if (_answered < _expected)
            {
                // The outcome overtook the answer on another path.
                _early[outcome.Id.Value] = outcome;
            }
        }
    }

    private void Decide(in FrameOutcome outcome, long now)
    {
        if (outcome.Corrects != 0)
        {
            return;
        }

        if (_acceptedAt[outcome.Id.Value] is { } acceptedAt)
        {
            AcceptedToIncluded.Record(_time.GetElapsedTime(acceptedAt, now));
        }

        DecidedBetween = (DecidedBetween.First == 0 ? now : DecidedBetween.First, now);
        _decided++;
        if (outcome.Outcome is SettlementOutcome.Settled or SettlementOutcome.SettledExternal)
        {
            Settled++;
        }
        else
        {
            OtherOutcomes++;
        }
    }

    private void CompleteWhatIsDone()
    {
        if (_answered >= _expected)
        {
            _answeredAll.TrySetResult();
            if (_decided >= Accepted)
            {
                _decidedAll.TrySetResult();
            }
        }
    }
}

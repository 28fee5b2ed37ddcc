using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SettleEngine.Core;
using SettleEngine.Core.Batch;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Confirm;
using SettleEngine.Pipeline.Dedupe;
using SettleEngine.Pipeline.Diagnostics;
using SettleEngine.Pipeline.Submit;

namespace SettleEngine.Pipeline.Batch;

/// <summary>
/// Cuts batches when they are due and a lane has room for one. While all lanes are busy nothing is cut, so the next
/// batch is the fuller. Payments whose validity ends before they could land go to Confirm, which proves what became of them.
/// </summary>
/// <param name="input">Payments, lanes with room, wishes to give up.</param>
/// <param name="lanes">One input per lane.</param>
/// <param name="confirm">Input of the confirm stage.</param>
/// <param name="options">Batch size against latency.</param>
/// <param name="candidates">Says what the rules need to know of a payment.</param>
/// <param name="landing">How long payments take to land, and when blocks come.</param>
/// <param name="report">What batches cost, and what is said of payments that wait for that.</param>
/// <param name="head">The newest header.</param>
/// <param name="watch">Payers that can burn gas.</param>
/// <param name="clock">The time.</param>
/// <param name="metrics">Counts.</param>
/// <param name="logger">Receives one line per batch.</param>
internal sealed partial class BatchStage(
    ChannelReader<BatchInput> input,
    IReadOnlyList<ChannelWriter<LaneInput>> lanes,
    ChannelWriter<ConfirmInput> confirm,
    BatchOptions options,
    BatchCandidates candidates,
    LandingView landing,
    PriceReport report,
    HeadView head,
    PayerWatch watch,
    EngineClock clock,
    PipelineMetrics metrics,
    ILogger logger)
{
    private const ulong AssumedBlockGasLimit = 30_000_000;
    private const long SweepMs = 10_000;

    // How late a parked payment may set out; a block of an L2 is eight times as long.
    private const long ReleaseMs = 250;

    // How soon a change of fees is heard of; a block of an L2 is four times as long.
    private const long PriceMs = 500;

    private static readonly int MaxItemsByBytes =
        (BatchLimits.MaxCalldataBytes - Multicall3Calldata.Size(0))
        / (Multicall3Calldata.Size(1) - Multicall3Calldata.Size(0));

    private readonly WaitingPayments _queue = new(
        new BatchPolicy(
            options.BatchMax,
            (long)options.BatchWait.TotalMilliseconds,
            (long)options.BulkPatience.TotalMilliseconds),
        report.PriceOf);

    private readonly Dictionary<AdmissionSequence, Admission> _waiting = [];
    private readonly LaneRooms _rooms = new(lanes.Count);
    private readonly ParkedPayments _parked = new(watch);
    private readonly List<AdmissionSequence> _taken = [];
    private readonly InputWait<BatchInput> _wait = new(input, clock.Provider);
    private long _nextSweepMs;
    private long _nextReleaseMs;

    /// <summary>Runs until it is cancelled: payments that wait are durable and taken up again after a restart.</summary>
    /// <param name="cancellationToken">Stops the stage between batches.</param>
    /// <returns>A task that ends with the cancellation.</returns>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            _queue.Landing = landing.Estimate;
            TakeInputs();
            ReleaseParked();
            CutWhatIsDue();
            ResolveWhatExpired();
            report.Look(_queue);

            var nowMs = clock.NowMs;
            var dueMs = _rooms.IsAny ? LeaveMs(_queue.NextCutMs(nowMs), nowMs)
                : _waiting.Count > 0 ? _nextSweepMs
                : long.MaxValue;
            dueMs = _parked.Any ? Math.Min(dueMs, _nextReleaseMs) : dueMs;
            dueMs = _queue.IsAnyLimited ? Math.Min(dueMs, nowMs + PriceMs) : dueMs;
            await _wait.WaitAsync(dueMs == long.MaxValue ? dueMs : Math.Max(1, dueMs - nowMs), cancellationToken);
        }
    }

    private void TakeInputs()
    {
        while (input.TryRead(out var item))
        {
            switch (item.Kind)
            {
                case BatchInputKind.Payments:
                    Enqueue(item.Admissions.Span);
                    break;
                case BatchInputKind.LaneRoom:
                    _rooms.Tell(item.Lane.Lane, item.Lane.Open, item.Lane.Room, item.Lane.Taken);
                    break;
                default:
                    GiveUp(item.Abandon!);
                    break;
            }
        }
    }

    private void Enqueue(ReadOnlySpan<Admission> admissions)
    {
        foreach (var admission in admissions)
        {
            // A payment that a lane gave back may have been proven by an earlier transaction of its own in the meantime.
            watch.Arrive(admission.Id);
            if (admission.IsDecided)
            {
                continue;
            }

            // What a lane that does not move has signed stays in flight while it is signed for another one.
            if (admission.State < AdmissionState.InFlight)
            {
                admission.State = AdmissionState.Accepted;
            }

            _waiting.Add(admission.Id, admission);
            if (watch.TrySetOut(admission.Item.Authorization.Payer, admission.Id))
            {
                _queue.Add(candidates.Of(admission));
            }
            else
            {
                _parked.Add(admission);
            }
        }
    }

    private void ReleaseParked()
    {
        if (!_parked.Any || clock.NowMs < _nextReleaseMs)
        {
            return;
        }

        _nextReleaseMs = clock.NowMs + ReleaseMs;
        _parked.Release(parked => watch.TrySetOut(parked.Item.Authorization.Payer, parked.Id))
            .ForEach(admission => _queue.Add(candidates.Of(admission)));
    }

    // What is full gains nothing by waiting for its block.
    private long LeaveMs(long dueMs, long nowMs) => _queue.IsFull ? nowMs : landing.LatestFor(dueMs, nowMs);

    private void CutWhatIsDue()
    {
        while (_rooms.IsAny)
        {
            var nowMs = clock.NowMs;
            var dueMs = _queue.NextCutMs(nowMs);
            if (LeaveMs(dueMs, nowMs) > nowMs)
            {
                return;
            }

            _taken.Clear();
            _queue.Cut(Limits(), _taken, nowMs);
            var members = TakeMembers();
            if (members.Length > 0)
            {
                Hand(members, landing.Moment(dueMs, nowMs));
            }
        }
    }

    private void ResolveWhatExpired()
    {
        // Without room nothing is cut, perhaps for ever: what expires meanwhile must not wait for a lane to be told so.
        var nowMs = clock.NowMs;
        if ((_rooms.IsAny && !_parked.Any && !_queue.IsAnyLimited) || _waiting.Count == 0 || nowMs < _nextSweepMs)
        {
            return;
        }

        _nextSweepMs = nowMs + SweepMs;
        var chainNow = clock.ChainNow(head.Latest);
        foreach (var admission in _waiting.Values)
        {
            if (admission.Item.Authorization.ValidBefore.Value <= chainNow.Value)
            {
                // What was never signed and too dear to the end is given up; of everything else the chain tells the fate.
                var isTooDear = admission is { LastAttempt: null, Outcome: null } && _queue.IsAboveCeiling(admission.Id);
                _waiting.Remove(admission.Id);
                if (!_queue.Remove(admission.Id))
                {
                    _parked.Remove(admission);
                }

                watch.Arrive(admission.Id);
                Send(confirm, isTooDear
                    ? ConfirmInput.GiveUp(new AbandonRequest(admission) { Reason = AbandonReason.TooDear, IsExpired = true })
                    : ConfirmInput.Resolve(admission));
            }
        }
    }

    private CutLimits Limits()
    {
        var blockGasLimit = head.Latest?.GasLimit ?? AssumedBlockGasLimit;
        return new CutLimits(MaxItemsByBytes, GasFormula.MaxItemGas(blockGasLimit));
    }

    private Admission[] TakeMembers()
    {
        var chainNow = clock.ChainNow(head.Latest);
        var members = new List<Admission>(_taken.Count);
        foreach (var id in _taken)
        {
            _waiting.Remove(id, out var admission);
            Invariant.Holds(admission is not null);
            if (admission.IsDecided)
            {
                watch.Arrive(admission.Id);
                continue;
            }

            if (admission.Item.Authorization.ValidBefore.Value <= chainNow.Value)
            {
                Send(confirm, ConfirmInput.Resolve(admission));
            }
            else
            {
                members.Add(admission);
            }
        }

        return [.. members];
    }

    private void Hand(Admission[] members, CutMoment moment)
    {
        ulong gas = 0;
        foreach (var member in members)
        {
            gas += candidates.ItemGas(member);
            member.Cut = moment;
        }

        var lane = _rooms.Take();
        metrics.BatchCut(members.Length);
        LogCut(logger, members.Length, lane, _queue.Count);
        Send(lanes[lane], LaneInput.Settle(new SettlementBatch(members, GasFormula.Limit(members.Length, gas))));
    }

    private void GiveUp(AbandonRequest request)
    {
        request.Reason = _queue.IsAboveCeiling(request.Admission.Id) ? AbandonReason.TooDear : request.Reason;
        if ((_queue.Remove(request.Admission.Id) || _parked.Remove(request.Admission)) && _waiting.Remove(request.Admission.Id))
        {
            watch.Arrive(request.Admission.Id);
            // Confirm alone writes outcomes, so that the feed has one order.
            Send(confirm, ConfirmInput.GiveUp(request));
        }
        else
        {
            request.Answer(abandoned: false);
        }
    }

    private static void Send<T>(ChannelWriter<T> writer, T item)
    {
        var sent = writer.TryWrite(item);
        Invariant.Holds(sent);
    }

    [LoggerMessage(EventId = 4001, Level = LogLevel.Debug, Message = "Cut a batch of {Count} for lane {Lane}; {Waiting} still wait")]
    private static partial void LogCut(ILogger logger, int count, int lane, int waiting);
}

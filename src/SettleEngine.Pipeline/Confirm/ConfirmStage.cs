using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SettleEngine.Core;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Batch;
using SettleEngine.Pipeline.Ports;
using SettleEngine.Pipeline.Submit;

namespace SettleEngine.Pipeline.Confirm;

/// <summary>
/// Follows the chain block by block: joins the newest header, undoes what a reorg undid, reads receipts, raises levels,
/// resolves what no transaction of ours proves, makes outcomes durable and tells the lanes what is in a block.
/// </summary>
/// <param name="input">Attempts to watch, payments to resolve, wishes to give up.</param>
/// <param name="accounts">Accounts of the lanes, by lane index.</param>
/// <param name="lanes">One input per lane.</param>
/// <param name="batches">Where payments go that may be tried again.</param>
/// <param name="chain">The chain.</param>
/// <param name="canonical">Which blocks count.</param>
/// <param name="submissions">Our submissions.</param>
/// <param name="tracker">Finds them in blocks.</param>
/// <param name="inclusions">Follows what blocks decided.</param>
/// <param name="resolver">Payments that they do not prove.</param>
/// <param name="rescue">Payments in lanes that do not move.</param>
/// <param name="writer">Where outcomes go.</param>
/// <param name="head">The newest header, for everybody.</param>
/// <param name="landing">Learns when blocks come.</param>
/// <param name="troubles">Where trouble is told.</param>
/// <param name="options">How the chain is followed.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">Receives one line per change.</param>
internal sealed partial class ConfirmStage(
    ChannelReader<ConfirmInput> input,
    ReadOnlyMemory<Address> accounts,
    IReadOnlyList<ChannelWriter<LaneInput>> lanes,
    ChannelWriter<BatchInput> batches,
    IChainClient chain,
    CanonicalChain canonical,
    SubmissionBook submissions,
    SubmissionTracker tracker,
    InclusionTracker inclusions,
    PaymentResolver resolver,
    LaneRescue rescue,
    OutcomeWriter writer,
    HeadView head,
    LandingView landing,
    TroubleBoard troubles,
    ConfirmOptions options,
    EngineClock clock,
    ILogger logger)
{
    private const string ChainCause = "chain";

    // As many as are looked at elsewhere: the chain is followed while many payments end at once.
    private const int MaxGivenUpAtOnce = 2_000;

    private readonly InputWait<ConfirmInput> _wait = new(input, clock.Provider);
    private readonly List<AbandonRequest> _givingUp = [];
    private ChainSnapshot? _last;
    private long _nextLookMs;

    /// <summary>Runs until it is cancelled.</summary>
    /// <param name="cancellationToken">Stops the stage between looks.</param>
    /// <returns>A task that ends with the cancellation.</returns>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var alive = true;
        while (alive)
        {
            TakeInputs();
            await GiveUpAsync(cancellationToken);
            if (clock.NowMs >= _nextLookMs)
            {
                await LookAsync(cancellationToken);
                _nextLookMs = clock.NowMs + (long)options.PollInterval.TotalMilliseconds;
            }

            await writer.FlushAsync();
            alive = await _wait.WaitAsync(Math.Max(1, _nextLookMs - clock.NowMs), cancellationToken);
        }
    }

    private void TakeInputs()
    {
        while (input.TryRead(out var item))
        {
            if (item.Attempt is not null)
            {
                submissions.Watch(item.Attempt);
            }
            else if (item.Unresolved is not null)
            {
                item.Unresolved.Arrive();
                resolver.Add(item.Unresolved);
            }
            else
            {
                Consider(item.Abandon!);
            }
        }
    }

    private void Consider(AbandonRequest request)
    {
        var admission = request.Admission;
        if (admission.SignedIn.Count > 0 || admission.Outcome is not null || admission.State >= AdmissionState.Included)
        {
            // It was signed before and waits for another try, or the chain shows it settled: it is not ours to give up.
            request.Answer(abandoned: false);
            if (request.IsExpired)
            {
                admission.Arrive();
                resolver.Add(admission);
                return;
            }

            var sent = batches.TryWrite(BatchInput.Returned(new[] { admission }));
            Invariant.Holds(sent);
            return;
        }

        _givingUp.Add(request);
    }

    private async ValueTask GiveUpAsync(CancellationToken cancellationToken)
    {
        if (_givingUp.Count == 0)
        {
            return;
        }

        if (await ReadUsedAsync(cancellationToken) is not { } used)
        {
            return;
        }

        for (var i = 0; i < used.Length; i++)
        {
            var request = _givingUp[i];
            request.Admission.Arrive();
            if (used[i])
            {
                // Somebody else was first: what became of it is proven, not given up.
                request.Answer(abandoned: false);
                resolver.Add(request.Admission);
                continue;
            }

            writer.AddFinal(request.Admission, SettlementOutcome.Abandoned, request.Reason, default);
            writer.AnswerWhenDurable(request);
        }

        _givingUp.RemoveRange(0, used.Length);

        // At once: behind a look at a slow chain it would be written by facts that have grown old, and be answered late.
        await writer.FlushAsync();
    }

    private async ValueTask<bool[]?> ReadUsedAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Used since a moment ago, as one endpoint sees it, or used for good, as two must see it: one that lies about what is
            // final must not have a payment called failed that somebody else settled.
            var keys = _givingUp.Take(MaxGivenUpAtOnce).Select(request => request.Admission.Item.Key).ToArray();
            var used = await chain.GetAuthorizationStatesAsync(keys, BlockTag.Latest, cancellationToken);
            var usedForGood = await chain.GetAuthorizationStatesAsync(keys, BlockTag.Finalized, cancellationToken);
            return [.. used.Zip(usedForGood, (now, final) => now || final)];
        }
        catch (ChainUnavailableException)
        {
            // Somebody else may have settled it. Until that is known it is not called failed, however long the chain is silent;
            // it is not signed meanwhile, and who waits for it is told by the door that nothing is known yet.
            return null;
        }
    }

    private async ValueTask LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var header = await chain.GetHeaderAsync(BlockTag.Latest, cancellationToken);
            landing.OnHead(header.Number);
            if (await canonical.JoinAsync(header, cancellationToken) is { } changedFrom)
            {
                LogReorg(logger, changedFrom, header.Number);
                inclusions.Reorganise(changedFrom);
            }

            head.Observe(header);
            var snapshot = _last is { } last && last.Head.Hash == header.Hash ? last : await ReadAsync(header, cancellationToken);
            _last = snapshot;
            head.ObserveFinalized(snapshot.Finalized);
            TellLanes(snapshot);
            await tracker.CollectAsync(snapshot, cancellationToken);
            submissions.ReleaseExpired(snapshot);
            await inclusions.AdvanceAsync(snapshot, cancellationToken);
            while (submissions.Undecided.TryDequeue(out var admission))
            {
                resolver.Add(admission);
            }

            rescue.Look(snapshot);
            await resolver.CheckAsync(snapshot, cancellationToken);
            canonical.ForgetBelow(inclusions.LowestWatched(snapshot.Finalized.Number));
            troubles.Set(ChainCause, null);
        }
        catch (ChainUnavailableException exception)
        {
            if (troubles.Set(ChainCause, "The chain cannot be read. Look at the endpoints named by --rpc."))
            {
                LogUnavailable(logger, exception.Message);
            }
        }
    }

    private async ValueTask<ChainSnapshot> ReadAsync(BlockHeader header, CancellationToken cancellationToken)
    {
        var safe = await chain.GetHeaderAsync(BlockTag.Safe, cancellationToken);
        var finalized = await chain.GetHeaderAsync(BlockTag.Finalized, cancellationToken);
        var included = await chain.GetAccountNoncesAsync(accounts, BlockTag.Latest, cancellationToken);
        var consumed = await chain.GetAccountNoncesAsync(accounts, BlockTag.Finalized, cancellationToken);

        // What was signed while the chain was asked has been told by now, and only then may have left.
        TakeInputs();
        if (IsBeyondUs(included))
        {
            // One endpoint's word must not idle a lane.
            var lowest = await chain.GetLowestAccountNoncesAsync(accounts, cancellationToken);
            for (var lane = 0; lane < included.Length; lane++)
            {
                included[lane] = IsBeyondUs(included[lane], lane) ? lowest[lane] : included[lane];
            }
        }

        return new ChainSnapshot(header, safe, finalized, included, consumed);
    }

    private bool IsBeyondUs(AccountNonce[] included) => included.Where(IsBeyondUs).Any();

    private bool IsBeyondUs(AccountNonce included, int lane) => included.Value > submissions.SignedBelow(lane).Value;

    private void TellLanes(ChainSnapshot snapshot)
    {
        for (var lane = 0; lane < lanes.Count; lane++)
        {
            var sent = lanes[lane].TryWrite(LaneInput.News(
                snapshot.Included[lane],
                snapshot.Consumed[lane],
                submissions.SignedBelow(lane)));
            Invariant.Holds(sent);
        }
    }

    [LoggerMessage(EventId = 6201, Level = LogLevel.Warning, Message = "Blocks from {ChangedFrom} on were replaced; the newest is {Head}")]
    private static partial void LogReorg(ILogger logger, ulong changedFrom, ulong head);

    [LoggerMessage(EventId = 6202, Level = LogLevel.Warning, Message = "The chain cannot be read: {Message}")]
    private static partial void LogUnavailable(ILogger logger, string message);
}

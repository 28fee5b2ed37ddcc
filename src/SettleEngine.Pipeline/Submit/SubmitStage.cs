using System.Threading.Channels;
using SettleEngine.Core.Submit;
using SettleEngine.Pipeline.Batch;
using SettleEngine.Pipeline.Confirm;
using SettleEngine.Pipeline.Recovery;

namespace SettleEngine.Pipeline.Submit;

/// <summary>All lanes side by side: a lane that is stuck holds no other.</summary>
internal sealed class SubmitStage
{
    private readonly LaneRunner[] _lanes;
    private readonly LaneFundsWatch _funds;
    private readonly BaseFeeWatch _baseFee;

    /// <summary>Puts the lanes together.</summary>
    /// <param name="state">Where they continue.</param>
    /// <param name="ports">Journal, chain and keys.</param>
    /// <param name="options">How lanes send.</param>
    /// <param name="inputs">One input per lane.</param>
    /// <param name="batches">Where room is announced.</param>
    /// <param name="confirm">Where attempts are made known.</param>
    /// <param name="outcomes">Who is told that a payment was signed.</param>
    /// <param name="services">What all lanes share.</param>
    public SubmitStage(
        RecoveredState state,
        PipelinePorts ports,
        PipelineOptions options,
        Channel<LaneInput>[] inputs,
        ChannelWriter<BatchInput> batches,
        ChannelWriter<ConfirmInput> confirm,
        OutcomeLog outcomes,
        LaneServices services)
    {
        _funds = new LaneFundsWatch(state.Accounts, Array.ConvertAll(inputs, input => input.Writer), services);
        _baseFee = services.BaseFee;
        _lanes = new LaneRunner[state.Accounts.Length];
        for (var lane = 0; lane < _lanes.Length; lane++)
        {
            // A lane whose key was taken away signs nothing more; what it has signed is sent until it is in a block.
            var key = lane < ports.Lanes.Count ? ports.Lanes[lane] : null;
            var open = Newest(state.Attempts, lane);
            var fillings = Newest(state.Fillings, lane);
            foreach (var attempt in open.Values.Concat(fillings.Values))
            {
                var bytes = attempt.Transaction.RawTransaction.Length;
                services.Spend.Book(attempt.Slot, services.Spend.WorstCaseWei(attempt.GasLimit, attempt.Fees, bytes));
            }

            var oldest = open.Count > 0 ? new(open.Keys.First()) : state.Next[lane];
            var rule = new LaneState(
                oldest,
                state.Next[lane],
                options.Submit.MaxInFlightPerLane,
                (long)options.Submit.StallAfter.TotalMilliseconds,
                canSign: key is not null);
            var signer = key is null ? null : new AttemptSigner(
                ports.Chain.ChainId,
                options.Verify.Multicall3,
                options.Submit.UseSettler,
                key,
                ports.Journal,
                confirm,
                outcomes,
                options.Submit.SignTimeout,
                services.Clock);
            var transactions = new LaneTransactions(lane, state.Accounts[lane], signer, services);
            _lanes[lane] = new LaneRunner(
                lane,
                rule,
                open,
                state.Accounts[lane],
                transactions,
                new GapFiller(lane, state.First[lane], fillings, transactions, services),
                inputs[lane].Reader,
                batches,
                services);
        }
    }

    /// <summary>Runs every lane until cancelled.</summary>
    /// <param name="cancellationToken">Stops the lanes between actions.</param>
    /// <returns>A task that fails when a lane fails.</returns>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // Before any of them announces room: the first batch must not go to a lane that cannot send it.
        await _funds.LookAsync(cancellationToken);
        await StageGroup.JoinAsync(
            [.. _lanes.Select(lane => lane.RunAsync(cancellationToken)), _funds.RunAsync(cancellationToken), _baseFee.RunAsync(cancellationToken)]);
    }

    private static SortedDictionary<ulong, SignedAttempt> Newest(IEnumerable<SignedAttempt> attempts, int lane)
    {
        var newest = new SortedDictionary<ulong, SignedAttempt>();
        foreach (var attempt in attempts.Where(attempt => attempt.Slot.Lane == lane))
        {
            newest[attempt.Slot.AccountNonce.Value] = attempt;
        }

        return newest;
    }
}

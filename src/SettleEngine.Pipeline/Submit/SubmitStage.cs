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
        _lanes = new LaneRunner[ports.Lanes.Count];
        for (var lane = 0; lane < _lanes.Length; lane++)
        {
            var open = NewestAttempts(state, lane);
            var oldest = open.Count > 0 ? new(open.Keys.First()) : state.Next[lane];
            var rule = new LaneState(
                oldest,
                state.Next[lane],
                options.Submit.MaxInFlightPerLane,
                (long)options.Submit.StallAfter.TotalMilliseconds);
            var signer = new AttemptSigner(
                ports.Chain.ChainId,
                options.Verify.Multicall3,
                options.Submit.UseSettler,
                ports.Lanes[lane],
                ports.Journal,
                confirm,
                outcomes);
            _lanes[lane] = new LaneRunner(lane, rule, open, signer, inputs[lane].Reader, batches, services);
        }
    }

    /// <summary>Runs every lane until cancelled.</summary>
    /// <param name="cancellationToken">Stops the lanes between actions.</param>
    /// <returns>A task that fails when a lane fails.</returns>
    public Task RunAsync(CancellationToken cancellationToken) =>
        StageGroup.JoinAsync(Array.ConvertAll(_lanes, lane => lane.RunAsync(cancellationToken)));

    private static SortedDictionary<ulong, SignedAttempt> NewestAttempts(RecoveredState state, int lane)
    {
        var newest = new SortedDictionary<ulong, SignedAttempt>();
        foreach (var attempt in state.Attempts.Where(attempt => attempt.Slot.Lane == lane))
        {
            newest[attempt.Slot.AccountNonce.Value] = attempt;
        }

        return newest;
    }
}

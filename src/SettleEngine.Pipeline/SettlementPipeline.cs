using System.Threading.Channels;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;
using SettleEngine.Pipeline.Batch;
using SettleEngine.Pipeline.Confirm;
using SettleEngine.Pipeline.Costs;
using SettleEngine.Pipeline.Dedupe;
using SettleEngine.Pipeline.Diagnostics;
using SettleEngine.Pipeline.Ingest;
using SettleEngine.Pipeline.Ports;
using SettleEngine.Pipeline.Recovery;
using SettleEngine.Pipeline.Retention;
using SettleEngine.Pipeline.Submit;
using SettleEngine.Pipeline.Verify;

namespace SettleEngine.Pipeline;

/// <summary>The engine: six stages, joined by channels. Start reading at <see cref="RunAsync"/>.</summary>
public sealed class SettlementPipeline : ISettlementEngine, IDisposable
{
    private static readonly UnboundedChannelOptions OneReader = new() { SingleReader = true };

    private readonly PipelineOptions _options;
    private readonly PipelinePorts _ports;
    private readonly EngineClock _clock;
    private readonly AdmissionTable _table;
    private readonly OutcomeLog _outcomes;
    private readonly JournalKeeper _journal;
    private readonly TroubleBoard _troubles = new();
    private readonly KnownPayees _payees = new();
    private readonly AdmissionPolicy _policy;
    private readonly PayerWatch _watch;
    private readonly FeePolicy _fees;
    private readonly PaymentTrials _trials;
    private readonly CodeAdmission _codeful;
    private readonly PaymentCheck _check;
    private readonly UnsignedPayments _unsigned;
    private readonly HeadView _head;
    private readonly PipelineMetrics _metrics;
    private readonly SpendBook _spend;
    private readonly BaseFeeWatch _baseFee;
    private readonly CostView _cost;
    private readonly CostBook _costs = new();
    private readonly LandingView _landing;
    private readonly Channel<AuthorizationGroup> _ingested;
    private readonly IngestStage _ingest;

    // Bounded by what they carry: payments by the limit on unsettled admissions, attempts and news by the lanes' slots.
    private readonly Channel<BatchInput> _batches = Channel.CreateUnbounded<BatchInput>(OneReader);
    private readonly Channel<ConfirmInput> _confirm = Channel.CreateUnbounded<ConfirmInput>(OneReader);
    private readonly TaskCompletionSource _recovered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile EnginePhase _phase = EnginePhase.Recovering;

    private SettlementPipeline(PipelineOptions options, PipelinePorts ports, TimeProvider timeProvider)
    {
        _options = options;
        _outcomes = new OutcomeLog(options.Retention.MaxOutcomes);
        _clock = new EngineClock(timeProvider);
        _table = new AdmissionTable(options.DigestKey.Span, options.Dedupe.MaxLiveKeys, ports.PayerFacts);
        _journal = new JournalKeeper(ports.Journal, _table, _outcomes);
        _ports = ports with { Journal = _journal };
        _head = new HeadView(ports.Chain);
        _spend = new SpendBook(
            new SpendBudget(options.Submit.MaxFeePerTransactionWei, options.Submit.MaxSpendPerHourWei),
            _clock);
        _metrics = new PipelineMetrics(() => _table.Unsettled, () => _table.Count);
        _ingested = Channel.CreateBounded<AuthorizationGroup>(options.IngestGroups);
        _ingest = new IngestStage(_ingested.Writer, () => _phase);
        _policy = new AdmissionPolicy(
            options.Verify.Tokens.Select(token => token.Address),
            options.Verify.Payees,
            options.Verify.Multicall3,
            options.Verify.MinValue,
            (ulong)options.Verify.ValidityHorizon.TotalSeconds,
            (ulong)options.Verify.ValidityMargin.TotalSeconds);
        _watch = new PayerWatch(_clock);
        _fees = new FeePolicy(options.Submit.TipPerGasWei, options.Submit.MaxFeePerGasWei);
        _baseFee = new BaseFeeWatch(ports.Chain, _head, _clock);
        _landing = new LandingView(options.Batch, _clock);
        _cost = new CostView(options.Cost, _fees, _baseFee, options.Submit.UseSettler);
        _metrics.ShowUsdPerPayment(() => _cost.UsdPerPayment(options.Batch.BatchMax));
        _trials = new PaymentTrials(ports.Chain, LaneAccounts, _fees, _head);
        _codeful = new CodeAdmission(options.Verify.AcceptPayersWithCode, ports.PayerFacts, _trials, _watch, _clock);
        _check = new PaymentCheck(NewChecker, _table, ports.Chain);
        _unsigned = new UnsignedPayments(_table, _batches.Writer, _clock);
    }

    /// <inheritdoc/>
    public ulong ChainId => _ports.Chain.ChainId;

    /// <inheritdoc/>
    public IReadOnlyList<Token> Tokens => _options.Verify.Tokens;

    /// <inheritdoc/>
    public IReadOnlyList<Address> LaneAccounts => [.. _ports.Lanes.Select(lane => lane.Account)];

    /// <inheritdoc/>
    public EngineHealth Health => new(_phase, _troubles.Sentences);

    /// <inheritdoc/>
    public ulong FirstRetainedOutcome => _outcomes.FirstRetained;

    /// <inheritdoc/>
    public CostSummary Costs => _costs.Summary;

    /// <summary>Totals since start.</summary>
    public PipelineStatistics Statistics => _metrics.Totals;

    /// <summary>What is remembered, in bytes.</summary>
    public PipelineMemory Memory
    {
        get
        {
            var (index, book) = _table.Bytes;
            return new PipelineMemory(_table.Count, index, book, _outcomes.Bytes);
        }
    }

    /// <summary>Completes when recovery is done and authorizations are taken in.</summary>
    public Task Recovered => _recovered.Task;

    /// <summary>Puts an engine together. Worker, simulation and benchmarks all come through here.</summary>
    /// <param name="options">Options of all stages.</param>
    /// <param name="ports">The world.</param>
    /// <param name="timeProvider">Real or virtual time.</param>
    /// <returns>The engine; nothing runs yet.</returns>
    /// <exception cref="ArgumentException">An option is wrong; the text names it.</exception>
    public static SettlementPipeline Create(PipelineOptions options, PipelinePorts ports, TimeProvider timeProvider)
    {
        options.Validate();
        return ports.Lanes.Count > 0
            ? new SettlementPipeline(options, ports, timeProvider)
            : throw new ArgumentException("No lane: name a file with at least one key by --lane-key-file.");
    }

    /// <summary>Recovers, then runs the six stages until cancelled, drained, or failed.</summary>
    /// <param name="cancellationToken">Stops the engine; what is accepted or in flight is durable.</param>
    /// <returns>A task that fails when a stage fails: the process must stop then.</returns>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var state = await RecoverAsync(stop.Token);

            // Ingest → Verify → Dedupe → Batch → Submit → Confirm
            var verified = Channel.CreateBounded<AuthorizationGroup>(_options.IngestGroups);
            var lanes = Array.ConvertAll(state.Accounts, _ => Channel.CreateUnbounded<LaneInput>(OneReader));
            var verify = new VerifyStage(_ingested.Reader, verified.Writer, NewChecker, _head, _options.Verify.Concurrency);
            var dedupe = NewDedupe(verified.Reader);
            var batch = NewBatch(lanes);
            var submit = NewSubmit(state, lanes);
            var confirm = NewConfirm(state, lanes);
            var retention = NewRetention();

            _phase = EnginePhase.Running;
            _recovered.TrySetResult();
            await StageGroup.RunAsync(
                stop,
                verify.RunAsync(stop.Token),
                CompleteDrainAsync(dedupe.RunAsync(stop.Token)),
                batch.RunAsync(stop.Token),
                submit.RunAsync(stop.Token),
                confirm.RunAsync(stop.Token),
                retention.RunAsync(stop.Token));
        }
        finally
        {
            _phase = EnginePhase.Draining;
            _ingested.Writer.TryComplete();
            _recovered.TrySetCanceled(CancellationToken.None);
            _drained.TrySetResult();
        }
    }

    /// <summary>Takes nothing new in and waits until everything that was taken in is answered and durable.</summary>
    /// <returns>A task that completes when the engine may be cancelled without anybody missing an answer.</returns>
    public Task DrainAsync()
    {
        _phase = EnginePhase.Draining;
        _ingested.Writer.TryComplete();
        return _drained.Task;
    }

    /// <inheritdoc/>
    public ValueTask EnqueueAsync(AuthorizationGroup group, CancellationToken cancellationToken) =>
        _ingest.EnqueueAsync(group, cancellationToken);

    /// <inheritdoc/>
    public bool TryEnqueue(AuthorizationGroup group) => _ingest.TryEnqueue(group);

    /// <inheritdoc/>
    public ValueTask<RejectReason> CheckAsync(SignedAuthorization item, CancellationToken cancellationToken) =>
        _check.CheckAsync(item, cancellationToken);

    /// <inheritdoc/>
    public AdmissionView? Find(AdmissionSequence id) => _table.View(id);

    /// <inheritdoc/>
    public AdmissionView? Find(in AuthorizationKey key) => _table.View(key);

    /// <inheritdoc/>
    public IReadOnlyList<OutcomeNotice> ReadOutcomes(ulong after, int max) => _outcomes.Read(after, max);

    /// <inheritdoc/>
    public IReadOnlyList<BatchCost> ReadBatches(ulong after, int max) => _costs.Read(after, max);

    /// <inheritdoc/>
    public void Subscribe(ISettlementSink sink) => _outcomes.Subscribe(sink);

    /// <inheritdoc/>
    public void Unsubscribe(ISettlementSink sink) => _outcomes.Unsubscribe(sink);

    /// <inheritdoc/>
    public ValueTask<AbandonVerdict> AbandonUnsignedAsync(AdmissionSequence id, CancellationToken cancellationToken) =>
        _unsigned.AbandonAsync(id, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _metrics.Dispose();

    private async ValueTask<RecoveredState> RecoverAsync(CancellationToken cancellationToken)
    {
        var watch = new RecoveryWatch(_troubles, _clock, Logger("Recovery"));
        var watching = watch.RunAsync();
        try
        {
            return await new EngineRecovery(_ports, _journal, _table, watch, _clock, Logger("Recovery"))
                .RecoverAsync(cancellationToken);
        }
        finally
        {
            watch.End();
            if (watching.IsFaulted)
            {
                await watching;
            }
        }
    }

    private AuthorizationChecker NewChecker() => new(
        _policy,
        _ports.Verifier,
        _ports.PayerFacts,
        _table.Commitments,
        _codeful,
        _watch,
        _landing,
        _head,
        _clock);

    private DedupeStage NewDedupe(ChannelReader<AuthorizationGroup> input) => new(
        input,
        _batches.Writer,
        _ports.Journal,
        _table,
        _options.Dedupe,
        _clock,
        _metrics,
        Logger("Dedupe"));

    private BatchStage NewBatch(Channel<LaneInput>[] lanes) => new(
        _batches.Reader,
        Array.ConvertAll(lanes, lane => lane.Writer),
        _confirm.Writer,
        _options.Batch,
        new BatchCandidates(_options.Batch, _head, _payees, _watch, _options.Submit.UseSettler, _clock),
        _landing,
        new PriceReport(_cost, _options.Batch.BatchMax, _troubles, _clock, _metrics, Logger("Batch")),
        _head,
        _watch,
        _clock,
        _metrics,
        Logger("Batch"));

    private SubmitStage NewSubmit(RecoveredState state, Channel<LaneInput>[] lanes)
    {
        var services = new LaneServices(
            _ports.Chain,
            new MemberScreen(_ports.Chain, _watch, _confirm.Writer, _options.Submit.UseSettler, _clock, Logger("Submit")),
            _fees,
            _baseFee,
            _spend,
            _troubles,
            _options.Submit,
            _options.Batch.BatchMax,
            _clock,
            _metrics,
            Logger("Submit"));
        return new SubmitStage(state, _ports, _options, lanes, _batches.Writer, _confirm.Writer, _outcomes, services);
    }

    private ConfirmStage NewConfirm(RecoveredState state, Channel<LaneInput>[] lanes)
    {
        var canonical = new CanonicalChain(_ports.Chain);
        var writer = new OutcomeWriter(_ports.Journal, _outcomes, _table, _payees, _clock, _metrics);
        var meter = new CostMeter(_options.Cost.Chain, state.Accounts, _cost, _payees, _costs, _clock, _metrics);
        var submissions = new SubmissionBook(state.Accounts, state.Next, writer, _spend, Logger("Confirm"));
        var inclusions = new InclusionTracker(_ports.Chain, canonical, submissions, writer, meter, Logger("Confirm"));
        var tracker = new SubmissionTracker(
            _ports.Chain,
            canonical,
            submissions,
            inclusions,
            _spend,
            meter,
            _watch,
            _landing,
            _metrics,
            Logger("Confirm"));
        var resolver = NewResolver(canonical, submissions, tracker, inclusions, writer);
        Follow(state, submissions, inclusions, resolver);
        return new ConfirmStage(
            _confirm.Reader,
            state.Accounts,
            Array.ConvertAll(lanes, lane => lane.Writer),
            _batches.Writer,
            _ports.Chain,
            canonical,
            submissions,
            tracker,
            inclusions,
            resolver,
            NewRescue(state, submissions),
            writer,
            _head,
            _landing,
            _troubles,
            _options.Confirm,
            _clock,
            Logger("Confirm"));
    }

    private static void Follow(
        RecoveredState state,
        SubmissionBook submissions,
        InclusionTracker inclusions,
        PaymentResolver resolver)
    {
        foreach (var attempt in state.Attempts.Concat(state.Fillings))
        {
            submissions.Restore(attempt);
        }

        foreach (var admission in state.Unresolved)
        {
            if (!inclusions.TryWatchAgain(admission))
            {
                resolver.Add(admission);
            }
        }
    }

    private PaymentResolver NewResolver(
        CanonicalChain canonical,
        SubmissionBook submissions,
        SubmissionTracker tracker,
        InclusionTracker inclusions,
        OutcomeWriter writer) => new(
        _ports.Chain,
        new UsedPayments(_ports.Chain, canonical, submissions, tracker, _options.Confirm),
        new RefusedPayments(_ports.Chain, _ports.PayerFacts, _trials, _watch, _options.Confirm, _clock, Logger("Confirm")),
        _watch,
        submissions,
        inclusions,
        writer,
        _batches.Writer,
        _options.Confirm,
        _clock,
        Logger("Confirm"));

    private LaneRescue NewRescue(RecoveredState state, SubmissionBook submissions) => new(
        state.Accounts.Length,
        _ports.Lanes.Count,
        submissions,
        _batches.Writer,
        _options.Submit.StallAfter,
        _options.Batch.LandingMargin,
        _clock,
        Logger("Confirm"));

    private RetentionStage NewRetention() => new(
        _journal,
        _table,
        _outcomes,
        _head,
        _options.Retention,
        _clock,
        Logger("Retention"));

    private async Task CompleteDrainAsync(Task dedupe)
    {
        await dedupe;
        _drained.TrySetResult();
    }

    private Microsoft.Extensions.Logging.ILogger Logger(string stage) => _ports.Loggers.CreateLogger($"SettleEngine.{stage}");
}

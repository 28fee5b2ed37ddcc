using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using SettleEngine.Chain;
using SettleEngine.Chain.Lanes;
using SettleEngine.Chain.Payers;
using SettleEngine.Core;
using SettleEngine.Core.Authorizations;
using SettleEngine.Doors;
using SettleEngine.Doors.Frames;
using SettleEngine.Doors.Http;
using SettleEngine.Doors.Http.Metrics;
using SettleEngine.Pipeline;
using SettleEngine.Pipeline.Diagnostics;
using SettleEngine.Pipeline.Ports;
using SettleEngine.Storage;
using SettleEngine.Verifier;
using SettleEngine.Worker.Options;

namespace SettleEngine.Worker.Hosting;

/// <summary>A whole engine in this process: journal, chain, pipeline and doors. Used by <c>run</c> and <c>demo</c> alike.</summary>
/// <remarks>Life: <see cref="StartAsync"/>, wait for <see cref="Completion"/> or decide to stop, <see cref="StopAsync"/>,
/// dispose. Thread rule: one caller.</remarks>
internal sealed partial class EngineHost : IAsyncDisposable
{
    private readonly EngineSettings _settings;
    private readonly EngineSeams _seams;
    private readonly ILogger _logger;
    private readonly Stack<IAsyncDisposable> _owned = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _closeAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;
    private DoorPhase? _phase;

    private EngineHost(EngineSettings settings, EngineSeams seams, ILogger logger)
    {
        _settings = settings;
        _seams = seams;
        _logger = logger;
    }

    /// <summary>The engine.</summary>
    public SettlementPipeline Pipeline { get; private set; } = null!;

    /// <summary>The verifier.</summary>
    public ParallelSignatureVerifier Verifier { get; private set; } = null!;

    /// <summary>The HTTP door, or null.</summary>
    public HttpDoor? Http { get; private set; }

    /// <summary>The frame door, or null.</summary>
    public FrameDoor? Frames { get; private set; }

    /// <summary>Fails when the engine cannot go on: the process must end then. Completes when it was stopped.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Completes when somebody on this machine asked for a stop over <c>/close</c>.</summary>
    public Task CloseAsked => _closeAsked.Task;

    /// <summary>Starts everything and waits until authorizations are taken in.</summary>
    /// <param name="settings">What to start.</param>
    /// <param name="loggers">Where log lines go.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="seams">What stands between the engine and its world; null for nothing.</param>
    /// <returns>The running engine.</returns>
    /// <exception cref="SettingException">An option does not fit the world as it is; the text names it.</exception>
    /// <exception cref="IOException">The journal or the chain cannot be used; the text says what to do.</exception>
    public static async Task<EngineHost> StartAsync(
        EngineSettings settings,
        ILoggerFactory loggers,
        CancellationToken cancellationToken,
        EngineSeams? seams = null)
    {
        var host = new EngineHost(settings, seams ?? EngineSeams.None, loggers.CreateLogger("SettleEngine.Host"));
        try
        {
            await host.ComposeAsync(loggers, cancellationToken);
            await host.OpenAsync(loggers, cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops: doors close, held requests are answered, what was taken in becomes durable, the rest is left to the
    /// next start.</summary>
    /// <returns>True when all of that was done within the drain time-out.</returns>
    public async Task<bool> StopAsync()
    {
        LogDraining(_logger, _settings.DrainTimeout);
        _phase?.Close();
        using var late = new CancellationTokenSource(_settings.DrainTimeout);
        var inTime = true;
        try
        {
            var grace = _settings.DrainTimeout * 0.8;
            var doors = Task.WhenAll(
                Http?.DrainAsync(grace, late.Token) ?? Task.CompletedTask,
                Frames?.StopAsync(late.Token) ?? Task.CompletedTask);
            await doors;
            await Pipeline.DrainAsync().WaitAsync(late.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            inTime = false;
        }

        await _stop.CancelAsync();
        await IgnoreCancellationAsync(_running);
        return inTime;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await ((Task)IgnoreFailureAsync(_running));
        while (_owned.TryPop(out var owned))
        {
            await owned.DisposeAsync();
        }

        _stop.Dispose();
    }

    private async Task ComposeAsync(ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var signers = LaneKeyRing.Open(_settings.LaneKeys);
        foreach (var signer in signers)
        {
            _owned.Push(new DisposableOwner(signer));
        }

        var journal = Own(BlockJournal.Open(
            _settings.Journal,
            _seams.Journal(new JournalOptions
            {
                DataDirectory = _settings.Data,
                AcceptMissingAnchor = _settings.AcceptMissingAnchor,
            }),
            loggers));
        var chain = await JsonRpcChainClient.ConnectAsync(
            _settings.Rpc,
            _settings.ChainId,
            cancellationToken,
            logger: loggers.CreateLogger("SettleEngine.Chain"));
        _owned.Push(new DisposableOwner(chain));

        var costs = Own(await CostSources.OpenAsync(_settings, chain.ChainId, _logger, cancellationToken));
        var tokens = await VerifiedTokensAsync(chain, cancellationToken);
        Verifier = StartVerifier(tokens, loggers);
        _owned.Push(new DisposableOwner(Verifier));
        var facts = new PayerFactsCache(chain);
        _owned.Push(new DisposableOwner(facts));

        var useSettler = _settings.UseSettler && await SettlerDeployment.IsDeployedAsync(chain, cancellationToken);
        Pipeline = SettlementPipeline.Create(
            PipelineOptionsOf(tokens, useSettler, costs),
            _seams.Ports(new PipelinePorts(journal, chain, Verifier, facts, Checked(signers), loggers)),
            TimeProvider.System);
        _owned.Push(new DisposableOwner(Pipeline));
        LogSettings(tokens.Count, chain.ChainId, useSettler);
        await WarnOfEmptyLanesAsync(chain, cancellationToken);

        _running = Pipeline.RunAsync(_stop.Token);
        Completion = CompleteAsync(journal);
    }

    private static ILaneSigner[] Checked(IReadOnlyList<ILaneSigner> signers) =>
        [.. signers.Select(signer => new CheckedLaneSigner(signer))];

    private async Task OpenAsync(ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var keys = _settings.ApiKeyFile is { } file ? ApiKeyFile.Load(file) : null;
        _phase = new DoorPhase(Pipeline);
        if (_settings.Http is { } address)
        {
            Http = Own(HttpDoor.Build(
                HttpOptions(address, keys),
                Pipeline,
                TimeProvider.System,
                loggers,
                _phase));
            await Http.StartAsync(cancellationToken);
        }

        if (_settings.Admin is { } admin)
        {
            var exporter = new PrometheusExporter(PipelineMetrics.MeterName, PrometheusExporter.RuntimeMeter);
            _owned.Push(new DisposableOwner(exporter));
            var door = Own(AdminDoor.Build(HttpOptions(admin, keys), Pipeline, exporter, loggers, _phase));
            await door.StartAsync(cancellationToken);
        }

        if (_settings.Tcp is not null || _settings.Unix is not null)
        {
            var options = new FrameDoorOptions
            {
                Tcp = _settings.Tcp?.EndPoint,
                UnixPath = _settings.Unix,
            };
            if (keys is not null)
            {
                options.DemandKeys(keys);
            }

            Frames = Own(new FrameDoor(Pipeline, options, TimeProvider.System, loggers.CreateLogger<FrameDoor>()));
            await Frames.StartAsync(cancellationToken);
            _ = PassOnAsync(Frames.Broken);
        }

        // Reads are answered from here on; writes as soon as the journal is replayed and compared with the chain.
        await Task.WhenAny(Pipeline.Recovered, Completion).WaitAsync(cancellationToken);
        if (!Pipeline.Recovered.IsCompletedSuccessfully)
        {
            await Completion;
        }
    }

    private async Task<IReadOnlyList<Token>> VerifiedTokensAsync(
        JsonRpcChainClient chain,
        CancellationToken cancellationToken)
    {
        Token[] tokens = [.. KnownTokens.For(chain.ChainId), .. _settings.MoreTokens(chain.ChainId)];
        if (tokens.Length == 0)
        {
            throw new SettingException($"No token is known for chain {chain.ChainId}: name one with --token.");
        }

        var problems = await chain.VerifyTokensAsync(tokens, cancellationToken);
        return problems.Count == 0 ? tokens : throw new SettingException(string.Join(' ', problems));
    }

    private ParallelSignatureVerifier StartVerifier(IReadOnlyList<Token> tokens, ILoggerFactory loggers)
    {
        var options = new VerifierOptions
        {
            Workers = _settings.VerifyWorkers,
            CacheBytes = _settings.VerifyCacheBytes,
            Tier = _settings.VerifyTier,
        };
        try
        {
            return new ParallelSignatureVerifier(tokens, options, loggers.CreateLogger<ParallelSignatureVerifier>());
        }
        catch (VerifierStartException exception)
        {
            throw new SettingException($"--verify-tier: {exception.Message}");
        }
    }

    private PipelineOptions PipelineOptionsOf(IReadOnlyList<Token> tokens, bool useSettler, CostSources costs)
    {
        var options = new PipelineOptions { DigestKey = RandomNumberGenerator.GetBytes(16) };
        options.Verify.Tokens = tokens;
        options.Verify.Payees = _settings.Payees;
        options.Verify.AcceptPayersWithCode = _settings.AcceptPayersWithCode;
        options.Verify.MinValue = _settings.MinValue;
        options.Verify.ValidityHorizon = _settings.ValidityHorizon;
        options.Dedupe.MaxLiveKeys = _settings.MaxLiveKeys;
        options.Retention.MaxOutcomes = _settings.MaxOutcomes;
        options.Batch.BatchMax = _settings.BatchMax;
        options.Batch.BatchWait = _settings.BatchWait;
        options.Cost = costs.Options;
        options.Batch.Objective = _settings.Objective;
        options.Batch.PayeeObjectives = _settings.PayeeObjectives;
        options.Batch.FollowsBlocks = _settings.FollowsBlocks;
        options.Submit.UseSettler = useSettler;
        options.Submit.TipPerGasWei = _settings.TipPerGasWei;
        options.Submit.MaxFeePerGasWei = _settings.MaxFeePerGasWei;
        options.Submit.MaxFeePerTransactionWei = _settings.MaxFeePerTransactionWei;
        options.Submit.MaxSpendPerHourWei = _settings.MaxSpendPerHourWei;
        options.Confirm.PollInterval = _settings.PollInterval;
        options.Confirm.HoldLimit = _settings.HoldLimit;
        _seams.Pipeline(options);
        return options;
    }

    private HttpDoorOptions HttpOptions(DoorAddress address, ApiKeyFile? keys) => new()
    {
        Address = address,
        ApiKeys = keys,
        SettleHold = _settings.SettleHold,
        Close = address == _settings.Admin && address.IsLoopback ? () => _closeAsked.TrySetResult() : null,
        InvariantBroken = broken => _broken.TrySetException(broken),
    };

    private async Task WarnOfEmptyLanesAsync(JsonRpcChainClient chain, CancellationToken cancellationToken)
    {
        var accounts = Pipeline.LaneAccounts.ToArray();
        var balances = await chain.GetBalancesAsync(accounts, cancellationToken);
        for (var lane = 0; lane < accounts.Length; lane++)
        {
            if (balances[lane].IsZero)
            {
                LogEmptyLane(_logger, lane, accounts[lane].ToString());
            }
        }
    }

    private async Task CompleteAsync(BlockJournal journal)
    {
        var ended = await Task.WhenAny(_running, journal.Broken, _broken.Task);
        if (ended != _running)
        {
            // Wrong is worse than down: nothing more is signed or answered from a state that cannot be trusted.
            await _stop.CancelAsync();
            throw journal.Broken.IsCompletedSuccessfully
                ? await journal.Broken
                : _broken.Task.Exception!.GetBaseException();
        }

        await IgnoreCancellationAsync(_running);
    }

    private async Task PassOnAsync(Task doorBroken)
    {
        try
        {
            await doorBroken;
        }
        catch (InvariantBrokenException broken)
        {
            _broken.TrySetException(broken);
        }
    }

    private T Own<T>(T owned)
        where T : IAsyncDisposable
    {
        _owned.Push(owned);
        return owned;
    }

    private static async Task IgnoreCancellationAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (OperationCanceledException)
        {
            // A stop that was asked for is not a failure.
        }
    }

    private static async Task IgnoreFailureAsync(Task task)
    {
        // Completion has told the caller already; here only the resources matter.
        await task.ContinueWith(static _ => { }, TaskScheduler.Default);
    }

    private void LogSettings(int tokens, ulong chainId, bool useSettler)
    {
        // Endpoints' addresses carry API keys, so only their hosts are written.
        var endpoints = string.Join(", ", _settings.Rpc.Select(url => url.Host));
        var doors = $"http {_settings.Http?.ToString() ?? "off"}, tcp {_settings.Tcp?.ToString() ?? "off"}, "
            + $"unix {_settings.Unix ?? "off"}, admin {_settings.Admin?.ToString() ?? "off"}";
        LogStart(
            _logger,
            chainId,
            tokens,
            Pipeline.LaneAccounts.Count,
            _settings.BatchMax,
            _settings.BatchWait,
            useSettler ? "the guarded settler" : "Multicall3",
            _settings.SettleHold,
            _settings.MaxFeePerGasWei,
            endpoints,
            doors);
    }

    [LoggerMessage(EventId = 1901, Level = LogLevel.Information, Message = "Chain {ChainId}, {Tokens} tokens, {Lanes} lanes, batches of {BatchMax} after {BatchWait} through {Contract}, settle hold {SettleHold}, at most {MaxFeePerGasWei} wei per gas; endpoints {Endpoints}; doors {Doors}")]
    private static partial void LogStart(
        ILogger logger,
        ulong chainId,
        int tokens,
        int lanes,
        int batchMax,
        TimeSpan batchWait,
        string contract,
        TimeSpan settleHold,
        ulong maxFeePerGasWei,
        string endpoints,
        string doors);

    [LoggerMessage(EventId = 1902, Level = LogLevel.Warning, Message = "Lane {Lane} ({Account}) has no native balance and cannot send: fund the account")]
    private static partial void LogEmptyLane(ILogger logger, int lane, string account);

    [LoggerMessage(EventId = 1903, Level = LogLevel.Information, Message = "Draining, for at most {Timeout}")]
    private static partial void LogDraining(ILogger logger, TimeSpan timeout);
}

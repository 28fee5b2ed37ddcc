using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline;
using SettleEngine.Pipeline.Batch;
using SettleEngine.Pipeline.Confirm;
using SettleEngine.Pipeline.Ports;
using SettleEngine.Pipeline.Verify;
using SettleEngine.SimulatedWorld.Chain;
using SettleEngine.SimulatedWorld.Checks;
using SettleEngine.SimulatedWorld.Storage;
using SettleEngine.SimulatedWorld.Traffic;

namespace SettleEngine.SimulatedWorld;

/// <summary>One run of the real pipeline in a simulated world: traffic under trouble, then quiet, then judgement.</summary>
public sealed class SimulationRun
{
    private static readonly Address TokenAddress = Address.Parse("0x036cbd53842c5426634e7929541ec2318f3dcf7e");
    private static readonly TimeSpan LongestQuiet = TimeSpan.FromMinutes(40);

    private readonly ulong _seed;
    private readonly SimulationOptions _options;
    private readonly World _world;
    private readonly Violations _violations;
    private readonly SimulatedDisk _disk;
    private readonly SimulatedChain _chain;
    private readonly ChainClientFaults _faults = new();
    private readonly Address[] _lanes;
    private readonly TrafficSource _traffic;
    private readonly Adversary _adversary;
    private readonly AnswerChecker _answers;
    private readonly SendChecker _sends;
    private readonly FeedReader _feed;
    private readonly Token _token = new(TokenAddress, "USDC", "2", default);

    private EngineLife? _life;
    private int _lives;

    private SimulationRun(ulong seed, SimulationOptions options, Action<string>? onTrace)
    {
        _seed = seed;
        _options = options;
        _world = new World(seed) { OnTrace = onTrace };
        _violations = new Violations(_world);
        _disk = new SimulatedDisk(_world);
        _chain = new SimulatedChain(_world, options.Chain);
        _lanes = [.. Enumerable.Range(0, options.Lanes).Select(MakeLane)];
        _answers = new AnswerChecker(_disk, _chain, _violations);
        _sends = new SendChecker(_disk, _violations);
        _feed = new FeedReader(_world, _violations);
        var factory = new PaymentFactory(_world, options, TokenAddress);
        _traffic = new TrafficSource(_world, options, factory, _answers.OnAnswer);
        _adversary = new Adversary(_world, options, _chain, _disk, _traffic, TokenAddress, _lanes);
        Furnish(factory);
    }

    /// <summary>Runs one seed.</summary>
    /// <param name="seed">Decides everything.</param>
    /// <param name="options">What may happen.</param>
    /// <param name="onTrace">Receives the trace, for looking into one seed.</param>
    /// <returns>What happened.</returns>
    public static SimulationReport Run(ulong seed, SimulationOptions options, Action<string>? onTrace = null)
    {
        var run = new SimulationRun(seed, options, onTrace);
        try
        {
            run._world.Run(run.LiveAsync);
        }
        catch (InvalidOperationException exception)
        {
            run._violations.Add("world", exception.Message);
        }

        return run.Report();
    }

    private FinalChecker? Judgement { get; set; }

    private static Address MakeLane(int index)
    {
        Span<byte> bytes = stackalloc byte[20];
        bytes.Clear();
        bytes[0] = 0x1A;
        bytes[19] = (byte)(index + 1);
        return new Address(bytes);
    }

    private void Furnish(PaymentFactory factory)
    {
        var token = _chain.AddToken(TokenAddress);
        for (var i = 0; i < _options.Payers; i++)
        {
            token.Mint(factory.PayerAt(i), 1_000_000);
        }

        foreach (var lane in _lanes)
        {
            _chain.SetBalance(lane, 1_000_000_000_000_000_000);
        }

        _disk.Faults.MaxCommitMs = _options.MaxCommitMs;
        _disk.Faults.FailPerMillion = _options.DiskFailPerMillion;
        _disk.Faults.AcknowledgesTooEarly = _options.Bug == PlantedBug.AcknowledgesTooEarly;
        _faults.CallsSilenceRefused = _options.Bug == PlantedBug.CallsSilenceRefused;
        _faults.MaxLatencyMs = _options.MaxLatencyMs;
        _faults.UnavailablePerMillion = _options.UnavailablePerMillion;
        _faults.StalePerMillion = _options.StalePerMillion;
        _faults.NullReceiptPerMillion = _options.NullReceiptPerMillion;
        _faults.OrphanReceiptPerMillion = _options.OrphanReceiptPerMillion;
        _faults.LostSendPerMillion = _options.LostSendPerMillion;
        _faults.SilentSendPerMillion = _options.SilentSendPerMillion;
        _faults.RepeatedSendPerMillion = _options.RepeatedSendPerMillion;
    }

    private async Task LiveAsync()
    {
        _chain.Start();
        _adversary.Start();
        _traffic.Start();
        StartEngine();
        var crashes = PlanCrashes();
        var end = TimeSpan.FromSeconds(_options.TrafficSeconds * 2).Ticks;
        while (_world.Time.Ticks < end || crashes.Count > 0)
        {
            await _world.SleepAsync(TimeSpan.FromMilliseconds(_world.Between(1, 200)));
            await WatchAsync();
            if (crashes.TryPeek(out var next) && _world.Time.Ticks >= next)
            {
                crashes.Dequeue();
                await CrashAsync(_options.MaxDownSeconds);
            }
        }

        await QuietAsync();
    }

    private Queue<long> PlanCrashes()
    {
        var moments = Enumerable.Range(0, _options.Crashes)
            .Select(_ => TimeSpan.FromMilliseconds(_world.Next((_options.TrafficSeconds * 2_000) + 1)).Ticks)
            .Order()
            .ToList();
        for (var i = 1; i < moments.Count; i++)
        {
            // At times the engine is killed again while it still recovers.
            moments[i] = _world.Next(4) == 0 ? moments[i - 1] + (_world.Next(200) * TimeSpan.TicksPerMillisecond) : moments[i];
        }

        return new Queue<long>(moments.Order());
    }

    private async Task QuietAsync()
    {
        _world.Trace("quiet");
        _adversary.Retire();
        _faults.Clear();
        var start = _world.Time.Ticks;
        while (!IsSettled() && _world.Time.Ticks - start < LongestQuiet.Ticks)
        {
            await _world.SleepAsync(TimeSpan.FromSeconds(1));
            await WatchAsync();
        }

        // Once more from the disk alone: what was said must be said again.
        if (_options.Crashes > 0)
        {
            await CrashAsync(1);
            await _world.SleepAsync(TimeSpan.FromSeconds(90));
            await WatchAsync();
        }

        if (_life is { IsAlive: true } life)
        {
            Judgement = new FinalChecker(_disk, _chain, _violations, _options);
            Judgement.Check(life.Engine, _feed, _answers, _traffic);
        }
        else
        {
            _violations.Add("P1", "the engine does not live when the world is quiet");
        }
    }

    private bool IsSettled()
    {
        if (!_traffic.IsDone || _life is not { IsAlive: true } life)
        {
            return false;
        }

        for (var i = 0; i < _disk.Records.Count; i++)
        {
            if (_disk.Records[i].Kind == JournalRecordKind.Accept
                && !IsSettled(life.Engine.Find(new AdmissionSequence((ulong)i + 1)), _disk.Records[i]))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsSettled(AdmissionView? view, DiskRecord accept) =>
        view is null
            ? Forgetting.IsAllowed(accept, _chain, _options)
            : view is { State: AdmissionState.Finalized, Outcome: not null };

    /// <summary>Reads the feed, and looks whether the engine has stopped by itself.</summary>
    private async Task WatchAsync()
    {
        if (_life is { Completion.IsCompleted: true } dead)
        {
            // Broken storage is the one reason to stop (promise P6); everything else is a bug.
            var reason = dead.Completion.Exception?.InnerException;
            _world.Trace($"engine stops: {reason?.Message ?? "without a reason"}");
            _violations.Check(
                reason is IOException and not ChainUnavailableException, "P6", $"the engine stopped: {reason?.ToString() ?? "without a reason"}");
            await CrashAsync(_options.MaxDownSeconds);
        }

        if (_life is { IsAlive: true } life)
        {
            _feed.Read(life);
        }
    }

    private async Task CrashAsync(int mostSecondsDown)
    {
        _world.Trace($"crash of life {_lives}");
        _traffic.Life = null;
        _life?.Kill();
        _life = null;
        _disk.Crash();
        await _world.SleepAsync(TimeSpan.FromMilliseconds(_world.Next((mostSecondsDown * 1_000) + 1)));
        StartEngine();
    }

    private void StartEngine()
    {
        var process = new SimulatedProcess(_world);
        var digestKey = new byte[16];
        _world.Fill(digestKey);
        var options = new PipelineOptions
        {
            DigestKey = digestKey,
            Verify = new VerifyOptions { Tokens = [_token], Concurrency = _world.Between(1, 4) },
            Batch = new BatchOptions { BatchMax = _options.BatchMax },
            Retention = _options.Retention,
        };
        var client = new SimulatedChainClient(_world, _chain, _faults) { OnSend = _sends.OnSend };
        var life = process.Call(() =>
        {
            var ports = new PipelinePorts(
                _disk.Open(),
                client,
                new SimulatedVerifier(_world, 5),
                new SimulatedPayerFacts(_world, _chain, _faults),
                [.. _lanes.Select(lane => new SimulatedLaneSigner(lane))],
                new TraceLoggerFactory(_world));
            var pipeline = SettlementPipeline.Create(options, ports, process.Time);
            return new EngineLife(_lives, process, pipeline, pipeline.RunAsync(CancellationToken.None));
        });
        _lives++;
        _life = life;
        _feed.Attach(life);
        _traffic.Life = life;
    }

    private SimulationReport Report() => new(_seed, _options, _violations.Sentences)
    {
        TraceHash = _world.TraceHash,
        Steps = _world.Steps,
        VirtualTime = TimeSpan.FromTicks(_world.Time.Ticks),
        Lives = _lives,
        Reorgs = _chain.ReorgCount,
        LostRecords = _disk.LostRecords,
        Attempts = Judgement?.Attempts ?? 0,
        Corrections = Judgement?.Corrections ?? 0,
        Outcomes = Judgement?.Totals ?? [],
    };
}

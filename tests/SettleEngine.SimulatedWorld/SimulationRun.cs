using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Confirm;
using SettleEngine.SimulatedWorld.Chain;
using SettleEngine.SimulatedWorld.Checks;
using SettleEngine.SimulatedWorld.Faults;
using SettleEngine.SimulatedWorld.Storage;
using SettleEngine.SimulatedWorld.Traffic;

namespace SettleEngine.SimulatedWorld;

/// <summary>One run of the real pipeline in a simulated world: traffic under trouble, then quiet, then judgement.</summary>
public sealed class SimulationRun
{
    private static readonly Token[] AllTokens =
    [
        new(Address.Parse("0x036cbd53842c5426634e7929541ec2318f3dcf7e"), "USDC", "2", default),
        new(Address.Parse("0x60a3e35cc302bfa44cb288bc5a4f316fdb1adb42"), "EURC", "2", default),
        new(Address.Parse("0x70a3e35cc302bfa44cb288bc5a4f316fdb1adb43"), "Third", "1", default),
    ];

    private static readonly UInt256 GasMoney = 1_000_000_000_000_000_000;
    private static readonly TimeSpan LongestQuiet = TimeSpan.FromMinutes(40);

    /// <summary>How much longer than planned the trouble may last, so that every run gets its share.</summary>
    private static readonly TimeSpan LongestExtension = TimeSpan.FromMinutes(5);

    private readonly ulong _seed;
    private readonly SimulationOptions _options;
    private readonly World _world;
    private readonly Violations _violations;
    private readonly SimulatedDisk _disk;
    private readonly SimulatedChain _chain;
    private readonly ChainClientFaults _faults = new();
    private readonly TrafficSource _traffic;
    private readonly Adversary _adversary;
    private readonly AnswerChecker _answers;
    private readonly FeedReader _feed;
    private readonly Machine _machine;

    private int _firstUndecided;
    private FinalChecker? _judgement;

    private SimulationRun(ulong seed, SimulationOptions options, Action<string>? onTrace)
    {
        _seed = seed;
        _options = options;
        _world = new World(seed) { OnTrace = onTrace };
        _violations = new Violations(_world);
        _disk = new SimulatedDisk(_world) { OnSilentLoss = OnSilentLoss };
        _chain = new SimulatedChain(_world, options.Chain);
        var tokens = AllTokens.Take(options.Tokens).ToArray();
        var addresses = Array.ConvertAll(tokens, token => token.Address);
        var lanes = Enumerable.Range(0, options.Lanes).Select(MakeLane).ToArray();
        _answers = new AnswerChecker(_disk, _chain, _violations);
        _feed = new FeedReader(_world, _violations);
        var factory = new PaymentFactory(_world, options, addresses);
        _traffic = new TrafficSource(_world, options, factory, _answers.OnAnswer);
        _adversary = new Adversary(_world, options, _chain, _disk, _traffic, addresses, lanes);
        _machine = new Machine(
            _world, options, _disk, _chain, _faults, new SendChecker(_disk, _violations), _violations, tokens, lanes)
        {
            OnChange = OnMachineChange,
        };
        Furnish(factory, addresses, lanes);
        options.ApplyTo(_faults);
        _faults.SwallowedLane = options.SwallowsLane ? lanes[0] : null;
        options.ApplyTo(_disk.Faults);
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
        catch (Exception exception)
        {
            // Whatever ends a run early is the finding.
            run._violations.Add("world", exception.ToString());
        }
        finally
        {
            run._machine.Life?.Kill();
        }

        return run.Report();
    }

    private static Address MakeLane(int index)
    {
        Span<byte> bytes = stackalloc byte[20];
        bytes.Clear();
        bytes[0] = 0x1A;
        bytes[19] = (byte)(index + 1);
        return new Address(bytes);
    }

    private void Furnish(PaymentFactory factory, Address[] tokens, Address[] lanes)
    {
        foreach (var address in tokens)
        {
            var token = _chain.AddToken(address);
            for (var i = 0; i < _options.Payers; i++)
            {
                token.Mint(factory.PayerAt(i), (ulong)_options.PayerBalance);
            }
        }

        foreach (var lane in lanes)
        {
            _chain.SetBalance(lane, GasMoney);
        }
    }

    private async Task LiveAsync()
    {
        _chain.Start();
        _adversary.Start();
        _traffic.Start();
        _machine.Start();
        var end = TimeSpan.FromSeconds(_options.TrafficSeconds * 2);
        var crashes = new CrashPlan(_world, _options.Crashes, (int)end.TotalSeconds);
        while (_world.Time.Ticks < end.Ticks || !crashes.IsDone || NeedsMoreTrouble(end))
        {
            await _world.SleepAsync(TimeSpan.FromMilliseconds(_world.Between(1, 200)));
            Watch();
            if (_machine.IsAtEase && crashes.TakeDue(_world.Time.Ticks) is { } way)
            {
                _machine.Aim(way);
            }
            else if (_options.HasTrouble && _world.Time.Ticks >= end.Ticks)
            {
                MakeSureOfTrouble();
            }
        }

        await QuietAsync();
    }

    private bool NeedsMoreTrouble(TimeSpan end) =>
        _options.HasTrouble
        && _world.Time.Ticks < (end + LongestExtension).Ticks
        && (!_machine.IsAtEase
            || _world.Faults.Total < SimulationOptions.LeastFaults
            || _world.Faults.KindCount < SimulationOptions.LeastKinds
            || _world.Faults[FaultKind.Reorg] == 0
            || _world.Faults.Crashes == 0);

    private void MakeSureOfTrouble()
    {
        _faults.UnavailablePerMillion = Math.Max(_faults.UnavailablePerMillion, 50_000);
        _faults.StalePerMillion = Math.Max(_faults.StalePerMillion, 50_000);
        _faults.SlowCallPerMillion = Math.Max(_faults.SlowCallPerMillion, 10_000);
        if (_machine.IsAtEase && _world.Faults.Crashes == 0)
        {
            _machine.Aim(FaultKind.CrashAtAnyStep);
        }
    }

    private async Task QuietAsync()
    {
        _world.Trace("quiet");
        _adversary.Retire();
        _faults.Clear();
        var start = _world.Time.Ticks;
        var lanes = new LaneChecker(_world, _chain, _violations);
        while ((!IsSettled() || !lanes.IsDone) && _world.Time.Ticks - start < LongestQuiet.Ticks)
        {
            await _world.SleepAsync(TimeSpan.FromSeconds(1));
            Watch();
            lanes.Check(_machine.Life);
        }

        // Once more from the disk alone: what was said must be said again.
        if (_options.Crashes > 0)
        {
            _machine.Crash(null);
            EngineLife? settled;
            do
            {
                // It may refuse to open what has rotted, and be told to try again with a copy.
                await _world.SleepAsync(TimeSpan.FromSeconds(60));
                settled = _machine.Life;
                await _world.SleepAsync(TimeSpan.FromSeconds(30));
                Watch();
            }
            while ((settled is not { IsAlive: true, IsRecovered: true } || settled != _machine.Life)
                && _world.Time.Ticks - start < 2 * LongestQuiet.Ticks);
        }

        if (_machine.Life is { IsAlive: true } life)
        {
            _judgement = new FinalChecker(_disk, _chain, _violations, _options);
            _judgement.Check(life.Engine, _feed, _answers, _traffic);
        }
        else
        {
            _violations.Add("P1", "the engine does not live when the world is quiet");
        }
    }

    private bool IsSettled()
    {
        if (!_traffic.IsDone || _machine.Life is not { IsAlive: true } life)
        {
            _firstUndecided = 0;
            return false;
        }

        // What is final stays final within one life, so each look goes on where the last one stopped.
        for (; _firstUndecided < _disk.Records.Count; _firstUndecided++)
        {
            var record = _disk.Records[_firstUndecided];
            if (record.Kind == JournalRecordKind.Accept
                && !IsSettled(life.Engine.Find(new AdmissionSequence((ulong)_firstUndecided + 1)), record))
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

    private void Watch()
    {
        _machine.Watch();
        if (_machine.Life is { IsAlive: true } life)
        {
            _feed.Read(life);
        }
    }

    private void OnMachineChange(EngineLife? life)
    {
        _traffic.Life = life;
        _firstUndecided = 0;
        if (life is not null)
        {
            _feed.Attach(life);
        }
    }

    private void OnSilentLoss(ulong kept) =>
        _violations.Add("P6", $"the journal opened with {kept} of {_disk.DurableSequence} acknowledged records");

    private SimulationReport Report() => new(_seed, _options, _violations.Sentences)
    {
        TraceHash = _world.TraceHash,
        Steps = _world.Steps,
        VirtualTime = TimeSpan.FromTicks(_world.Time.Ticks),
        Lives = _machine.Lives,
        Faults = _world.Faults,
        Authorizations = _traffic.HandedIn.Count,
        LostRecords = _disk.LostRecords,
        Attempts = _judgement?.Attempts ?? 0,
        Corrections = _judgement?.Corrections ?? 0,
        Outcomes = _judgement?.Totals ?? [],
    };
}

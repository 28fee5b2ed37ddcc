using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline;
using SettleEngine.Pipeline.Batch;
using SettleEngine.Pipeline.Verify;
using SettleEngine.SimulatedWorld.Chain;
using SettleEngine.SimulatedWorld.Checks;
using SettleEngine.SimulatedWorld.Faults;
using SettleEngine.SimulatedWorld.Storage;

namespace SettleEngine.SimulatedWorld;

/// <summary>The computer that the engine runs on: starts it, kills it at planned points of its work, stops it gently, and
/// does what an operator does when it refuses to start.</summary>
internal sealed class Machine(
    World world,
    SimulationOptions options,
    SimulatedDisk disk,
    SimulatedChain chain,
    ChainClientFaults faults,
    SendChecker sends,
    Violations violations,
    IReadOnlyList<Token> tokens,
    IReadOnlyList<Address> lanes)
{
    private static readonly TimeSpan MostStopTime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MostBrokenTime = TimeSpan.FromMinutes(2);

    private FaultKind? _aim;
    private long _aimedAtTicks;

    /// <summary>The life that runs, or null while the machine is down.</summary>
    public EngineLife? Life { get; private set; }

    /// <summary>Lives so far.</summary>
    public int Lives { get; private set; }

    /// <summary>Told of each new life, and with null of each death.</summary>
    public Action<EngineLife?>? OnChange { get; set; }

    /// <summary>Whether the engine runs and nothing threatens it at the moment.</summary>
    public bool IsAtEase => _aim is null && Life is { IsAlive: true, IsStopping: false };

    /// <summary>Starts the engine.</summary>
    public void Start()
    {
        var process = new SimulatedProcess(world);
        var digestKey = new byte[16];
        world.Fill(digestKey);
        var settings = new PipelineOptions
        {
            DigestKey = digestKey,
            Verify = new VerifyOptions { Tokens = [.. tokens], Concurrency = world.Between(1, 4) },
            Batch = new BatchOptions { BatchMax = options.BatchMax, Objective = options.Objective },
            Cost = new CostOptions { NativeUsd = () => 3_000 },
            Retention = options.Retention,
        };
        Life = process.Call(() => Begin(process, settings));
        Lives++;
        OnChange?.Invoke(Life);
    }

    /// <summary>Kills the engine now and starts it again some time later.</summary>
    public void Crash(FaultKind? way)
    {
        if (Life is not { } life)
        {
            return;
        }

        if (way is { } counted)
        {
            world.Count(counted);
        }

        world.Trace($"crash of life {life.Number}");
        _aim = null;
        Life = null;
        OnChange?.Invoke(null);
        life.Kill();
        disk.Crash();
        world.After(TimeSpan.FromMilliseconds(world.Next((options.MaxDownSeconds * 1_000) + 1)), Start);
    }

    /// <summary>Plans the death of this life, which is at ease.</summary>
    public void Aim(FaultKind way)
    {
        var life = Life!;
        switch (way)
        {
            case FaultKind.CrashInRecovery:
                Crash(FaultKind.CrashAtAnyStep);
                _aim = way;
                break;
            case FaultKind.CrashInDrain:
            case FaultKind.GracefulStop:
                _ = StopAsync(life, way);
                break;
            case FaultKind.CrashAtAnyStep:
                _aim = way;
                world.Interrupt(world.Next(60), () => Crash(way));
                break;
            default:
                _aim = way;
                break;
        }

        _aimedAtTicks = world.Time.Ticks;
    }

    /// <summary>Looks whether the engine has stopped by itself, and whether it should have.</summary>
    public void Watch()
    {
        if (Life is not { } life)
        {
            return;
        }

        if (life.IsStopping && life.Completion.IsCompletedSuccessfully)
        {
            // As it was told to; the rest is with whoever told it.
            return;
        }

        if (life.Completion.IsCompleted)
        {
            Judge(life);
            Crash(null);
        }
        else if (life.Journal.IsBroken && world.Time.Ticks - life.Journal.BrokenAtTicks > MostBrokenTime.Ticks)
        {
            violations.Add("P6", "the engine goes on with a broken journal");
            Crash(null);
        }
        else if (_aim is { } way && world.Time.Ticks - _aimedAtTicks > TimeSpan.TicksPerMinute)
        {
            // The point that was aimed at does not come: nothing is sent or written any more.
            Crash(way == FaultKind.CrashInRecovery ? null : FaultKind.CrashAtAnyStep);
        }
    }

    private EngineLife Begin(SimulatedProcess process, PipelineOptions settings)
    {
        var journal = disk.Open();
        journal.OnCommit = Cross;
        var client = new SimulatedChainClient(world, chain, faults)
        {
            OnSend = sends.OnSend,
            OnCrossing = Cross,
        };
        var ports = new PipelinePorts(
            journal,
            client,
            new SimulatedVerifier(world, 5),
            new SimulatedPayerFacts(world, chain, faults),
            [.. lanes.Select(lane => new SimulatedLaneSigner(lane))],
            new TraceLoggerFactory(world));
        var pipeline = SettlementPipeline.Create(settings, ports, process.Time);
        var stop = new CancellationTokenSource();
        if (_aim == FaultKind.CrashInRecovery)
        {
            world.Interrupt(world.Next(40), () =>
            {
                var isRecovering = Life is { IsAlive: true, IsRecovered: false };
                Crash(isRecovering ? FaultKind.CrashInRecovery : FaultKind.CrashAtAnyStep);
            });
        }

        return new EngineLife(Lives, process, pipeline, journal, stop, pipeline.RunAsync(stop.Token));
    }

    /// <summary>The engine is at one of the points that a crash can be aimed at.</summary>
    private bool Cross(FaultKind point)
    {
        if (_aim != point)
        {
            return false;
        }

        Crash(point);
        return true;
    }

    private async Task StopAsync(EngineLife life, FaultKind way)
    {
        world.Trace($"life {life.Number} is told to stop");
        var stopped = life.StopAsync();
        if (way == FaultKind.CrashInDrain)
        {
            await world.SleepAsync(TimeSpan.FromMilliseconds(world.Next(200)));
            if (ReferenceEquals(Life, life))
            {
                Crash(stopped.IsCompleted ? FaultKind.CrashAtAnyStep : way);
            }

            return;
        }

        var since = world.Time.Ticks;
        while (!stopped.IsCompleted && life.Process.IsAlive && world.Time.Ticks - since < MostStopTime.Ticks)
        {
            await world.DelayAsync(20);
        }

        if (!ReferenceEquals(Life, life))
        {
            return;
        }

        violations.Check(stopped.IsCompleted, "drain", $"life {life.Number} was told to stop and does not");
        if (stopped.IsCompletedSuccessfully && life.Completion.IsFaulted)
        {
            Judge(life);
        }
        else if (stopped.IsCompletedSuccessfully)
        {
            var unanswered = await stopped;
            violations.Check(unanswered == 0, "drain", $"{unanswered} groups were taken in and left without an answer");
        }

        Crash(way);
    }

    private void Judge(EngineLife life)
    {
        // Broken storage is the one reason to stop (promise P6); everything else is a bug.
        var reason = life.Completion.Exception?.InnerException;
        world.Trace($"engine stops: {reason?.Message ?? "without a reason"}");
        var isRight = reason is InvalidDataException ? disk.IsDamaged : reason is IOException && life.Journal.IsBroken;
        violations.Check(isRight, "P6", $"the engine stopped: {reason?.ToString() ?? "without a reason"}");
        if (reason is InvalidDataException)
        {
            disk.Restore();
        }
    }
}

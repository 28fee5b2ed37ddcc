using Microsoft.Extensions.Logging.Abstractions;
using SettleEngine.Client;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline;
using SettleEngine.Pipeline.Batch;
using SettleEngine.Pipeline.Ingest;
using SettleEngine.Pipeline.Verify;
using SettleEngine.SimulatedWorld;
using SettleEngine.SimulatedWorld.Chain;
using SettleEngine.SimulatedWorld.Storage;
using SettleEngine.Worker.Options;

namespace SettleEngine.LoadBench.Tune;

/// <summary>The whole engine in a simulated world in which nothing goes wrong: one thread, virtual time, the same figures for the same
/// seed. A second of a thousand payments takes a small part of a second.</summary>
internal sealed class SimulatedBed
{
    /// <summary>A call to the chain takes less than this, in milliseconds.</summary>
    public const int CallMs = 4;

    /// <summary>A commit of the journal takes at most this, in milliseconds.</summary>
    public const int CommitMs = 2;

    private const int CheckMs = 2;
    private const int MaxGroup = 256;
    private const ulong ValiditySeconds = 86_400;

    private static readonly Token Token = new(Address.Parse("0x036cbd53842c5426634e7929541ec2318f3dcf7e"), "USDC", "2", default);
    private static readonly TokenAmount Value = new(1_000);
    private static readonly UInt256 GasMoney = 1_000_000_000_000_000_000;
    private static readonly UInt256 PayerBalance = 1_000_000_000_000;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TuneSetting _setting;
    private readonly TuneOptions _options;
    private readonly World _world;
    private readonly SimulatedChain _chain;
    private readonly SimulatedToken _token;
    private readonly SimulatedProcess _process;
    private readonly SettlementPipeline _engine;
    private readonly SimulatedFollower _follower;
    private Task _running = Task.CompletedTask;
    private int _made;

    private SimulatedBed(TuneSetting setting, TuneOptions options)
    {
        _setting = setting;
        _options = options;
        _world = new World(options.Seed) { MostSteps = long.MaxValue };
        _chain = new SimulatedChain(
            _world,
            new ChainOptions { BlockTimeMs = (int)setting.BlockTime.TotalMilliseconds, LeftOutPerMillion = 0 });
        _token = _chain.AddToken(Token.Address);
        _process = new SimulatedProcess(_world);
        _follower = new SimulatedFollower(_world.Time);
        _engine = Assemble();
    }

    /// <summary>What became of the payments that count.</summary>
    public SimulatedFollower Follower => _follower;

    /// <summary>Why the run does not count, or null.</summary>
    public string? Problem { get; private set; }

    private static Address Payee => AddressOf(0xBE, 0);

    /// <summary>Runs a world: a warm-up, then payments as they arrive, until all are settled.</summary>
    /// <param name="setting">The point.</param>
    /// <param name="options">What is the same at all points.</param>
    /// <returns>The world after its end.</returns>
    public static SimulatedBed Run(TuneSetting setting, TuneOptions options)
    {
        var bed = new SimulatedBed(setting, options);
        var (timed, count) = options.CountArrivals(setting);
        try
        {
            bed._world.Run(() => bed.LiveAsync(
                TuneOptions.WarmUp(setting.PaymentsPerSecond),
                timed,
                count,
                options.NewArrivals(setting.PaymentsPerSecond),
                options.Duration + setting.Company));
        }
        finally
        {
            bed._process.Kill();
            bed._engine.Dispose();
        }

        bed.Problem = bed.Judge(count);
        return bed;
    }

    private static Address AddressOf(byte kind, int index)
    {
        Span<byte> bytes = stackalloc byte[Address.Size];
        bytes.Clear();
        bytes[0] = kind;
        BitConverter.TryWriteBytes(bytes[12..], index + 1);
        return new Address(bytes);
    }

    private SettlementPipeline Assemble()
    {
        var lanes = Enumerable.Range(0, _setting.Lanes).Select(i => AddressOf(0x1A, i)).ToArray();
        foreach (var lane in lanes)
        {
            _chain.SetBalance(lane, GasMoney);
        }

        for (var i = 0; i < _options.Payers; i++)
        {
            _token.Mint(AddressOf(0xA0, i), PayerBalance);
        }

        // The payee exists already, as a provider's account does.
        _token.Mint(Payee, 1);
        var faults = new ChainClientFaults { MaxLatencyMs = CallMs };
        var disk = new SimulatedDisk(_world);
        disk.Faults.MaxCommitMs = CommitMs;
        var digestKey = new byte[16];
        _world.Fill(digestKey);
        return SettlementPipeline.Create(
            new PipelineOptions
            {
                DigestKey = digestKey,
                Verify = new VerifyOptions { Tokens = [Token] },
                Batch = new BatchOptions
                {
                    BatchMax = _setting.BatchMax,
                    BatchWait = _setting.BatchWait,
                    Objective = ObjectiveReader.TryParse(_setting.Objective)!,
                },
                Cost = new CostOptions { NativeUsd = () => _options.Prices.NativeUsd },
            },
            new PipelinePorts(
                disk.Open(),
                new SimulatedChainClient(_world, _chain, faults),
                new SimulatedVerifier(_world, CheckMs),
                new SimulatedPayerFacts(_world, _chain, faults),
                [.. lanes.Select(lane => new SimulatedLaneSigner(lane))],
                NullLoggerFactory.Instance),
            _process.Time);
    }

    private async Task LiveAsync(int warmUp, int timed, int count, ArrivalPattern arrivals, TimeSpan duration)
    {
        _chain.Start();
        _running = _process.Call(() => _engine.RunAsync(CancellationToken.None));
        await UntilAsync(() => _engine.Recovered.IsCompletedSuccessfully, Patience);
        _engine.Subscribe(_follower);
        await HandInAsync(MakeMany(warmUp));
        await UntilAsync(() => _follower.Settled == warmUp, Patience);

        _follower.Begin(timed);
        await ArriveAsync(count, arrivals, duration);
        await UntilAsync(() => _follower.Settled == count, Patience);
    }

    private async Task UntilAsync(Func<bool> isSo, TimeSpan patience)
    {
        var end = _world.Time.Ticks + patience.Ticks;
        while (!isSo() && _follower.Lost == 0 && !_running.IsCompleted && _world.Time.Ticks < end)
        {
            await _world.SleepAsync(Look);
        }
    }

    private async Task ArriveAsync(int count, ArrivalPattern arrivals, TimeSpan duration)
    {
        var start = _world.Time.Ticks;
        var arrival = arrivals.NextArrival();
        while (count > 0)
        {
            var at = start + Math.Min(arrival.Ticks, duration.Ticks);
            await _world.SleepAsync(TimeSpan.FromTicks(at - _world.Time.Ticks));

            // What arrives at the same moment travels together.
            var due = new List<SignedAuthorization>();
            do
            {
                due.Add(Make());
                count--;
                arrival = arrivals.NextArrival();
            }
            while (count > 0 && due.Count < MaxGroup && start + Math.Min(arrival.Ticks, duration.Ticks) <= _world.Time.Ticks);
            await HandInAsync(due);
        }
    }

    private async Task HandInAsync(List<SignedAuthorization> payments)
    {
        var group = new AuthorizationGroup(payments.Count, _follower);
        foreach (var payment in payments)
        {
            group.Add(payment);
        }

        while (!_process.Call(() => _engine.TryEnqueue(group)))
        {
            await _world.SleepAsync(TimeSpan.FromMilliseconds(1));
        }
    }

    private List<SignedAuthorization> MakeMany(int count) => [.. Enumerable.Range(0, count).Select(_ => Make())];

    private SignedAuthorization Make()
    {
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        _world.Fill(bytes);
        var authorization = new Authorization(
            AddressOf(0xA0, _made++ % _options.Payers),
            Payee,
            Value,
            new UnixSeconds(0),
            new UnixSeconds((ulong)VirtualTime.Start.ToUnixTimeSeconds() + ValiditySeconds),
            new AuthorizationNonce(new Hash256(bytes)));
        return new SignedAuthorization(
            Token.Address,
            authorization,
            PayerSignature.Sign(Token.Address, authorization),
            ConfirmationLevel.Included);
    }

    private string? Judge(int count)
    {
        if (_running.Exception?.InnerException is { } reason)
        {
            return $"the engine stopped: {reason.Message}";
        }

        if (_follower.Settled != count || _follower.Lost > 0)
        {
            return $"only {_follower.Settled} of {count} payments were settled";
        }

        // Every payment moves its value once, whatever the engine says; a settled one leaves two events.
        var paid = _token.BalanceOf(Payee);
        var events = _follower.Transactions.Keys.Sum(hash => _chain.FindReceipt(hash)?.Logs.Count ?? 0);
        return paid == (UInt256)1 + (Value.Units * (ulong)_made) && events == 2 * count
            ? null
            : $"the chain shows {events} events and a balance of {paid} after {_made} payments";
    }
}

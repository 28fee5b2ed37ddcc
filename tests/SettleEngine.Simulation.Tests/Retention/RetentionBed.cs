using Microsoft.Extensions.Logging.Abstractions;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline;
using SettleEngine.Pipeline.Ingest;
using SettleEngine.Pipeline.Ports;
using SettleEngine.Pipeline.Retention;
using SettleEngine.SimulatedWorld;
using SettleEngine.SimulatedWorld.Chain;
using Xunit;

namespace SettleEngine.Simulation.Tests.Retention;

/// <summary>The real pipeline on a simulated chain and a journal in a list, with lives as long as a test wants.</summary>
internal sealed class RetentionBed
{
    public const int MarginSeconds = 30;

    public static readonly Address Payer = Address.Parse("0xa000000000000000000000000000000000000001");
    public static readonly Address Payee = Address.Parse("0xbe00000000000000000000000000000000000001");
    public static readonly Address Token = Address.Parse("0x036cbd53842c5426634e7929541ec2318f3dcf7e");
    public static readonly Address Lane = Address.Parse("0x1a00000000000000000000000000000000000001");

    private SimulatedProcess? _process;

    public RetentionBed(ulong seed = 1)
    {
        World = new World(seed);
        Chain = new SimulatedChain(World, new ChainOptions { LeftOutPerMillion = 0 });
        Chain.AddToken(Token).Mint(Payer, 1_000_000);
        Chain.SetBalance(Lane, 1_000_000_000_000_000_000);
        Chain.Start();
    }

    public World World { get; }

    public SimulatedChain Chain { get; }

    public ChainClientFaults Faults { get; } = new();

    /// <summary>What is different in the options of the next life.</summary>
    public Action<PipelineOptions>? Configure { get; set; }

    /// <summary>Lanes of the next life.</summary>
    public IReadOnlyList<Address> Lanes { get; set; } = [Lane];

    /// <summary>Makes the signer of a lane.</summary>
    public Func<Address, ILaneSigner> MakeSigner { get; set; } = lane => new SimulatedLaneSigner(lane);

    public SimulatedPayerFacts PayerFacts { get; private set; } = null!;

    public ListJournal Journal { get; private set; } = new([], 1);

    public SettlementPipeline Engine { get; private set; } = null!;

    public Task Running { get; private set; } = Task.CompletedTask;

    public ulong Now => (ulong)World.Time.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Starts the engine on a journal, which ends an earlier life.</summary>
    public async Task StartAsync(ListJournal? journal = null, long checkpointBytes = 1, int maxLiveKeys = 1_000)
    {
        Kill();
        Journal = journal ?? Journal.Reopen();
        _process = new SimulatedProcess(World);
        var options = new PipelineOptions { DigestKey = new byte[16] };
        options.Verify.Tokens = [new Token(Token, "USDC", "2", default)];
        options.Dedupe.MaxLiveKeys = maxLiveKeys;
        options.Retention = new RetentionOptions
        {
            ForgetMargin = TimeSpan.FromSeconds(MarginSeconds),
            ForgetInterval = TimeSpan.FromSeconds(5),
            CheckpointBytes = checkpointBytes,
        };
        Configure?.Invoke(options);
        PayerFacts = new SimulatedPayerFacts(World, Chain, Faults);
        var process = _process;
        Engine = process.Call(() => SettlementPipeline.Create(
            options,
            new PipelinePorts(
                Journal,
                new SimulatedChainClient(World, Chain, Faults),
                new SimulatedVerifier(World, 5),
                PayerFacts,
                [.. Lanes.Select(MakeSigner)],
                NullLoggerFactory.Instance),
            process.Time));
        Running = process.Call(() => Engine.RunAsync(CancellationToken.None));
        await World.SleepAsync(TimeSpan.FromSeconds(3));
    }

    public void Kill() => _process?.Kill();

    public Task PassAsync(int seconds) => World.SleepAsync(TimeSpan.FromSeconds(seconds));

    /// <summary>What the payer signs: the same number has the same authorization nonce, whatever else differs.</summary>
    public SignedAuthorization Sign(int number, int validForSeconds, ulong value = 1_000)
    {
        Span<byte> bytes = stackalloc byte[32];
        bytes.Clear();
        BitConverter.TryWriteBytes(bytes, number);
        var authorization = new Authorization(
            Payer,
            Payee,
            new TokenAmount(value),
            new UnixSeconds(Now - 100),
            new UnixSeconds(Now + (ulong)validForSeconds),
            new AuthorizationNonce(new Hash256(bytes)));
        return new SignedAuthorization(Token, authorization, PayerSignature.Sign(Token, authorization), ConfirmationLevel.Included);
    }

    public async Task<AdmissionAnswer> HandInAsync(SignedAuthorization item) => (await HandInTogetherAsync(item))[0];

    /// <summary>What the engine would say to a payment, which hands nothing in.</summary>
    public async Task<RejectReason> VerifyAsync(SignedAuthorization item) =>
        await _process!.Call(() => Engine.CheckAsync(item, CancellationToken.None).AsTask());

    /// <summary>Hands in one group.</summary>
    public async Task<AdmissionAnswer[]> HandInTogetherAsync(params SignedAuthorization[] items)
    {
        var reply = new Reply();
        var group = new AuthorizationGroup(items.Length, reply);
        foreach (var item in items)
        {
            group.Add(item);
        }

        Assert.True(_process!.Call(() => Engine.TryEnqueue(group)));
        while (!reply.IsAnswered)
        {
            await World.SleepAsync(TimeSpan.FromMilliseconds(10));
        }

        return group.Answers.ToArray();
    }

    private sealed class Reply : IGroupReply
    {
        public bool IsAnswered { get; private set; }

        public void OnAnswered(AuthorizationGroup group) => IsAnswered = true;
    }
}

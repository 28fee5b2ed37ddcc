using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Ports;
using SettleEngine.SimulatedWorld;
using SettleEngine.SimulatedWorld.Chain;
using SettleEngine.SimulatedWorld.Traffic;

namespace SettleEngine.PortContracts.Tests.Chain;

/// <summary>The contract of chain clients, kept by the one that the simulator puts in front of its own chain.</summary>
public sealed class SimulatedChainClientTests : ChainClientContract
{
    private static readonly Address Token = Address.Parse("0x036cbd53842c5426634e7929541ec2318f3dcf7e");

    private readonly World _world = new(1);
    private readonly SimulatedChain _chain;
    private readonly PaymentFactory _payments;

    public SimulatedChainClientTests()
    {
        _chain = new SimulatedChain(_world, new ChainOptions { LeftOutPerMillion = 0 });
        _chain.AddToken(Token);
        _payments = new PaymentFactory(_world, SimulationOptions.Calm, [Token]);
        Lane = new SimulatedLaneSigner(Address.Parse("0x1a00000000000000000000000000000000000001"));
        Client = new SteppedChainClient(_world, new SimulatedChainClient(_world, _chain, new ChainClientFaults()));
        _chain.SetBalance(Lane.Account, 1_000_000_000_000_000_000);
    }

    protected override IChainClient Client { get; }

    protected override ILaneSigner Lane { get; }

    public override Task InitializeAsync() => Task.CompletedTask;

    public override Task DisposeAsync() => Task.CompletedTask;

    protected override Task MineAsync(int blocks)
    {
        _chain.Mine(blocks);
        return Task.CompletedTask;
    }

    protected override Task SetCodeAsync(Address account, bool? agrees)
    {
        _chain.SetCode(account, agrees switch { null => PayerCode.None, true => PayerCode.Agrees, _ => PayerCode.Refuses });
        return Task.CompletedTask;
    }

    protected override Task<SignedAuthorization> PayerWithFundsAsync(ulong value)
    {
        var payment = _payments.Make(0).Item;
        _chain.Token(Token).Mint(payment.Authorization.Payer, payment.Authorization.Value.Units + value);
        return Task.FromResult(payment);
    }
}

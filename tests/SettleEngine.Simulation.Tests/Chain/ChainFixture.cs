using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Ports;
using SettleEngine.SimulatedWorld;
using SettleEngine.SimulatedWorld.Chain;

namespace SettleEngine.Simulation.Tests.Chain;

/// <summary>A small chain with a token, a lane and some payers.</summary>
internal sealed class ChainFixture
{
    public static readonly Address Lane = Address.Parse("0x1a00000000000000000000000000000000000001");
    public static readonly Address Payee = Address.Parse("0xbe00000000000000000000000000000000000001");
    public static readonly Address TokenAddress = Address.Parse("0x036cbd53842c5426634e7929541ec2318f3dcf7e");

    public ChainFixture(ulong seed = 1, ChainOptions? options = null)
    {
        World = new World(seed);
        Chain = new SimulatedChain(World, options ?? new ChainOptions { LeftOutPerMillion = 0 });
        Token = Chain.AddToken(TokenAddress);
        Token.Mint(Payee, 1);
        Chain.SetBalance(Lane, 1_000_000_000_000_000_000);
        Chain.Start();
    }

    public World World { get; }

    public SimulatedChain Chain { get; }

    public SimulatedToken Token { get; }

    public ulong Now => (ulong)World.Time.GetUtcNow().ToUnixTimeSeconds();

    public static Address PayerAt(int index)
    {
        var bytes = new byte[20];
        bytes[0] = 0xAA;
        bytes[19] = (byte)index;
        return new Address(bytes);
    }

    public TokenCall Pay(
        int payer,
        ulong value = 1_000,
        ulong balance = 1_000_000,
        long validAfterIn = -600,
        long validBeforeIn = 600,
        Func<Address, Authorization, EcdsaSignature>? sign = null)
    {
        if (Token.BalanceOf(PayerAt(payer)).IsZero && balance > 0)
        {
            Token.Mint(PayerAt(payer), balance);
        }

        var bytes = new byte[32];
        World.Fill(bytes);
        var authorization = new Authorization(
            PayerAt(payer),
            Payee,
            new TokenAmount(value),
            new UnixSeconds((ulong)((long)Now + validAfterIn)),
            new UnixSeconds((ulong)((long)Now + validBeforeIn)),
            new AuthorizationNonce(new Hash256(bytes)));
        var signature = sign is null
            ? PayerSignature.Sign(TokenAddress, authorization)
            : sign(TokenAddress, authorization);
        return new TokenCall(TokenCallKind.TransferWithAuthorization, TokenAddress, authorization, signature);
    }

    public byte[] Batch(ulong accountNonce, IReadOnlyList<TokenCall> calls, ulong? gasLimit = null, ulong tipWei = 1, ulong capWei = 20_000_000) =>
        RawTransactionBuilder.Build(
            Lane,
            accountNonce,
            TransactionDecoder.Multicall,
            RawTransactionBuilder.Aggregate3(calls),
            gasLimit ?? (60_000 + (75_000 * (ulong)calls.Count)),
            tipWei,
            capWei);

    public byte[] Plain(ulong accountNonce, TokenCall call) =>
        RawTransactionBuilder.Build(Lane, accountNonce, TokenAddress, RawTransactionBuilder.Transfer(call), 135_000);

    public SendResult Send(byte[] raw) => Chain.Receive(raw);

    public TransactionReceipt? Receipt(byte[] raw) => Chain.FindReceipt(ReferenceKeccak.Hash(raw));

    public void PassBlocks(int count) =>
        World.Run(() => World.SleepAsync(TimeSpan.FromMilliseconds((count * Chain.Options.BlockTimeMs) + 1)));
}

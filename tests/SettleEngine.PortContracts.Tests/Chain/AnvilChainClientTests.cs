using System.Security.Cryptography;
using SettleEngine.Chain;
using SettleEngine.Chain.Lanes;
using SettleEngine.Chain.Payers;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;
using SettleEngine.Devnet;
using SettleEngine.Devnet.Payers;
using SettleEngine.Devnet.TokenContracts;
using SettleEngine.Pipeline.Ports;
using Xunit;

namespace SettleEngine.PortContracts.Tests.Chain;

/// <summary>The contract of chain clients, kept by the JSON-RPC client in front of a real node.</summary>
public sealed class AnvilChainClientTests : ChainClientContract
{
    private LocalChain _chain = null!;
    private JsonRpcChainClient _client = null!;
    private PlatformLaneSigner _lane = null!;
    private byte _payers;

    protected override IChainClient Client => _client;

    protected override ILaneSigner Lane => _lane;

    public override async Task InitializeAsync()
    {
        _chain = await LocalChain.StartAsync(options: null, default);
        _client = await JsonRpcChainClient.ConnectAsync([_chain.RpcUrl, _chain.RpcUrl], _chain.ChainId, default);
        Assert.True(PlatformLaneSigner.TryImport(_chain.Accounts[0].PrivateKey.Span, out var lane));
        _lane = lane;
    }

    public override async Task DisposeAsync()
    {
        _lane.Dispose();
        _client.Dispose();
        await _chain.DisposeAsync();
    }

    [Fact]
    public async Task The_tokens_of_the_local_chain_are_what_the_table_says()
    {
        Assert.Empty(await _client.VerifyTokensAsync([LocalContracts.Token], default));
        Assert.NotEmpty(await _client.VerifyTokensAsync([LocalContracts.Token with { DomainSeparator = default }], default));
    }

    [Fact]
    public async Task Facts_about_payers_are_the_tokens_own()
    {
        using var cache = new PayerFactsCache(_client);
        var payers = Enumerable.Range(1, 320).Select(i => PayerAt((byte)i, (byte)(i >> 8))).ToArray();
        await _chain.SetTokenBalanceAsync(payers[7], new TokenAmount(77));
        await _chain.SetCodeAsync(payers[8], (byte[])[0xef, 0x01, 0x00, .. new byte[20]]);
        await _chain.MineAsync();
        var facts = new PayerFacts[payers.Length];

        await cache.GetAsync(_chain.Token, payers, facts, atLeastBlock: 1, default);

        Assert.Equal((UInt256)77, facts[7].Balance);
        Assert.True(facts[8].HasCode);
        Assert.Equal(1, facts.Count(fact => fact.HasCode));
        Assert.Equal(1, facts.Count(fact => !fact.Balance.IsZero));
        Assert.Equal(await _chain.BlockNumberAsync(), facts[0].BlockNumber);
    }

    [Fact]
    public async Task After_a_reorg_the_headers_are_the_new_ones()
    {
        await MineAsync(5);
        var before = await Client.GetHeaderAsync(BlockTag.Latest, default);
        await _chain.ReorgAsync(2);

        var after = await Client.GetHeaderAsync(before.Number, default);

        Assert.NotEqual(before.Hash, after!.Value.Hash);
    }

    [Fact]
    public async Task What_burns_its_gas_or_returns_too_much_does_not_go_through_and_is_no_trouble_of_the_endpoint()
    {
        var payment = await PayerWithFundsAsync(value: 10_000);
        foreach (var code in (string[])["fe", "5b600056", "620f42406000f3"])
        {
            // Invalid, an endless loop, a megabyte of zeros.
            await _chain.SetCodeAsync(payment.Authorization.Payer, Convert.FromHexString(code));
            var verdict = await _client.TryTransfersAsync(new[] { payment }, _lane.Account, new FeeOffer(1, 10_000_000_000), default);
            Assert.True(verdict[0] is RejectReason.PayerHasCode or RejectReason.SignatureInvalid, $"{code}: {verdict[0]}");
        }
    }

    [Fact]
    public async Task A_trial_that_an_endpoint_does_not_make_is_no_verdict()
    {
        var payment = await PayerWithFundsAsync(value: 10_000);

        // Nobody can be asked with an account that has nothing to pay with.
        await Assert.ThrowsAsync<ChainUnavailableException>(async () => await _client.TryTransfersAsync(
            new[] { payment },
            payment.Authorization.Payer,
            new FeeOffer(1, 10_000_000_000),
            default));
    }

    protected override Task MineAsync(int blocks) => _chain.MineAsync(blocks);

    protected override Task SetCodeAsync(Address account, bool? agrees) =>
        _chain.SetCodeAsync(account, agrees is null ? ReadOnlyMemory<byte>.Empty : Convert.FromHexString("600060005260206000f3"));

    protected override async Task<SignedAuthorization> PayerWithFundsAsync(ulong value)
    {
        var payer = new FixedBaseSigner(SHA256.HashData([++_payers]));
        await _chain.SetTokenBalanceAsync(payer.Account, new TokenAmount(value));
        var authorization = new Authorization(
            payer.Account,
            PayerAt(0xee, 0xee),
            new TokenAmount(value),
            new UnixSeconds(0),
            new UnixSeconds(10_000_000_000),
            new AuthorizationNonce(new Hash256(SHA256.HashData([_payers, 1]))));
        var digest = TransferDigest.Compute(LocalContracts.Token.DomainSeparator, authorization);
        return new SignedAuthorization(_chain.Token, authorization, payer.Sign(digest), ConfirmationLevel.Included);
    }

    private static Address PayerAt(byte low, byte high)
    {
        var bytes = new byte[Address.Size];
        (bytes[0], bytes[18], bytes[19]) = (0xaa, high, low);
        return new Address(bytes);
    }
}

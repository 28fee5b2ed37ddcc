using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet;
using SettleEngine.Devnet.Payers;
using SettleEngine.Devnet.TokenContracts;
using SettleEngine.EndToEnd.Tests.Devnet;
using Xunit;

namespace SettleEngine.EndToEnd.Tests.Contracts;

/// <summary>The words with which the token refuses. Official clients match on them, so they are part of the wire.</summary>
[Collection(SharedChain.Name)]
public sealed class TokenRefusalTests(LocalChainFixture fixture) : IAsyncLifetime
{
    private static readonly UnixSeconds Far = new(4_000_000_000);

    private readonly LocalChain _chain = fixture.Chain;
    private readonly PaymentFactory _factory = new(seed: 300, payerCount: 4);
    private readonly PaymentTerms _terms = PaymentTerms.Until(Far);
    private string _snapshot = "";

    private Payer Payer => _factory.Payers[0];

    public async Task InitializeAsync()
    {
        _snapshot = await _chain.SnapshotAsync();
        await _factory.FundAsync(_chain, new TokenAmount(1_000_000));
        await _chain.SetTokenBalanceAsync(PaymentTerms.DefaultPayee, new TokenAmount(5));
    }

    public Task DisposeAsync() => _chain.RevertAsync(_snapshot);

    [Fact]
    public async Task A_good_authorization_is_taken() => Assert.Null(await RefusalAsync(_factory.Create(0, _terms)));

    [Fact]
    public async Task A_used_authorization_is_refused()
    {
        var payment = _factory.Create(0, _terms);
        await _chain.SubmitAuthorizationAsync(ChainTransactions.Sender, payment);
        await _chain.MineAsync();

        Assert.Contains("FiatTokenV2: authorization is used or canceled", await RefusalAsync(payment), StringComparison.Ordinal);
        Assert.True(await _chain.AuthorizationStateAsync(Payer.Account, payment.Authorization.AuthorizationNonce));
    }

    [Fact]
    public async Task A_cancelled_authorization_is_refused_and_the_cancellation_is_announced()
    {
        var payment = _factory.Create(0, _terms);
        var authorizationNonce = payment.Authorization.AuthorizationNonce;
        var data = TokenCalls.CancelAuthorization(Payer.Account, authorizationNonce, Payer.SignCancellation(authorizationNonce));

        var receipt = await _chain.MineTransactionAsync(_chain.Token, data);

        var log = Assert.Single(receipt.Logs());
        Assert.Equal("0x1cdd46ff242716cdaa72d159d339a485b3438398348d68f09d7c8c0a59353d81", log.Topic(0));
        Assert.Equal(authorizationNonce.ToString(), log.Topic(2));
        Assert.Contains("FiatTokenV2: authorization is used or canceled", await RefusalAsync(payment), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_window_is_open_at_both_ends_and_neither_end_belongs_to_it()
    {
        // A call runs in the next block, at the time given here.
        var now = (await _chain.BlockTimeAsync()).Value + 100;
        await _chain.Rpc.CallAsync("evm_setNextBlockTimestamp", CancellationToken.None, now);
        await _chain.MineAsync();
        var atStart = Payer.Pay(_terms with { ValidAfter = new UnixSeconds(now) }, _factory.AuthorizationNonceOf(1));
        var atEnd = Payer.Pay(_terms with { ValidBefore = new UnixSeconds(now) }, _factory.AuthorizationNonceOf(2));
        var within = Payer.Pay(
            _terms with { ValidAfter = new UnixSeconds(now - 1), ValidBefore = new UnixSeconds(now + 1) },
            _factory.AuthorizationNonceOf(3));

        Assert.Contains("FiatTokenV2: authorization is not yet valid", await RefusalAsync(atStart), StringComparison.Ordinal);
        Assert.Contains("FiatTokenV2: authorization is expired", await RefusalAsync(atEnd), StringComparison.Ordinal);
        Assert.Null(await RefusalAsync(within));
    }

    [Fact]
    public async Task A_balance_that_is_short_by_one_is_refused()
    {
        await _chain.SetTokenBalanceAsync(Payer.Account, new TokenAmount(999));

        Assert.Contains(
            "ERC20: transfer amount exceeds balance",
            await RefusalAsync(_factory.Create(0, _terms)),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signature_by_somebody_else_is_refused()
    {
        var payment = _factory.Create(0, _terms) with { Signature = _factory.Create(1, _terms).Signature };

        Assert.Contains("FiatTokenV2: invalid signature", await RefusalAsync(payment), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_second_signature_with_high_s_is_refused()
    {
        var payment = _factory.Create(0, _terms);
        var high = payment.Signature with { S = NegateScalar(payment.Signature.S), V = (byte)(55 - payment.Signature.V) };

        Assert.Contains(
            "ECRecover: invalid signature 's' value",
            await RefusalAsync(payment with { Signature = high }),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(26)]
    [InlineData(29)]
    public async Task A_recovery_id_other_than_27_and_28_is_refused(byte v)
    {
        var payment = _factory.Create(0, _terms);

        Assert.Contains(
            "ECRecover: invalid signature 'v' value",
            await RefusalAsync(payment with { Signature = payment.Signature with { V = v } }),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(64)]
    [InlineData(66)]
    public async Task A_signature_of_another_length_is_refused(int length)
    {
        var data = ChainTransactions.BytesOverload(_factory.Create(0, _terms).Authorization, new byte[length]);

        Assert.Contains("ECRecover: invalid signature length", await _chain.RefusalAsync(data), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signature_that_nobody_made_is_refused()
    {
        var payment = _factory.Create(0, _terms);
        var nobody = payment.Signature with { R = default };

        Assert.Contains(
            "ECRecover: invalid signature",
            await RefusalAsync(payment with { Signature = nobody }),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_blacklisted_payer_or_payee_is_refused()
    {
        var payment = _factory.Create(0, _terms);
        foreach (var account in new[] { Payer.Account, PaymentTerms.DefaultPayee })
        {
            await _chain.BlacklistAsync(account);
            Assert.Contains("Blacklistable: account is blacklisted", await RefusalAsync(payment), StringComparison.Ordinal);

            await _chain.BlacklistAsync(account, blacklisted: false);
            Assert.Null(await RefusalAsync(payment));
        }

        Assert.Equal(1_000_000UL, (await _chain.TokenBalanceAsync(Payer.Account)).Units);
    }

    [Fact]
    public async Task A_paused_token_refuses_everything()
    {
        var payment = _factory.Create(0, _terms);
        await _chain.PauseTokenAsync();
        Assert.Contains("Pausable: paused", await RefusalAsync(payment), StringComparison.Ordinal);

        await _chain.PauseTokenAsync(paused: false);
        Assert.Null(await RefusalAsync(payment));
    }

    [Fact]
    public async Task Nobody_is_paid_at_the_zero_address() =>
        Assert.Contains(
            "ERC20: transfer to the zero address",
            await RefusalAsync(_factory.Create(0, _terms with { Payee = default })),
            StringComparison.Ordinal);

    [Fact]
    public async Task The_administrator_of_the_proxy_cannot_use_the_token() =>
        Assert.Contains(
            "Cannot call fallback function from the proxy admin",
            await _chain.RefusalAsync(TokenCalls.BalanceOf(Payer.Account), LocalContracts.ProxyAdministrator),
            StringComparison.Ordinal);

    private Task<string?> RefusalAsync(SignedAuthorization payment) =>
        _chain.RefusalAsync(TokenCalls.TransferWithAuthorization(payment));

    private static Hash256 NegateScalar(Hash256 scalar)
    {
        var order = new UInt256(0xffffffffffffffff, 0xfffffffffffffffe, 0xbaaedce6af48a03b, 0xbfd25e8cd0364141);
        Span<byte> bytes = stackalloc byte[UInt256.Size];
        scalar.CopyTo(bytes);
        (order - new UInt256(bytes)).WriteBigEndian(bytes);
        return new Hash256(bytes);
    }
}

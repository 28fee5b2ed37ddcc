using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet;
using SettleEngine.Devnet.Payers;
using SettleEngine.Devnet.TokenContracts;
using SettleEngine.EndToEnd.Tests.Devnet;
using Xunit;

namespace SettleEngine.EndToEnd.Tests.Contracts;

[Collection(SharedChain.Name)]
public sealed class TokenBehaviourTests(LocalChainFixture fixture)
{
    private const string AuthorizationUsed = "0x98de503528ee59b575ef0c0a2576a82497bfc029a5685b209e9ec333479b10a5";
    private const string Transfer = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";

    private static readonly UnixSeconds Far = new(4_000_000_000);

    private readonly LocalChain _chain = fixture.Chain;
    private readonly PaymentTerms _terms = PaymentTerms.Until(Far);

    [Fact]
    public async Task The_domain_separator_is_that_of_USDC_on_Base_Sepolia() =>
        Assert.Equal(
            "0x71f17a3b2ff373b803d70a5a07c046c1a2bc8e89c09ef722fcb047abe94c9818",
            await _chain.CallTokenAsync(0x3644e515));

    [Theory]
    [InlineData(0x06fdde03, "USDC")]
    [InlineData(0x54fd4d50, "2")]
    [InlineData(0x95d89b41, "USDC")]
    public async Task Name_version_and_symbol_are_those_that_payers_sign_for(uint selector, string expected)
    {
        var answer = Convert.FromHexString((await _chain.CallTokenAsync(selector)).AsSpan(2));

        Assert.Equal(expected, System.Text.Encoding.ASCII.GetString(answer, 64, answer[63]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_settlement_moves_the_money_and_announces_use_and_transfer_side_by_side(bool bytesOverload)
    {
        var factory = await PayersAsync(bytesOverload ? 401UL : 402UL, 1);
        var payment = factory.Create(0, _terms);
        var paid = await _chain.TokenBalanceAsync(PaymentTerms.DefaultPayee);

        var receipt = await _chain.MineTransactionAsync(
            _chain.Token,
            bytesOverload ? ChainTransactions.BytesOverload(payment) : TokenCalls.TransferWithAuthorization(payment));

        var logs = receipt.Logs();
        Assert.Equal(2, logs.Length);
        Assert.Equal(AuthorizationUsed, logs[0].Topic(0));
        Assert.Equal(TopicOf(payment.Authorization.Payer), logs[0].Topic(1));
        Assert.Equal(payment.Authorization.AuthorizationNonce.ToString(), logs[0].Topic(2));
        Assert.Equal(Transfer, logs[1].Topic(0));
        Assert.Equal(TopicOf(payment.Authorization.Payer), logs[1].Topic(1));
        Assert.Equal(TopicOf(payment.Authorization.Payee), logs[1].Topic(2));
        Assert.Equal(1_000UL, LocalContracts.ReadQuantity(logs[1].GetProperty("data")));
        Assert.Equal(paid.Units + 1_000, (await _chain.TokenBalanceAsync(PaymentTerms.DefaultPayee)).Units);
        Assert.Equal(999_000UL, (await _chain.TokenBalanceAsync(payment.Authorization.Payer)).Units);
    }

    [Fact]
    public async Task In_a_batch_a_bad_item_harms_no_other()
    {
        var factory = await PayersAsync(403, 20);
        var payments = factory.CreateMany(0, 20, _terms);
        payments[7] = payments[7] with { Signature = payments[8].Signature };
        await _chain.SetTokenBalanceAsync(payments[11].Authorization.Payer, new TokenAmount(1));

        var receipt = await _chain.MineBatchAsync(payments);

        Assert.True(receipt.Succeeded());
        Assert.Equal(36, receipt.Logs().Length);
        for (var i = 0; i < payments.Length; i++)
        {
            var authorization = payments[i].Authorization;
            Assert.Equal(
                i is not (7 or 11),
                await _chain.AuthorizationStateAsync(authorization.Payer, authorization.AuthorizationNonce));
        }
    }

    [Fact]
    public async Task A_payer_with_code_answers_for_itself()
    {
        var factory = await PayersAsync(404, 1);
        var key = factory.Payers[0];
        var wallet = Address.Parse("0x00000000000000000000000000000000a11e7001");
        var code = (await ContractArtifact.LoadAsync("SmartWallet", CancellationToken.None)).Link(default);
        await _chain.SetCodeAsync(wallet, code);
        await _chain.SetTokenBalanceAsync(wallet, new TokenAmount(1_000_000));
        var authorization = new Authorization(
            wallet,
            PaymentTerms.DefaultPayee,
            new TokenAmount(1_000),
            new UnixSeconds(0),
            Far,
            factory.AuthorizationNonceOf(0));
        var payment = key.Sign(authorization);

        Assert.Contains(
            "FiatTokenV2: invalid signature",
            await _chain.RefusalAsync(TokenCalls.TransferWithAuthorization(payment)),
            StringComparison.Ordinal);

        await SetSignerAsync(wallet, key.Account);
        Assert.Null(await _chain.RefusalAsync(TokenCalls.TransferWithAuthorization(payment)));
        var receipt = await _chain.MineTransactionAsync(_chain.Token, ChainTransactions.BytesOverload(payment));
        Assert.Equal(2, receipt.Logs().Length);
    }

    [Fact]
    public async Task A_payer_that_delegated_to_code_without_an_answer_cannot_pay_although_it_signed()
    {
        var factory = await PayersAsync(405, 1);
        var payment = factory.Create(0, _terms);
        Assert.Null(await _chain.RefusalAsync(TokenCalls.TransferWithAuthorization(payment)));

        // An EIP-7702 delegation to the token, which is code but knows no isValidSignature.
        var delegation = new byte[23];
        delegation[0] = 0xef;
        delegation[1] = 0x01;
        _chain.Token.CopyTo(delegation.AsSpan(3));
        await _chain.SetCodeAsync(payment.Authorization.Payer, delegation);

        Assert.Contains(
            "FiatTokenV2: invalid signature",
            await _chain.RefusalAsync(TokenCalls.TransferWithAuthorization(payment)),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_payee_may_receive_with_authorization()
    {
        var data = CallData.Encode(
            0xef55bec6,
            CallData.Word(DevAccount.All[1].Address),
            CallData.Word(PaymentTerms.DefaultPayee),
            1_000,
            0,
            Far.Value,
            1,
            27,
            1,
            1);

        Assert.Contains("FiatTokenV2: caller must be the payee", await _chain.RefusalAsync(data), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "caller must be the payee",
            await _chain.RefusalAsync(data, PaymentTerms.DefaultPayee),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Minters_mint_within_their_budget_and_holders_transfer()
    {
        var minter = DevAccount.All[7].Address;
        var holder = Address.Parse("0x0000000000000000000000000000000000401de1");
        await _chain.MineTransactionAsync(
            _chain.Token,
            CallData.Encode(0x4e44d956, CallData.Word(minter), 1_000),
            sender: LocalContracts.TokenAdministrator);

        var minted = await _chain.MineTransactionAsync(_chain.Token, CallData.Encode(0x40c10f19, CallData.Word(minter), 900), sender: minter);
        Assert.True(minted.Succeeded());
        Assert.Contains(
            "FiatToken: mint amount exceeds minterAllowance",
            await _chain.RefusalAsync(CallData.Encode(0x40c10f19, CallData.Word(minter), 101), minter),
            StringComparison.Ordinal);

        await _chain.MineTransactionAsync(_chain.Token, CallData.Encode(0xa9059cbb, CallData.Word(holder), 400), sender: minter);
        Assert.Equal(400UL, (await _chain.TokenBalanceAsync(holder)).Units);
        Assert.Equal(500UL, (await _chain.TokenBalanceAsync(minter)).Units);
    }

    private async Task<PaymentFactory> PayersAsync(ulong seed, int count)
    {
        var factory = new PaymentFactory(seed, count);
        await factory.FundAsync(_chain, new TokenAmount(1_000_000));
        return factory;
    }

    private async Task SetSignerAsync(Address wallet, Address signer)
    {
        var call = LocalContracts.SetStorage(wallet, default, CallData.Word(signer));
        LocalContracts.ThrowOnError(await _chain.Rpc.CallBatchAsync(new[] { call }, CancellationToken.None));
    }

    private static string TopicOf(Address address) => "0x" + new string('0', 24) + address.ToString()[2..];
}

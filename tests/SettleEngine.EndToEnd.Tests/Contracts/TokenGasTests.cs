using SettleEngine.Core.Primitives;
using SettleEngine.Devnet;
using SettleEngine.Devnet.Payers;
using SettleEngine.Devnet.TokenContracts;
using SettleEngine.EndToEnd.Tests.Devnet;
using Xunit;
using Xunit.Abstractions;

namespace SettleEngine.EndToEnd.Tests.Contracts;

/// <summary>What a settlement costs here must be what it costs with the deployed token. The figures on the right were
/// measured with that token's own code; 1.5 % is the tolerance.</summary>
[Collection(SharedChain.Name)]
public sealed class TokenGasTests(LocalChainFixture fixture, ITestOutputHelper output)
{
    private static readonly TokenAmount Balance = new(1_000_000_000);
    private static readonly UnixSeconds Far = new(4_000_000_000);

    private readonly LocalChain _chain = fixture.Chain;

    [Fact]
    public async Task A_plain_transfer_costs_what_the_deployed_token_takes()
    {
        var (factory, terms) = await PrepareAsync(seed: 101, payers: 1);

        var receipt = await _chain.MineTransactionAsync(_chain.Token, TokenCalls.TransferWithAuthorization(factory.Create(0, terms)));

        AssertNear(85_800, receipt.GasUsed(), "plain transfer, v r s");
        Assert.True(receipt.Succeeded());
    }

    [Fact]
    public async Task The_overload_with_signature_bytes_costs_what_the_deployed_token_takes()
    {
        var (factory, terms) = await PrepareAsync(seed: 102, payers: 1);

        var receipt = await _chain.MineTransactionAsync(_chain.Token, ChainTransactions.BytesOverload(factory.Create(0, terms)));

        AssertNear(86_212, receipt.GasUsed(), "plain transfer, bytes");
        Assert.True(receipt.Succeeded());
    }

    [Fact]
    public async Task A_payee_without_balance_costs_what_the_deployed_token_takes()
    {
        var (factory, terms) = await PrepareAsync(seed: 103, payers: 1);
        var fresh = terms with { Payee = Address.Parse("0x00000000000000000000000000000000f4e54000") };

        var receipt = await _chain.MineTransactionAsync(_chain.Token, TokenCalls.TransferWithAuthorization(factory.Create(0, fresh)));

        AssertNear(102_888, receipt.GasUsed(), "fresh payee");
    }

    [Theory]
    [InlineData(1, 93_044)]
    [InlineData(2, 71_669)]
    [InlineData(10, 54_563)]
    [InlineData(100, 50_725)]
    [InlineData(200, 50_524)]
    public async Task A_payment_in_a_batch_costs_what_the_deployed_token_takes(int payments, int gasPerPayment)
    {
        var (factory, terms) = await PrepareAsync(seed: 200UL + (ulong)payments, payers: payments);

        var receipt = await _chain.MineBatchAsync(factory.CreateMany(0, payments, terms));

        AssertNear(gasPerPayment, receipt.GasUsed() / (ulong)payments, $"aggregate3 x {payments}");
        Assert.Equal(2 * payments, receipt.Logs().Length);
    }

    [Fact]
    public async Task A_hundred_distinct_payers_cost_between_50_000_and_51_500_each()
    {
        var (factory, terms) = await PrepareAsync(seed: 104, payers: 100);

        var receipt = await _chain.MineBatchAsync(factory.CreateMany(0, 100, terms));

        Assert.InRange(receipt.GasUsed() / 100.0, 50_000, 51_500);
    }

    private async Task<(PaymentFactory Factory, PaymentTerms Terms)> PrepareAsync(ulong seed, int payers)
    {
        var factory = new PaymentFactory(seed, payers);
        await factory.FundAsync(_chain, Balance);
        await _chain.SetTokenBalanceAsync(PaymentTerms.DefaultPayee, new TokenAmount(5));
        return (factory, PaymentTerms.Until(Far));
    }

    private void AssertNear(int expected, ulong measured, string what)
    {
        output.WriteLine($"{what}: {measured} gas, deployed token {expected}, {((double)measured / expected) - 1:P2}");
        Assert.InRange(measured, expected * 0.985, expected * 1.015);
    }
}

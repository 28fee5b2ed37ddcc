using SettleEngine.Chain.Rpc;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Batch;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet;
using SettleEngine.Devnet.Payers;
using SettleEngine.EndToEnd.Tests.Devnet;
using Xunit;
using Xunit.Abstractions;

namespace SettleEngine.EndToEnd.Tests.Contracts;

/// <summary>The guarded settler on a real node: what it costs, what it skips, and what nobody can do to it.</summary>
[Collection(SharedChain.Name)]
public sealed class GuardedSettlerTests(LocalChainFixture fixture, ITestOutputHelper output) : IAsyncLifetime
{
    private const int Payers = 8;
    private const ulong CostOfGoingOn = 5_000;

    private static readonly TokenAmount Balance = new(1_000_000);
    private static readonly PaymentTerms Terms = PaymentTerms.Until(new UnixSeconds(4_000_000_000));

    private readonly LocalChain _chain = fixture.Chain;
    private readonly PaymentFactory _factory = new(seed: 500, Payers);
    private string _snapshot = "";

    public async Task InitializeAsync()
    {
        _snapshot = await _chain.SnapshotAsync();
        await _chain.EnsureSettlerAsync();
        await _factory.FundAsync(_chain, Balance);
        await _chain.SetTokenBalanceAsync(PaymentTerms.DefaultPayee, new TokenAmount(5));
    }

    public Task DisposeAsync() => _chain.RevertAsync(_snapshot);

    [Fact]
    public async Task Deployed_by_anybody_through_the_proxy_it_stands_at_its_address_with_its_code()
    {
        Assert.True(SettlerContract.IsCode(await _chain.CodeAsync(SettlerContract.Address)));

        var again = await _chain.MineTransactionAsync(
            SettlerContract.DeploymentProxy,
            SettlerContract.Deployment.ToArray(),
            sender: DevAccount.All[7].Address);

        Assert.False(again.Succeeded());
        Assert.True(SettlerContract.IsCode(await _chain.CodeAsync(SettlerContract.Address)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(200)]
    public async Task It_costs_less_than_a_multicall(int payments)
    {
        var factory = new PaymentFactory(seed: 510UL + (ulong)payments, payments);
        await factory.FundAsync(_chain, Balance);
        var first = factory.CreateMany(0, payments, Terms);
        var second = factory.CreateMany(payments, payments, Terms);
        var start = await _chain.SnapshotAsync();
        var settler = await _chain.MineSettlerAsync(first);
        await _chain.RevertAsync(start);
        var multicall = await _chain.MineBatchAsync(second);

        Assert.Equal(payments, settler.Settled(_chain, first).Length);
        Assert.Equal(payments, multicall.Settled(_chain, second).Length);
        var (ours, theirs) = (settler.GasUsed() / (double)payments, multicall.GasUsed() / (double)payments);
        output.WriteLine($"{payments} payments: settler {ours:N0} gas each, Multicall3 {theirs:N0}, {1 - (ours / theirs):P1} less; "
            + $"{SettlerCalldata.Size(first) / (double)payments:N1} and {Multicall3Calldata.Size(payments) / (double)payments:N1} bytes each");
        Assert.True(ours < theirs);
    }

    [Fact]
    public async Task A_hundred_payers_and_one_payee_cost_at_most_47_500_gas_and_135_bytes_each()
    {
        var factory = new PaymentFactory(seed: 501, payerCount: 100);
        await factory.FundAsync(_chain, Balance);
        var payments = factory.CreateMany(0, 100, Terms);

        var receipt = await _chain.MineSettlerAsync(payments);

        output.WriteLine($"{receipt.GasUsed() / 100.0:N0} gas and {SettlerCalldata.Size(payments) / 100.0:N2} bytes each");
        Assert.Equal(Enumerable.Range(0, 100), receipt.Settled(_chain, payments));
        Assert.InRange(receipt.GasUsed() / 100.0, 1, 47_500);
        Assert.InRange(SettlerCalldata.Size(payments) / 100.0, 1, 135);
        Assert.Equal(5UL + 100_000, (await _chain.TokenBalanceAsync(PaymentTerms.DefaultPayee)).Units.Low64);
    }

    [Fact]
    public async Task Each_payment_may_name_its_own_payee()
    {
        var payments = Enumerable.Range(0, Payers)
            .Select(i => _factory.Create(i, Terms with { Payee = FreshPayee(i) }))
            .ToArray();

        var receipt = await _chain.MineSettlerAsync(payments);

        Assert.Equal(SettlerCalldata.ManyPayees, SettlerTransactions.SettlerData(payments)[0]);
        Assert.Equal(Enumerable.Range(0, Payers), receipt.Settled(_chain, payments));
        output.WriteLine($"{receipt.GasUsed() / (double)Payers:N0} gas each to payees without balance");
    }

    [Fact]
    public async Task The_cap_leaves_a_tenth_above_what_the_dearest_payment_needs()
    {
        // Cold proxy, cold library, cold payer, payee without balance: nothing before it in the transaction has paid for it.
        var payment = _factory.Create(0, Terms with { Payee = FreshPayee(1) });

        var receipt = await _chain.MineSettlerAsync([payment], GasFormula.SettlerItemCap / 10 * 9);

        Assert.Equal([0], receipt.Settled(_chain, [payment]));
    }

    [Theory]
    [InlineData("signature")]
    [InlineData("used")]
    [InlineData("twice")]
    [InlineData("balance")]
    [InlineData("expired")]
    [InlineData("early")]
    [InlineData("blacklisted")]
    [InlineData("value of another")]
    public async Task What_the_token_refuses_is_skipped_and_the_rest_settles(string trouble)
    {
        var payments = _factory.CreateMany(0, Payers, Terms);
        payments[3] = await SpoilAsync(payments, 3, trouble);

        var receipt = await _chain.MineSettlerAsync(payments);

        Assert.True(receipt.Succeeded());
        Assert.Equal([0, 1, 2, 4, 5, 6, 7], receipt.Settled(_chain, payments));
    }

    [Theory]
    [InlineData(HostileMode.BurnsGas, 0)]
    [InlineData(HostileMode.BurnsGas, 3)]
    [InlineData(HostileMode.BurnsGas, Payers - 1)]
    [InlineData(HostileMode.ReturnsMegabyte, 0)]
    [InlineData(HostileMode.ReturnsMegabyte, 3)]
    [InlineData(HostileMode.AgreesInSimulation, 3)]
    [InlineData(HostileMode.Refuses, 3)]
    public async Task A_payer_with_hostile_code_costs_at_most_the_cap_and_hurts_nobody(HostileMode mode, int position)
    {
        var payments = _factory.CreateMany(0, Payers, Terms);
        var honest = payments.Where((_, i) => i != position).ToArray();
        var start = await _chain.SnapshotAsync();
        var without = await _chain.MineSettlerAsync(honest);
        await _chain.RevertAsync(start);
        await _chain.PlantHostileWalletAsync(_factory.Payers[position].Account, mode);

        var receipt = await _chain.MineSettlerAsync(payments);

        output.WriteLine($"{mode} at {position}: {receipt.GasUsed() - without.GasUsed():N0} gas wasted");
        Assert.Equal(Enumerable.Range(0, Payers).Where(i => i != position), receipt.Settled(_chain, payments));
        Assert.InRange(receipt.GasUsed() - without.GasUsed(), 1UL, GasFormula.SettlerItemCap + CostOfGoingOn);
    }

    [Fact]
    public async Task A_multicall_dies_of_the_same_payer()
    {
        var payments = _factory.CreateMany(0, Payers, Terms);
        await _chain.PlantHostileWalletAsync(_factory.Payers[0].Account, HostileMode.BurnsGas);

        var receipt = await _chain.MineBatchAsync(payments);

        Assert.Empty(receipt.Settled(_chain, payments));
        Assert.False(receipt.Succeeded());
    }

    [Fact]
    public async Task A_fifth_of_hostile_payers_leaves_every_honest_payment_settled_within_the_engines_limit()
    {
        var factory = new PaymentFactory(seed: 502, payerCount: 100);
        await factory.FundAsync(_chain, Balance);
        var payments = factory.CreateMany(0, 100, Terms);
        for (var i = 0; i < 100; i += 5)
        {
            await _chain.PlantHostileWalletAsync(factory.Payers[i].Account, HostileMode.BurnsGas);
        }

        var limit = GasFormula.Limit(100, 100 * GasFormula.Item(payeeHasBalance: true));
        var receipt = await _chain.MineSettlerAsync(payments, gasLimit: limit);

        output.WriteLine($"{receipt.GasUsed():N0} gas of {limit:N0}");
        Assert.Equal(Enumerable.Range(0, 100).Where(i => i % 5 != 0), receipt.Settled(_chain, payments));
    }

    [Fact]
    public async Task With_too_little_gas_it_stops_between_payments_and_fails_none()
    {
        var payments = _factory.CreateMany(0, Payers, Terms);
        var counts = new HashSet<int>();

        // The least is what the bytes of the calldata alone are charged (EIP-7623).
        for (var gasLimit = 75_000UL; gasLimit <= 600_000; gasLimit += 15_000)
        {
            var start = await _chain.SnapshotAsync();
            var receipt = await _chain.MineSettlerAsync(payments, gasLimit: gasLimit);
            await _chain.RevertAsync(start);

            // A payment that was tried with less gas than it needs would be missing in the middle, or have burned gas.
            var settled = receipt.Settled(_chain, payments);
            Assert.True(receipt.Succeeded(), $"gas limit {gasLimit}");
            Assert.Equal(Enumerable.Range(0, settled.Length), settled);
            Assert.InRange(receipt.GasUsed(), 21_000UL, 70_000UL + (50_000UL * (ulong)settled.Length));
            counts.Add(settled.Length);
        }

        Assert.Equal(Payers + 1, counts.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(23)]
    [InlineData(43)]
    [InlineData(44 + 131)]
    [InlineData(44 + 133)]
    [InlineData(44 + (2 * 132) - 1)]
    public async Task Calldata_of_a_wrong_length_is_refused_before_anything_is_called(int length)
    {
        var data = SettlerTransactions.SettlerData(_factory.CreateMany(0, 3, Terms))[..length];

        var receipt = await _chain.MineTransactionAsync(SettlerContract.Address, data);

        Assert.False(receipt.Succeeded());
        Assert.Empty(receipt.Logs());
        Assert.InRange(receipt.GasUsed(), 21_000UL, 21_000UL + (40UL * (ulong)length) + 1_000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(0xe3)]
    public async Task Another_layout_than_the_datas_own_is_refused(byte layout)
    {
        var data = SettlerTransactions.SettlerData(_factory.CreateMany(0, 3, Terms));
        data[0] = layout;

        var receipt = await _chain.MineTransactionAsync(SettlerContract.Address, data);

        Assert.False(receipt.Succeeded());
        Assert.Empty(receipt.Logs());
    }

    [Fact]
    public async Task A_header_without_payments_does_nothing()
    {
        var data = SettlerTransactions.SettlerData(_factory.CreateMany(0, 1, Terms))[..44];

        var receipt = await _chain.MineTransactionAsync(SettlerContract.Address, data);

        Assert.True(receipt.Succeeded());
        Assert.Empty(receipt.Logs());
        Assert.InRange(receipt.GasUsed(), 21_000UL, 23_000UL);
    }

    [Fact]
    public async Task It_refuses_money_and_answers_nothing()
    {
        var call = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["from"] = ChainTransactions.Sender,
            ["to"] = SettlerContract.Address,
            ["data"] = SettlerTransactions.SettlerData(_factory.CreateMany(0, 2, Terms)),
        };

        var answer = await _chain.Rpc.CallAsync("eth_call", CancellationToken.None, call, "latest");
        Assert.Equal("0x", answer.GetString());
        call["value"] = (UInt256)1;
        await Assert.ThrowsAsync<JsonRpcException>(() =>
            _chain.Rpc.CallAsync("eth_call", CancellationToken.None, call, "latest").AsTask());
        var balance = await _chain.Rpc.CallAsync("eth_getBalance", CancellationToken.None, SettlerContract.Address, "latest");
        Assert.Equal("0x0", balance.GetString());
    }

    private static Address FreshPayee(int number) =>
        Address.Parse($"0x{0xf4e5400000UL + (ulong)number:x40}");

    private async Task<SignedAuthorization> SpoilAsync(SignedAuthorization[] payments, int at, string trouble)
    {
        var payment = payments[at];
        var payer = _factory.Payers[at];
        var authorizationNonce = payment.Authorization.AuthorizationNonce;
        var now = await _chain.BlockTimeAsync();
        switch (trouble)
        {
            case "signature":
                return payment with { Signature = payments[at - 1].Signature };
            case "used":
                await _chain.SubmitAuthorizationAsync(ChainTransactions.Sender, payment);
                await _chain.MineAsync();
                return payment;
            case "twice":
                return payments[at - 1];
            case "balance":
                await _chain.SetTokenBalanceAsync(payer.Account, new TokenAmount(999));
                return payment;
            case "expired":
                return payer.Pay(Terms with { ValidBefore = now }, authorizationNonce);
            case "early":
                return payer.Pay(Terms with { ValidAfter = new UnixSeconds(now.Value + 10_000) }, authorizationNonce);
            case "blacklisted":
                await _chain.BlacklistAsync(payer.Account);
                return payment;
            default:
                return payment with
                {
                    Authorization = payment.Authorization with { Value = new TokenAmount(999) },
                };
        }
    }
}

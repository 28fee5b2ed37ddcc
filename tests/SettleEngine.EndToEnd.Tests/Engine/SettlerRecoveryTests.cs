using System.Text.Json;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet;
using SettleEngine.Devnet.Payers;
using SettleEngine.EndToEnd.Tests.Contracts;
using Xunit;

namespace SettleEngine.EndToEnd.Tests.Engine;

/// <summary>Each test decides when a block comes, so that an engine can die between signing and inclusion.</summary>
public sealed class SettlerRecoveryTests : IAsyncLifetime
{
    private const int Payments = 6;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private LocalChain _chain = null!;

    public async Task InitializeAsync()
    {
        _chain = await LocalChain.StartAsync(null, CancellationToken.None);
        await _chain.EnsureSettlerAsync();
    }

    public async Task DisposeAsync() => await _chain.DisposeAsync();

    [Theory]
    [InlineData("auto", "off")]
    [InlineData("off", "auto")]
    public async Task What_was_signed_for_one_contract_is_settled_once_by_an_engine_that_uses_the_other(string before, string after)
    {
        using var folder = new EngineFolder(_chain.Accounts.Take(1));
        var payers = new PaymentFactory(seed: 88, Payments);
        await payers.FundAsync(_chain, new TokenAmount(1_000_000));
        var terms = PaymentTerms.Until(new UnixSeconds((await _chain.BlockTimeAsync()).Value + 3_600));
        await using (var first = await WorkerProcess.StartAsync(folder, _chain, "--settler", before))
        {
            await first.BulkAsync(payers.CreateMany(0, Payments, terms));
            await WaitUntilPendingAsync(first);
            await first.KillAsync();
        }

        // The pool forgets what it held: only the journal knows the bytes now.
        await _chain.Rpc.CallAsync("anvil_dropAllTransactions", CancellationToken.None);
        await using var second = await WorkerProcess.StartAsync(folder, _chain, "--settler", after);
        var outcomes = await second.WaitForOutcomesAsync(Payments, Patience, () => _chain.MineAsync());

        Assert.Equal(Payments, outcomes.Count);
        Assert.All(outcomes, outcome => Assert.Equal("settled", outcome.GetProperty("outcome").GetString()));
        Assert.Equal(Payments * 1_000UL, (await _chain.TokenBalanceAsync(PaymentTerms.DefaultPayee)).Units.Low64);
    }

    [Fact]
    public async Task A_payer_that_turned_hostile_after_it_was_verified_costs_its_neighbours_nothing()
    {
        using var folder = new EngineFolder(_chain.Accounts.Take(1));
        var payers = new PaymentFactory(seed: 89, Payments);
        await payers.FundAsync(_chain, new TokenAmount(1_000_000));
        var terms = PaymentTerms.Until(new UnixSeconds((await _chain.BlockTimeAsync()).Value + 3_600));
        await using var worker = await WorkerProcess.StartAsync(folder, _chain, "--hold-limit", "1s");
        var answers = await worker.BulkAsync(payers.CreateMany(0, Payments, terms));
        await WaitUntilPendingAsync(worker);
        await _chain.PlantHostileWalletAsync(payers.Payers[0].Account, HostileMode.BurnsGas);

        var outcomes = await worker.WaitForOutcomesAsync(Payments, Patience, () => _chain.MineAsync());

        var hostile = answers[0].GetProperty("id").GetString();
        var honest = outcomes.Where(outcome => outcome.GetProperty("id").GetString() != hostile).ToArray();
        Assert.Equal(Payments - 1, honest.Length);
        Assert.All(honest, outcome => Assert.Equal("settled", outcome.GetProperty("outcome").GetString()));
        var transaction = Assert.Single(honest.Select(outcome => outcome.GetProperty("transaction").GetString()).Distinct());
        Assert.Equal(SettlerContract.Address, await TargetAsync(transaction));
        Assert.Equal(
            "abandoned",
            Assert.Single(outcomes, outcome => outcome.GetProperty("id").GetString() == hostile).GetProperty("outcome").GetString());
    }

    private async Task<Address> TargetAsync(string? transaction)
    {
        var found = await _chain.Rpc.CallAsync("eth_getTransactionByHash", CancellationToken.None, transaction);
        return Address.Parse(found.GetProperty("to").GetString()!);
    }

    private async Task WaitUntilPendingAsync(WorkerProcess worker)
    {
        for (var i = 0; i < 150; i++)
        {
            JsonElement pool = await _chain.Rpc.CallAsync("txpool_status", CancellationToken.None);
            if (pool.GetProperty("pending").GetString() != "0x0")
            {
                return;
            }

            await Task.Delay(200);
        }

        Assert.Fail(worker.Output);
    }
}

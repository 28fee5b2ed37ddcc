using System.Text.Json;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet;
using SettleEngine.Devnet.Payers;
using Xunit;

namespace SettleEngine.EndToEnd.Tests.Engine;

/// <summary>Each test decides when a block comes, so that what competes is in one block.</summary>
public sealed class ProofTests : IAsyncLifetime
{
    private LocalChain _chain = null!;

    public async Task InitializeAsync() => _chain = await LocalChain.StartAsync(null, CancellationToken.None);

    public async Task DisposeAsync() => await _chain.DisposeAsync();

    [Fact]
    public async Task A_payment_that_a_third_party_submitted_first_is_reported_settled_with_that_transaction()
    {
        using var folder = new EngineFolder(_chain.Accounts.Take(1));
        await using var worker = await WorkerProcess.StartAsync(folder, _chain);
        var payers = await FundedAsync(2);
        var payments = payers.CreateMany(0, 2, await TermsAsync());

        // In the pool before ours, so it comes first in the block that holds both.
        var foreign = await _chain.SubmitAuthorizationAsync(_chain.Accounts[9].Address, payments[0]);
        await worker.BulkAsync(payments);
        await WaitUntilSignedAsync(worker, 2);
        await _chain.MineAsync();
        var outcomes = await worker.WaitForOutcomesAsync(2, TimeSpan.FromSeconds(30), () => _chain.MineAsync());

        var external = Assert.Single(outcomes, outcome => Outcome(outcome) == "settled_external");
        Assert.Equal(foreign.ToString(), external.GetProperty("transaction").GetString());
        Assert.Single(outcomes, outcome => Outcome(outcome) == "settled");
    }

    [Fact]
    public async Task One_bad_payment_of_each_kind_in_a_batch_ends_with_its_own_proven_reason_and_the_others_settle()
    {
        using var folder = new EngineFolder(_chain.Accounts.Take(1));
        await using var worker = await WorkerProcess.StartAsync(folder, _chain, "--hold-limit", "1s");
        var payers = await FundedAsync(12);
        var terms = await TermsAsync();
        var good = payers.CreateMany(0, 8, terms);
        var cancelled = payers.Payers[8].Pay(terms, payers.AuthorizationNonceOf(8));
        var expired = payers.Payers[9].Pay(
            terms with { ValidBefore = new((await _chain.BlockTimeAsync()).Value + 30) },
            payers.AuthorizationNonceOf(9));

        // Both of these two the payer can pay when they are admitted, a third one not; then it spends elsewhere.
        var rich = payers.Payers[10];
        var half = terms with { Value = new(700_000) };
        await _chain.SetTokenBalanceAsync(rich.Account, new TokenAmount(1_400_000));
        var first = rich.Pay(half, payers.AuthorizationNonceOf(10));
        var second = rich.Pay(half, payers.AuthorizationNonceOf(11));
        var third = rich.Pay(half, payers.AuthorizationNonceOf(12));

        var cancellation = payers.Payers[8].SignCancellation(cancelled.Authorization.AuthorizationNonce);
        await _chain.CancelAuthorizationAsync(
            _chain.Accounts[9].Address,
            cancelled.Authorization.Payer,
            cancelled.Authorization.AuthorizationNonce,
            cancellation);
        var answers = await worker.BulkAsync([.. good, cancelled, expired, first, second]);
        Assert.All(answers, answer => Assert.Equal("accepted", answer.GetProperty("status").GetString()));
        var refused = Assert.Single(await worker.BulkAsync([third]));
        Assert.Equal("over_committed", refused.GetProperty("reason").GetString());
        await WaitUntilSignedAsync(worker, 12);
        await _chain.SetTokenBalanceAsync(rich.Account, new TokenAmount(1_000_000));
        await _chain.IncreaseTimeAsync(TimeSpan.FromSeconds(60));
        await _chain.MineAsync();

        var outcomes = await worker.WaitForOutcomesAsync(12, TimeSpan.FromSeconds(60), () => _chain.MineAsync(2));

        var byId = outcomes.ToDictionary(outcome => outcome.GetProperty("id").GetString()!);
        string[] Ids(int from, int count) =>
            [.. answers.Skip(from).Take(count).Select(answer => answer.GetProperty("id").GetString()!)];
        Assert.All(Ids(0, 8), id => Assert.Equal("settled", Outcome(byId[id])));
        Assert.Equal("cancelled", Outcome(byId[Ids(8, 1)[0]]));
        Assert.Equal("expired", Outcome(byId[Ids(9, 1)[0]]));
        var pair = Ids(10, 2).Select(id => byId[id]).ToArray();
        Assert.Single(pair, outcome => Outcome(outcome) == "settled");
        var poor = Assert.Single(pair, outcome => Outcome(outcome) == "abandoned");
        Assert.Equal("insufficient_balance", poor.GetProperty("reason").GetString());
        Assert.Single(outcomes.Where(outcome => Outcome(outcome) == "settled")
            .Select(outcome => outcome.GetProperty("transaction").GetString()).Distinct());
    }

    [Fact]
    public async Task A_reorg_takes_a_settled_payment_back_and_the_new_proof_corrects_the_old_outcome()
    {
        using var folder = new EngineFolder(_chain.Accounts.Take(1));
        await using var worker = await WorkerProcess.StartAsync(folder, _chain);
        var payers = await FundedAsync(3);
        await worker.BulkAsync(payers.CreateMany(0, 3, await TermsAsync()));
        await WaitUntilSignedAsync(worker, 3);
        await WaitUntilSentAsync(worker);
        await _chain.MineAsync();
        var before = await worker.WaitForOutcomesAsync(3, TimeSpan.FromSeconds(30));
        await _chain.MineAsync(2);

        await _chain.ReorgAsync(3);
        await WaitForAsync(
            async () => (await worker.OutcomesAsync()).Count >= 6,
            () => _chain.MineAsync(),
            worker);

        var after = (await worker.OutcomesAsync()).Skip(3).ToArray();
        Assert.All(after, outcome => Assert.Equal("settled", Outcome(outcome)));
        Assert.Equal(
            before.Select(outcome => outcome.GetProperty("seq").GetRawText()).Order(),
            after.Select(outcome => outcome.GetProperty("corrects").GetRawText()).Order());
    }

    private static string Outcome(JsonElement outcome) => outcome.GetProperty("outcome").GetString()!;

    private static async Task WaitForAsync(Func<Task<bool>> condition, Func<Task> meanwhile, WorkerProcess worker)
    {
        for (var i = 0; i < 150; i++)
        {
            if (await condition())
            {
                return;
            }

            await meanwhile();
            await Task.Delay(200);
        }

        Assert.Fail(worker.Output);
    }

    private static Task WaitUntilSignedAsync(WorkerProcess worker, int count) => WaitForAsync(
        async () =>
        {
            var signed = 0;
            foreach (var id in Enumerable.Range(1, 100))
            {
                using var response = await worker.Http.GetAsync($"/v1/authorizations/{id}");
                signed += response.IsSuccessStatusCode
                    && (await response.Content.ReadAsStringAsync()).Contains("in_flight", StringComparison.Ordinal)
                    ? 1
                    : 0;
            }

            return signed >= count;
        },
        () => Task.CompletedTask,
        worker);

    /// <summary>What is signed is durable first and sent after that: a block mined between the two holds nothing.</summary>
    private Task WaitUntilSentAsync(WorkerProcess worker) => WaitForAsync(
        async () =>
        {
            var pool = await _chain.Rpc.CallAsync("txpool_status", CancellationToken.None);
            return pool.GetProperty("pending").GetString() != "0x0";
        },
        () => Task.CompletedTask,
        worker);

    private async Task<PaymentFactory> FundedAsync(int count)
    {
        var factory = new PaymentFactory(77, count);
        await factory.FundAsync(_chain, new TokenAmount(1_000_000_000));
        return factory;
    }

    private async Task<PaymentTerms> TermsAsync() =>
        PaymentTerms.Until(new UnixSeconds((await _chain.BlockTimeAsync()).Value + 3_600));
}

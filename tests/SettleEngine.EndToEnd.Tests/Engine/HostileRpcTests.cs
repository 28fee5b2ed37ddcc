using System.Text.Json;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet.Payers;
using SettleEngine.HostileRpc;
using SettleEngine.HostileRpc.Pool;
using Xunit;

namespace SettleEngine.EndToEnd.Tests.Engine;

/// <summary>The only endpoint misbehaves in the ways public ones do; nobody may be told anything untrue because of it.</summary>
public sealed class HostileRpcTests(EngineChain chain) : IClassFixture<EngineChain>
{
    private const int Count = 300;

    private static readonly FaultScript OneCallInFive = new()
    {
        Seed = 20,
        Rules =
        [
            new() { Method = "eth_sendRawTransaction", Action = FaultAction.DropAfterForward, Times = 1 },
            new() { Method = "eth_sendRawTransaction", Action = FaultAction.DropAfterForward, Share = 0.3 },
            new() { Method = "eth_getTransactionReceipt", Action = FaultAction.NullFirst, Share = 0.3 },
            new() { Method = "eth_getBlockByNumber", Action = FaultAction.Stale, Share = 0.05 },
            new() { Action = FaultAction.DropBeforeForward, Share = 0.05 },
            new() { Action = FaultAction.Delay, Share = 0.03, DelayMs = 300 },
            new() { Action = FaultAction.RateLimit, Share = 0.03 },
            new() { Action = FaultAction.Html, Share = 0.03 },
            new() { Action = FaultAction.TruncatedJson, Share = 0.05 },
        ],
    };

    [Fact]
    public async Task Behind_an_endpoint_that_spoils_one_call_in_five_every_payment_settles_once_and_none_is_called_failed()
    {
        using var folder = new EngineFolder(chain.Chain.Accounts.Take(3));
        await using var proxy = await HostileProxy.StartAsync(chain.Chain.RpcUrl, "127.0.0.1:0", OneCallInFive);

        // A start against such an endpoint may be refused, which is right and another matter.
        proxy.IsHostile = false;
        await using var worker = await WorkerProcess.StartAsync(folder, proxy.Url);
        proxy.IsHostile = true;
        var payers = await chain.NewPayersAsync(50);
        var terms = await chain.TermsAsync() with { Payee = Address.Parse("0x00000000000000000000000000000000c0ffee20") };
        var audit = await PaymentAudit.BeginAsync(chain.Chain, payers, terms.Payee, CancellationToken.None);
        var payments = payers.CreateMany(0, Count, terms);

        var ids = await HandInAsync(worker, payments);
        var outcomes = await worker.WaitForOutcomesAsync(Count, TimeSpan.FromMinutes(2));

        Assert.Equal(Count, ids.Distinct().Count());
        Assert.All(outcomes, outcome => Assert.Equal("settled", outcome.GetProperty("outcome").GetString()));
        Assert.Equal(ids.Order(), outcomes.Select(Id).Distinct().Order());
        Assert.Equal(Count, outcomes.Select(Proof).Distinct().Count());
        var (agrees, sentence) = await audit.CompareAsync(payments, CancellationToken.None);
        Assert.True(agrees, sentence);
        Assert.True(proxy.Counts.GetValueOrDefault(FaultAction.DropAfterForward) > 0, "No sent transaction lost its answer.");
        var faults = proxy.Counts.Where(pair => pair.Key != FaultAction.Pass).Sum(pair => pair.Value);
        Assert.True(faults * 10 > proxy.Counts.Values.Sum(), $"Only {faults} of {proxy.Counts.Values.Sum()} calls were spoiled.");
    }

    [Fact]
    public async Task Behind_receipts_without_logs_lagging_heads_and_broken_batches_every_payment_settles_once()
    {
        var script = new FaultScript
        {
            Seed = 21,
            Pool = new PoolRules(),
            Rules =
            [
                new() { Method = "eth_getTransactionReceipt", Action = FaultAction.NoLogs, Times = 3 },
                new() { Method = "eth_sendRawTransaction", Action = FaultAction.Repeat, Share = 0.5 },
                new() { Action = FaultAction.StaleHead, Share = 0.1, Blocks = 5 },
                new() { Action = FaultAction.ReorderBatch, Share = 0.05 },
                new() { Action = FaultAction.MissingItem, Share = 0.05 },
                new() { Action = FaultAction.ServerError, Share = 0.03 },
            ],
        };

        var log = await AllSettleOnceAsync(script, payments: 100);

        Assert.Contains(log, count => count is { Method: "eth_getTransactionReceipt", What: "no_logs" });
        Assert.Contains(log, count => count.What == "stale_head");

        // An estimate looks for success of the transaction, and a batch succeeds although its payments ran out of gas.
        Assert.DoesNotContain(log, count => count.Method == "eth_estimateGas");
    }

    [Fact]
    public async Task A_lane_whose_transactions_are_swallowed_holds_up_no_other_payment_and_its_own_settle_in_time()
    {
        using var folder = new EngineFolder(chain.Chain.Accounts.Skip(4).Take(2));
        var swallowed = chain.Chain.Accounts[4].Address.ToString();
        await using var proxy = await HostileProxy.StartAsync(chain.Chain.RpcUrl, "127.0.0.1:0", new FaultScript
        {
            Pool = new PoolRules(),
            Rules = [new() { Method = "eth_sendRawTransaction", Action = FaultAction.Hold, Sender = swallowed }],
        });
        await using var worker = await WorkerProcess.StartAsync(folder, proxy.Url, "--batch-max", "5");
        var payers = await chain.NewPayersAsync(10);
        await worker.BulkAsync(payers.CreateMany(0, 10, await chain.TermsAsync(seconds: 90)));
        await worker.WaitForOutcomesAsync(5, TimeSpan.FromSeconds(30));
        Assert.Contains(proxy.Log, count => count.What == "hold");
        await Task.Delay(TimeSpan.FromSeconds(11));

        // The lane has not moved for the stall time: of 24 batches the other one gets all.
        await worker.BulkAsync(payers.CreateMany(10, 120, await chain.TermsAsync()));
        var past = await worker.WaitForOutcomesAsync(125, TimeSpan.FromSeconds(60));
        Assert.All(past, outcome => Assert.Equal("settled", outcome.GetProperty("outcome").GetString()));

        // What it holds itself is signed for the other one before its time is over, though nobody lets it go.
        var all = await worker.WaitForOutcomesAsync(130, TimeSpan.FromMinutes(2));
        Assert.All(all, outcome => Assert.Equal("settled", outcome.GetProperty("outcome").GetString()));
        Assert.Contains("signed once more", worker.Output, StringComparison.Ordinal);

        proxy.IsHostile = false;
        await proxy.ReleaseHeldAsync();
        await Task.Delay(TimeSpan.FromSeconds(6));
        Assert.Equal(130, (await worker.OutcomesAsync()).Count);
    }

    [Fact]
    public async Task A_transaction_that_nobody_mines_is_replaced_at_a_price_that_production_pools_take()
    {
        using var folder = new EngineFolder(chain.Chain.Accounts.Skip(6).Take(1));
        await using var proxy = await HostileProxy.StartAsync(chain.Chain.RpcUrl, "127.0.0.1:0", new FaultScript
        {
            Pool = new PoolRules(),
            Rules = [new() { Method = "eth_sendRawTransaction", Action = FaultAction.Hold, Times = 1 }],
        });
        await using var worker = await WorkerProcess.StartAsync(folder, proxy.Url);
        var payers = await chain.NewPayersAsync(5);
        await worker.BulkAsync(payers.CreateMany(0, 5, await chain.TermsAsync()));

        var outcomes = await worker.WaitForOutcomesAsync(5, TimeSpan.FromMinutes(2));

        Assert.All(outcomes, outcome => Assert.Equal("settled", outcome.GetProperty("outcome").GetString()));
        Assert.DoesNotContain(proxy.Log, count => count.What == "pool: replacement transaction underpriced");
    }

    [Fact]
    public async Task A_whole_batch_that_somebody_copies_and_lands_first_is_reported_settled_by_that_transaction()
    {
        using var folder = new EngineFolder(chain.Chain.Accounts.Skip(7).Take(1));
        await using var proxy = await HostileProxy.StartAsync(chain.Chain.RpcUrl, "127.0.0.1:0", new FaultScript
        {
            Rules = [new() { Method = "eth_sendRawTransaction", Action = FaultAction.Hold }],
        });
        await using var worker = await WorkerProcess.StartAsync(folder, proxy.Url);
        var payers = await chain.NewPayersAsync(10);
        var payments = payers.CreateMany(0, 10, await chain.TermsAsync());
        await worker.BulkAsync(payments);
        for (var i = 0; i < 150 && proxy.Counts.GetValueOrDefault(FaultAction.Hold) == 0; i++)
        {
            await Task.Delay(100);
        }

        var copy = new byte[Multicall3Calldata.Size(payments.Length)];
        Multicall3Calldata.Write(payments, copy);
        var theirs = await chain.Chain.SendAsAsync(chain.Chain.Accounts[9].Address, chain.Chain.Multicall3, copy, 1_000_000);
        for (var i = 0; i < 150 && !await IsUsedAsync(payments[^1]); i++)
        {
            await Task.Delay(100);
        }

        // Ours comes too late: it is a transaction that succeeds and settles nothing.
        proxy.IsHostile = false;
        await proxy.ReleaseHeldAsync();
        var outcomes = await worker.WaitForOutcomesAsync(payments.Length, TimeSpan.FromMinutes(1));

        Assert.All(outcomes, outcome => Assert.Equal("settled_external", outcome.GetProperty("outcome").GetString()));
        Assert.Equal([theirs.ToString()], outcomes.Select(outcome => outcome.GetProperty("transaction").GetString()).Distinct());
    }

    private Task<bool> IsUsedAsync(SignedAuthorization payment) => chain.Chain.AuthorizationStateAsync(
        payment.Authorization.Payer, payment.Authorization.AuthorizationNonce);

    private async Task<IReadOnlyList<ProxyCount>> AllSettleOnceAsync(FaultScript script, int payments)
    {
        using var folder = new EngineFolder(chain.Chain.Accounts.Skip(3).Take(1));
        await using var proxy = await HostileProxy.StartAsync(chain.Chain.RpcUrl, "127.0.0.1:0", script);
        proxy.IsHostile = false;
        await using var worker = await WorkerProcess.StartAsync(folder, proxy.Url, "--batch-max", "20");
        proxy.IsHostile = true;
        var payers = await chain.NewPayersAsync(20);
        var signed = payers.CreateMany(0, payments, await chain.TermsAsync());

        var ids = await HandInAsync(worker, signed);
        var outcomes = await worker.WaitForOutcomesAsync(payments, TimeSpan.FromMinutes(2));

        Assert.Equal(payments, ids.Distinct().Count());
        Assert.All(outcomes, outcome => Assert.Equal("settled", outcome.GetProperty("outcome").GetString()));
        Assert.Equal(payments, outcomes.Select(Proof).Distinct().Count());
        return proxy.Log;
    }

    /// <summary>Hands in until each has its id, as a caller does who is told that the chain cannot be asked at the moment.</summary>
    private static async Task<string[]> HandInAsync(WorkerProcess worker, SignedAuthorization[] payments)
    {
        var ids = new string[payments.Length];
        for (var round = 0; round < 50 && ids.Contains(null); round++)
        {
            var open = Enumerable.Range(0, payments.Length).Where(i => ids[i] is null).ToArray();
            var answers = await worker.BulkAsync(open.Select(i => payments[i]));
            for (var i = 0; i < open.Length; i++)
            {
                if (answers[i].GetProperty("status").GetString() is "accepted" or "existing")
                {
                    ids[open[i]] = answers[i].GetProperty("id").GetString()!;
                }
                else
                {
                    Assert.Equal("chain_unavailable", answers[i].GetProperty("reason").GetString());
                }
            }

            await Task.Delay(100);
        }

        Assert.All(ids, Assert.NotNull);
        return ids;
    }

    private static string Id(JsonElement outcome) => outcome.GetProperty("id").GetString()!;

    private static string Proof(JsonElement outcome) =>
        outcome.GetProperty("transaction").GetString() + outcome.GetProperty("logIndex").GetRawText();
}

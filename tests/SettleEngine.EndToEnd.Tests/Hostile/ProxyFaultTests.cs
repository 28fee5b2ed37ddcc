using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using SettleEngine.Chain.Rpc;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet;
using SettleEngine.Devnet.Payers;
using SettleEngine.Devnet.TokenContracts;
using SettleEngine.EndToEnd.Tests.Devnet;
using SettleEngine.HostileRpc;
using SettleEngine.Pipeline.Ports;
using Xunit;

namespace SettleEngine.EndToEnd.Tests.Hostile;

/// <summary>Each fault of the proxy does what it says, before a real node.</summary>
public sealed class ProxyFaultTests(LocalChainFixture fixture) : IClassFixture<LocalChainFixture>, IAsyncLifetime, IDisposable
{
    private const string Send = "eth_sendRawTransaction";

    private readonly LocalChain _chain = fixture.Chain;
    private HostileProxy? _proxy;
    private JsonRpcEndpoint? _rpc;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await (_proxy?.DisposeAsync() ?? ValueTask.CompletedTask);

    public void Dispose() => _rpc?.Dispose();

    [Fact]
    public async Task A_call_that_is_dropped_before_it_is_forwarded_never_reaches_the_node()
    {
        await BeginAsync(new FaultRule { Method = Send, Action = FaultAction.DropBeforeForward });
        var before = await _chain.NextNonceAsync(DevAccount.All[0]);

        await Assert.ThrowsAsync<ChainUnavailableException>(() => SendAsync(DevAccount.All[0]));

        await _chain.MineAsync();
        Assert.Equal(before, await _chain.NextNonceAsync(DevAccount.All[0]));
    }

    [Fact]
    public async Task A_call_that_is_dropped_after_it_was_forwarded_was_carried_out_although_nobody_is_told()
    {
        await BeginAsync(new FaultRule { Method = Send, Action = FaultAction.DropAfterForward });
        var before = await _chain.NextNonceAsync(DevAccount.All[1]);

        await Assert.ThrowsAsync<ChainUnavailableException>(() => SendAsync(DevAccount.All[1]));

        await _chain.MineAsync();
        Assert.Equal(before + 1, await _chain.NextNonceAsync(DevAccount.All[1]));
    }

    [Fact]
    public async Task A_delayed_call_is_answered_late_and_right()
    {
        await BeginAsync(new FaultRule { Action = FaultAction.Delay, DelayMs = 300 });
        var watch = Stopwatch.StartNew();

        Assert.Equal("0x14a34", (await _rpc!.CallAsync("eth_chainId", default)).GetString());

        Assert.True(watch.ElapsedMilliseconds >= 295);
    }

    [Theory]
    [InlineData(FaultAction.RateLimit, HttpStatusCode.TooManyRequests, "7")]
    [InlineData(FaultAction.ServerError, HttpStatusCode.ServiceUnavailable, null)]
    [InlineData(FaultAction.Html, HttpStatusCode.BadGateway, null)]
    public async Task A_refusal_has_the_status_and_the_body_of_a_gateway(FaultAction action, HttpStatusCode status, string? retryAfter)
    {
        await BeginAsync(new FaultRule { Action = action, RetryAfterSeconds = 7 });

        using var response = await PostAsync("""{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}""");

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(retryAfter, response.Headers.RetryAfter?.ToString());
        Assert.Equal(action == FaultAction.Html, response.Content.Headers.ContentType!.MediaType == "text/html");
    }

    [Fact]
    public async Task A_truncated_answer_is_half_of_one()
    {
        await BeginAsync(new FaultRule { Action = FaultAction.TruncatedJson });

        using var response = await PostAsync("""{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}""");

        var text = await response.Content.ReadAsStringAsync();
        Assert.StartsWith("{", text, StringComparison.Ordinal);
        Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(text));
    }

    [Fact]
    public async Task A_lagging_node_shows_heads_states_and_receipts_of_some_blocks_ago()
    {
        await _chain.MineAsync(6);
        var old = await _chain.NextNonceAsync(DevAccount.All[2]);
        var hash = await _chain.Rpc.CallAsync(Send, default, RawTransfer.Sign(DevAccount.All[2], old));
        await _chain.MineAsync();
        var head = await _chain.BlockNumberAsync();
        await BeginAsync(new FaultRule { Action = FaultAction.StaleHead, Blocks = 3 });

        var latest = await _rpc!.CallAsync("eth_getBlockByNumber", default, "latest", false);

        Assert.Equal(head - 3, LocalContracts.ReadQuantity(latest.GetProperty("number")).Low64);
        Assert.Equal(head - 3, LocalContracts.ReadQuantity(await _rpc.CallAsync("eth_blockNumber", default)).Low64);
        var count = await _rpc.CallAsync("eth_getTransactionCount", default, DevAccount.All[2].Address, "latest");
        Assert.Equal(old, LocalContracts.ReadQuantity(count).Low64);
        Assert.Equal(JsonValueKind.Null, (await _rpc.CallAsync("eth_getTransactionReceipt", default, hash.GetString())).ValueKind);
        var newest = await _rpc.CallAsync("eth_getBlockByNumber", default, $"0x{head:x}", false);
        Assert.Equal(JsonValueKind.Null, newest.ValueKind);
    }

    [Fact]
    public async Task A_stale_answer_is_one_that_the_same_call_had_before()
    {
        await BeginAsync(new FaultRule { Method = "eth_blockNumber", Action = FaultAction.Stale, Answers = 2, Skip = 1 });
        var first = (await _rpc!.CallAsync("eth_blockNumber", default)).GetString();
        await _chain.MineAsync();

        Assert.Equal(first, (await _rpc.CallAsync("eth_blockNumber", default)).GetString());
    }

    [Fact]
    public async Task A_receipt_is_missing_the_first_times_and_then_there()
    {
        var hash = await MinedAsync();
        await BeginAsync(new FaultRule { Method = "eth_getTransactionReceipt", Action = FaultAction.NullFirst, Polls = 2 });

        var kinds = new List<JsonValueKind>();
        for (var i = 0; i < 3; i++)
        {
            kinds.Add((await _rpc!.CallAsync("eth_getTransactionReceipt", default, hash)).ValueKind);
        }

        Assert.Equal([JsonValueKind.Null, JsonValueKind.Null, JsonValueKind.Object], kinds);
    }

    [Fact]
    public async Task A_receipt_without_logs_keeps_everything_else()
    {
        var payers = new PaymentFactory(0xFA17, 1);
        await payers.FundAsync(_chain, new TokenAmount(1_000_000));
        var validBefore = new UnixSeconds((await _chain.BlockTimeAsync()).Value + 3_600);
        var payment = payers.CreateMany(0, 1, PaymentTerms.Until(validBefore))[0];
        var hash = (await _chain.SubmitAuthorizationAsync(DevAccount.All[9].Address, payment)).ToString();
        await _chain.MineAsync();
        var whole = await _chain.Rpc.CallAsync("eth_getTransactionReceipt", default, hash);
        Assert.Equal(2, whole.GetProperty("logs").GetArrayLength());
        await BeginAsync(new FaultRule { Action = FaultAction.NoLogs });

        var receipt = await _rpc!.CallAsync("eth_getTransactionReceipt", default, hash);

        Assert.Equal(0, receipt.GetProperty("logs").GetArrayLength());
        Assert.Equal(hash, receipt.GetProperty("transactionHash").GetString());
    }

    [Fact]
    public async Task Another_chain_is_claimed()
    {
        await BeginAsync(new FaultRule { Method = "eth_chainId", Action = FaultAction.WrongChainId, ChainId = 8453 });

        Assert.Equal("0x2105", (await _rpc!.CallAsync("eth_chainId", default)).GetString());
    }

    [Fact]
    public async Task A_repeated_send_answers_as_the_second_time()
    {
        await BeginAsync(new FaultRule { Method = Send, Action = FaultAction.Repeat });

        var refused = await Assert.ThrowsAsync<JsonRpcException>(() => SendAsync(DevAccount.All[3]));

        Assert.Contains("already", refused.Message, StringComparison.Ordinal);
        await _chain.MineAsync();
    }

    [Fact]
    public async Task The_answers_of_a_batch_come_in_the_opposite_order_or_one_is_missing()
    {
        const string Batch =
            """[{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]},{"jsonrpc":"2.0","id":2,"method":"eth_blockNumber","params":[]}]""";
        await BeginAsync(
            new FaultRule { Action = FaultAction.ReorderBatch, Times = 1 },
            new FaultRule { Action = FaultAction.MissingItem, Times = 1 });

        var reordered = await IdsAsync(Batch);
        var shortened = await IdsAsync(Batch);
        var whole = await IdsAsync(Batch);

        Assert.Equal([2, 1], reordered);
        Assert.Equal([1], shortened);
        Assert.Equal([1, 2], whole);
    }

    [Fact]
    public async Task A_held_transaction_is_acknowledged_and_stays_out_of_blocks_until_it_is_released()
    {
        var account = DevAccount.All[4];
        await BeginAsync(new FaultRule
        {
            Method = Send,
            Action = FaultAction.Hold,
            Sender = account.Address.ToString(),
            Times = 1,
        });
        var before = await _chain.NextNonceAsync(account);
        await SendAsync(DevAccount.All[5]);

        var hash = await SendAsync(account);
        await _chain.MineAsync(2);
        Assert.Equal(66, hash.Length);
        Assert.Equal(before, await _chain.NextNonceAsync(account));

        await _proxy!.ReleaseHeldAsync();
        await _chain.MineAsync();
        Assert.Equal(before + 1, await _chain.NextNonceAsync(account));
        Assert.Contains(_proxy.Log, count => count is { Method: Send, What: "hold", Count: 1 });
    }

    [Fact]
    public async Task A_held_transaction_is_passed_on_when_its_time_is_over()
    {
        var account = DevAccount.All[6];
        await BeginAsync(new FaultRule { Method = Send, Action = FaultAction.Hold, ReleaseSeconds = 0.3 });
        var before = await _chain.NextNonceAsync(account);
        await SendAsync(account);

        for (var i = 0; i < 50 && await _chain.NextNonceAsync(account) == before; i++)
        {
            await Task.Delay(100);
            await _chain.MineAsync();
        }

        Assert.Equal(before + 1, await _chain.NextNonceAsync(account));
    }

    [Fact]
    public async Task A_rule_begins_and_ends_when_it_says_and_what_was_done_is_counted()
    {
        await BeginAsync(
            new FaultRule { Action = FaultAction.ServerError, FromSeconds = 3_600 },
            new FaultRule { Action = FaultAction.Html, UntilSeconds = 0.001 },
            new FaultRule { Action = FaultAction.RateLimit, Skip = 1, Times = 1 });
        await Task.Delay(20);
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 3; i++)
        {
            using var response = await PostAsync("""{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}""");
            statuses.Add(response.StatusCode);
        }

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.TooManyRequests, HttpStatusCode.OK], statuses);
        Assert.Equal(
            [new ProxyCount("eth_chainId", "pass", 2), new ProxyCount("eth_chainId", "rate_limit", 1)],
            _proxy!.Log);
    }

    [Fact]
    public async Task One_seed_draws_the_same_calls_again()
    {
        var rule = new FaultRule { Action = FaultAction.ServerError, Share = 0.5 };
        var first = await DrawAsync(rule, seed: 5);

        Assert.Equal(first, await DrawAsync(rule, seed: 5));
        Assert.NotEqual(first, await DrawAsync(rule, seed: 6));
        Assert.InRange(first.Count(status => status == HttpStatusCode.OK), 5, 35);
    }

    [Theory]
    [InlineData("""{"rules":[{"action":"explode"}]}""")]
    [InlineData("""{"rules":[{"actoin":"pass"}]}""")]
    [InlineData("""{"rules":[{"action":"html","share":1.5}]}""")]
    [InlineData("""{"rules":[{"action":"hold"}]}""")]
    [InlineData("""{"rules":[{"action":"html","sender":"0x00"}]}""")]
    [InlineData("""{"rules":""")]
    public void A_script_that_cannot_be_meant_is_refused(string script) =>
        Assert.StartsWith(
            "Not a fault script",
            Assert.Throws<InvalidDataException>(() => FaultScript.Parse(script)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_script_says_everything_in_json()
    {
        var script = FaultScript.Parse(
            """
            {
              "seed": 7,
              // The first half of a minute.
              "rules": [{ "method": "eth_sendRawTransaction", "action": "hold", "share": 0.25, "skip": 1, "times": 2, "fromSeconds": 3,
                          "untilSeconds": 30, "sender": "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266", "releaseSeconds": 9 }],
              "pool": { "accountSlots": 4 }
            }
            """);

        var rule = Assert.Single(script.Rules);
        Assert.Equal(7, script.Seed);
        Assert.Equal((FaultAction.Hold, 0.25, 1, 2), (rule.Action, rule.Share, rule.Skip, rule.Times));
        Assert.Equal((3.0, 30.0, 9.0), (rule.FromSeconds, rule.UntilSeconds, rule.ReleaseSeconds));
        Assert.Equal((4, 10, 131_072), (script.Pool!.AccountSlots, script.Pool.ReplacementPercent, script.Pool.MaxTransactionBytes));
    }

    private async Task BeginAsync(params FaultRule[] rules)
    {
        _proxy = await HostileProxy.StartAsync(_chain.RpcUrl, "127.0.0.1:0", new FaultScript { Rules = rules });
        _rpc = new JsonRpcEndpoint(_proxy.Url);
    }

    private async Task<string> SendAsync(DevAccount account)
    {
        var raw = RawTransfer.Sign(account, await _chain.NextNonceAsync(account));
        return (await _rpc!.CallAsync(Send, CancellationToken.None, raw)).GetString()!;
    }

    private async Task<string> MinedAsync()
    {
        var account = DevAccount.All[7];
        var raw = RawTransfer.Sign(account, await _chain.NextNonceAsync(account));
        var hash = await _chain.Rpc.CallAsync(Send, CancellationToken.None, raw);
        await _chain.MineAsync();
        return hash.GetString()!;
    }

    private async Task<HttpResponseMessage> PostAsync(string body)
    {
        using var http = new HttpClient();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await http.PostAsync(_proxy!.Url, content);
    }

    private async Task<int[]> IdsAsync(string batch)
    {
        using var response = await PostAsync(batch);
        var answers = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        return [.. answers.EnumerateArray().Select(answer => answer.GetProperty("id").GetInt32())];
    }

    private async Task<List<HttpStatusCode>> DrawAsync(FaultRule rule, int seed)
    {
        await using var proxy = await HostileProxy.StartAsync(
            _chain.RpcUrl, "127.0.0.1:0", new FaultScript { Seed = seed, Rules = [rule] });
        using var http = new HttpClient();
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 40; i++)
        {
            using var content = new StringContent(
                """{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}""", Encoding.UTF8, "application/json");
            using var response = await http.PostAsync(proxy.Url, content);
            statuses.Add(response.StatusCode);
        }

        return statuses;
    }
}

using System.Net;
using System.Text.Json.Nodes;
using SettleEngine.Chain;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;
using SettleEngine.Pipeline.Ports;
using Xunit;

namespace SettleEngine.PortContracts.Tests.Chain;

/// <summary>What a client over two scripted nodes does when they misbehave. No node here is a real one.</summary>
public sealed class JsonRpcChainClientFaultTests : IDisposable
{
    private static readonly AuthorizationKey Key = new(
        Address.Parse("0x036cbd53842c5426634e7929541ec2318f3dcf7e"),
        Address.Parse("0x70997970c51812dc3a010c7d01b50e0d17dc79c8"),
        new AuthorizationNonce(Hash256.Parse("0x" + new string('1', 64))));

    private readonly ScriptedEndpoint _first = new();
    private readonly ScriptedEndpoint _second = new();
    private JsonRpcChainClient? _client;

    public void Dispose() => _client?.Dispose();

    [Fact]
    public async Task Endpoints_of_different_chains_are_refused_and_both_are_named()
    {
        _second.Results["eth_chainId"] = _ => "0x1";

        var exception = await Assert.ThrowsAsync<ChainMismatchException>(() => ConnectAsync());

        Assert.Contains("first.example", exception.Message, StringComparison.Ordinal);
        Assert.Contains("second.example", exception.Message, StringComparison.Ordinal);
        Assert.Contains("--chain-id", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoints_with_different_genesis_blocks_are_refused()
    {
        _second.Results["eth_getBlockByNumber"] = _ => ScriptedEndpoint.Block(0, 'b');

        await Assert.ThrowsAsync<ChainMismatchException>(() => ConnectAsync());
    }

    [Fact]
    public async Task Another_chain_than_configured_is_refused()
    {
        var exception = await Assert.ThrowsAsync<ChainMismatchException>(() => ConnectAsync(8453));

        Assert.Contains("--chain-id is 8453", exception.Message, StringComparison.Ordinal);
        Assert.Contains("--rpc", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_silent_endpoint_does_not_keep_the_engine_from_starting()
    {
        Silence(_first, "eth_chainId");

        var client = await ConnectAsync();

        Assert.Equal(84_532UL, client.ChainId);
    }

    [Fact]
    public async Task Silence_of_all_endpoints_is_said_at_the_start()
    {
        Silence(_first, "eth_chainId");
        Silence(_second, "eth_chainId");

        await Assert.ThrowsAsync<ChainUnavailableException>(() => ConnectAsync());
    }

    [Fact]
    public async Task An_endpoint_that_was_silent_at_the_start_and_serves_another_chain_is_never_believed()
    {
        Silence(_first, "eth_chainId");
        var client = await ConnectAsync();
        _first.Transport.Clear();
        _first.Results["eth_chainId"] = _ => "0x1";
        _first.Results["eth_getBalance"] = _ => "0xbad";
        _second.Results["eth_getBalance"] = _ => "0x5";

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal((UInt256)5, (await client.GetBalancesAsync(new[] { Key.Payer }, default))[0]);
        }

        Assert.Equal(0, _first.CountOf("eth_getBalance"));
    }

    [Fact]
    public async Task An_endpoint_that_changes_its_chain_while_the_engine_runs_is_not_asked_until_it_fits_again()
    {
        var interval = TimeSpan.FromMilliseconds(200);
        var client = await ConnectAsync(settings: new ChainClientOptions { IdentityInterval = interval });
        _first.Results["eth_getBalance"] = _ => "0xbad";
        _second.Results["eth_getBalance"] = _ => "0x5";
        _first.Results["eth_chainId"] = _ => "0x1";
        for (var round = 0; round < 3; round++)
        {
            // At each interval it shows its chain again, and nothing else is asked of it.
            await Task.Delay(2 * interval);
            Assert.Equal((UInt256)5, (await client.GetBalancesAsync(new[] { Key.Payer }, default))[0]);
        }

        Assert.Equal(0, _first.CountOf("eth_getBalance"));
        Assert.True(_first.CountOf("eth_chainId") >= 3);

        _first.Results["eth_chainId"] = _ => "0x14a34";
        _first.Results["eth_getBalance"] = _ => "0x6";
        await Task.Delay(2 * interval);
        Assert.Equal((UInt256)6, (await client.GetBalancesAsync(new[] { Key.Payer }, default))[0]);
    }

    [Fact]
    public async Task An_endpoint_that_was_down_shows_its_chain_before_it_is_believed()
    {
        var rest = TimeSpan.FromMilliseconds(1);
        var client = await ConnectAsync(settings: new ChainClientOptions { FirstBackOff = rest, MaxBackOff = rest });
        _second.Results["eth_getBalance"] = _ => "0x5";
        _first.Transport["eth_getBalance"] = _ => Task.FromResult(ScriptedEndpoint.Text("busy", HttpStatusCode.ServiceUnavailable));
        for (var failure = 0; failure < 3; failure++)
        {
            await client.GetBalancesAsync(new[] { Key.Payer }, default);
            await Task.Delay(20);
        }

        Assert.Equal(3, _first.CountOf("eth_getBalance"));
        _first.Transport.Clear();
        _first.Results["eth_chainId"] = _ => "0x1";
        _first.Results["eth_getBalance"] = _ => "0xbad";

        Assert.Equal((UInt256)5, (await client.GetBalancesAsync(new[] { Key.Payer }, default))[0]);
        Assert.Equal(3, _first.CountOf("eth_getBalance"));
    }

    [Theory]
    [InlineData("<html>busy</html>", 503)]
    [InlineData("slow down", 429)]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"resu""", 200)]
    public async Task The_next_endpoint_is_asked_and_the_failed_one_rests(string body, int status)
    {
        var client = await ConnectAsync();
        _first.Transport["eth_getBalance"] =
            _ => Task.FromResult(ScriptedEndpoint.Text(body, (HttpStatusCode)status));
        _second.Results["eth_getBalance"] = _ => "0x5";

        await client.GetBalancesAsync(new[] { Key.Payer }, default);
        await client.GetBalancesAsync(new[] { Key.Payer }, default);

        Assert.Equal(1, _first.CountOf("eth_getBalance"));
        Assert.Equal(2, _second.CountOf("eth_getBalance"));
    }

    [Fact]
    public async Task A_rate_limit_inside_an_answer_is_a_reason_to_rest_too()
    {
        var client = await ConnectAsync();
        _first.Results["eth_getBalance"] = _ => throw new NodeErrorException("limit exceeded", -32005);
        _second.Results["eth_getBalance"] = _ => "0x5";

        await client.GetBalancesAsync(new[] { Key.Payer }, default);
        await client.GetBalancesAsync(new[] { Key.Payer }, default);

        Assert.Equal(1, _first.CountOf("eth_getBalance"));
    }

    [Fact]
    public async Task When_nobody_answers_the_chain_is_unavailable()
    {
        var client = await ConnectAsync();
        Silence(_first, "eth_getBalance");
        Silence(_second, "eth_getBalance");

        await Assert.ThrowsAsync<ChainUnavailableException>(
            () => client.GetBalancesAsync(new[] { Key.Payer }, default).AsTask());
    }

    [Fact]
    public async Task Heads_of_an_endpoint_that_lags_are_ignored()
    {
        var client = await ConnectAsync();
        _first.Results["eth_getBlockByNumber"] = _ => ScriptedEndpoint.Block(50);
        for (var i = 0; i < 6; i++)
        {
            var header = await client.GetHeaderAsync(BlockTag.Latest, default);
            Assert.True(i == 0 || header.Number == 100 || header.Number == 50);
        }

        Assert.Equal(100UL, (await client.GetHeaderAsync(BlockTag.Latest, default)).Number);
    }

    [Fact]
    public async Task A_lower_head_is_believed_when_it_proves_a_reorg()
    {
        var client = await ConnectAsync();
        Func<JsonArray, JsonNode?> at99 = _ => ScriptedEndpoint.Block(99);
        Func<JsonArray, JsonNode?> at100 = _ => ScriptedEndpoint.Block(100);
        Func<JsonArray, JsonNode?> other99 = _ => ScriptedEndpoint.Block(99, 'b');
        var numbers = new List<ulong>();
        foreach (var block in new[] { at99, at100, at99, other99 })
        {
            _first.Results["eth_getBlockByNumber"] = _second.Results["eth_getBlockByNumber"] = block;
            numbers.Add((await client.GetHeaderAsync(BlockTag.Latest, default)).Number);
        }

        Assert.Equal([99UL, 100UL, 100UL, 99UL], numbers);
    }

    [Fact]
    public async Task A_missing_receipt_is_null()
    {
        _first.Results["eth_getTransactionReceipt"] = _ => null;
        var client = await ConnectAsync();

        var receipts = await client.GetReceiptsAsync(new[] { Hash256.Parse(ScriptedEndpoint.Hash(1)) }, default);

        Assert.Null(Assert.Single(receipts));
    }

    public static TheoryData<string> Mutations() =>
    [
        "transactionHash", "blockHash", "blockNumber", "status", "gasUsed", "logs",
        "other hash", "zero block", "status 2", "hole", "bad address", "log of another", "removed log",
    ];

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task A_receipt_that_contradicts_itself_is_asked_for_elsewhere(string mutation)
    {
        _first.Results["eth_getTransactionReceipt"] = _ => Mutate(Receipt(), mutation);
        _second.Results["eth_getTransactionReceipt"] = _ => Receipt();
        var client = await ConnectAsync();

        var receipt = Assert.Single(
            await client.GetReceiptsAsync(new[] { Hash256.Parse(ScriptedEndpoint.Hash(7)) }, default))!;

        Assert.Equal(1, _second.CountOf("eth_getTransactionReceipt"));
        Assert.True(receipt.Succeeded);
        Assert.Equal(77UL, receipt.BlockNumber);
        Assert.Equal(3UL, receipt.EffectiveGasPriceWei);
        Assert.Equal([4U, 5U], receipt.Logs.Select(log => log.LogIndex));
        Assert.Equal(3, receipt.Logs[1].TopicCount);
        Assert.Equal(32, receipt.Logs[1].DataLength);
        Assert.Equal((UInt256)10_000, receipt.Logs[1].Data);
        Assert.Equal(0, receipt.Logs[0].DataLength);
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData("null", 0)]
    [InlineData("\"0x64\"", 100)]
    public async Task What_a_rollup_charges_for_bytes_is_read_where_a_receipt_names_it(string? l1Fee, int wei)
    {
        _first.Results["eth_getTransactionReceipt"] = _ =>
        {
            var receipt = Receipt();
            if (l1Fee is not null)
            {
                receipt["l1Fee"] = JsonNode.Parse(l1Fee);
            }

            return receipt;
        };
        var client = await ConnectAsync();

        var receipts = await client.GetReceiptsAsync(new[] { Hash256.Parse(ScriptedEndpoint.Hash(7)) }, default);

        Assert.Equal((UInt128)(21_000 * 3), receipts[0]!.GasFeesWei);
        Assert.Equal((UInt128)((21_000 * 3) + wei), receipts[0]!.FeesWei);
    }

    [Fact]
    public async Task The_next_base_fee_is_the_last_of_the_history_and_a_node_without_the_method_is_not_blamed()
    {
        _first.Results["eth_feeHistory"] = _ => new JsonObject
        {
            ["oldestBlock"] = "0x4d",
            ["gasUsedRatio"] = new JsonArray(0.5),
            ["baseFeePerGas"] = new JsonArray("0x5", "0x6"),
        };
        var client = await ConnectAsync();
        Assert.Equal(6UL, await client.GetNextBaseFeeAsync(default));

        _first.Results["eth_feeHistory"] = _ => new JsonObject { ["baseFeePerGas"] = new JsonArray("0x5") };
        Assert.Null(await client.GetNextBaseFeeAsync(default));

        _first.Results["eth_feeHistory"] = _ => throw new NodeErrorException("the method eth_feeHistory does not exist");
        Assert.Null(await client.GetNextBaseFeeAsync(default));
        Assert.Equal(0, _second.CountOf("eth_feeHistory"));
    }

    [Fact]
    public async Task Silence_after_sending_means_possibly_sent_and_the_next_endpoint_gets_the_same_bytes()
    {
        var client = await ConnectAsync();
        Silence(_first, "eth_sendRawTransaction");
        JsonNode? received = null;
        _second.Results["eth_sendRawTransaction"] = parameters =>
        {
            received = parameters[0]!.DeepClone();
            throw new NodeErrorException("already known");
        };

        var result = await client.SendAsync(Transaction(out _), default);

        Assert.Equal(SendVerdict.InPool, result.Verdict);
        Assert.Equal("0x02c0", received!.GetValue<string>());
    }

    [Fact]
    public async Task After_a_silence_another_endpoints_refusal_proves_nothing()
    {
        var client = await ConnectAsync();
        Silence(_first, "eth_sendRawTransaction");
        _second.Results["eth_sendRawTransaction"] = _ => throw new NodeErrorException("insufficient funds for gas");

        Assert.Equal(SendVerdict.PossiblySent, (await client.SendAsync(Transaction(out _), default)).Verdict);
    }

    [Fact]
    public async Task Sending_never_throws_for_trouble_of_the_network()
    {
        var client = await ConnectAsync();
        Silence(_first, "eth_sendRawTransaction");
        _second.Transport["eth_sendRawTransaction"] = _ => throw new HttpRequestException("connection reset");

        Assert.Equal(SendVerdict.PossiblySent, (await client.SendAsync(Transaction(out _), default)).Verdict);
        Assert.Equal(SendVerdict.PossiblySent, (await client.SendAsync(Transaction(out _), default)).Verdict);
    }

    [Theory]
    [InlineData("nonce too low", SendVerdict.NonceConsumed)]
    [InlineData("replacement transaction underpriced", SendVerdict.Underpriced)]
    [InlineData("insufficient funds for gas * price + value", SendVerdict.LaneTrouble)]
    public async Task A_clear_answer_is_taken_from_the_first_endpoint(string words, SendVerdict verdict)
    {
        var client = await ConnectAsync();
        _first.Results["eth_sendRawTransaction"] = _ => throw new NodeErrorException(words);

        Assert.Equal(new SendResult(verdict, words), await client.SendAsync(Transaction(out _), default));
        Assert.Equal(0, _second.CountOf("eth_sendRawTransaction"));
    }

    [Fact]
    public async Task A_taken_transaction_is_in_the_pool_and_another_hash_is_not_believed()
    {
        var client = await ConnectAsync();
        var transaction = Transaction(out var hash);
        _first.Results["eth_sendRawTransaction"] = _ => hash;
        Assert.Equal(new SendResult(SendVerdict.InPool, string.Empty), await client.SendAsync(transaction, default));

        _first.Results["eth_sendRawTransaction"] = _ => ScriptedEndpoint.Hash(9);
        _second.Results["eth_sendRawTransaction"] = _ => ScriptedEndpoint.Hash(9);
        Assert.Equal(SendVerdict.PossiblySent, (await client.SendAsync(transaction, default)).Verdict);
    }

    [Fact]
    public async Task What_is_final_needs_two_endpoints_that_agree()
    {
        var client = await ConnectAsync();
        _first.Results["eth_getTransactionCount"] = _ => "0x7";
        _second.Results["eth_getTransactionCount"] = _ => "0x7";
        Assert.Equal(
            new AccountNonce(7),
            (await client.GetAccountNoncesAsync(new[] { Key.Payer }, BlockTag.Finalized, default))[0]);

        _second.Results["eth_getTransactionCount"] = _ => "0x8";
        await Assert.ThrowsAsync<ChainUnavailableException>(
            () => client.GetAccountNoncesAsync(new[] { Key.Payer }, BlockTag.Finalized, default).AsTask());
        Assert.Equal(
            new AccountNonce(7),
            (await client.GetAccountNoncesAsync(new[] { Key.Payer }, BlockTag.Latest, default))[0]);
    }

    [Fact]
    public async Task A_count_that_accuses_somebody_is_the_lowest_of_two_endpoints()
    {
        var client = await ConnectAsync();
        _first.Results["eth_getTransactionCount"] = _ => "0x63";
        _second.Results["eth_getTransactionCount"] = _ => "0x7";

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(
                new AccountNonce(7),
                (await client.GetLowestAccountNoncesAsync(new[] { Key.Payer, Key.Payer }, default))[i]);
        }
    }

    [Theory]
    [InlineData("0x4d", true, true)]
    [InlineData("0x65", true, false)]
    public async Task A_final_receipt_is_one_that_two_endpoints_tell_alike_of_a_finalized_block(
        string block, bool isAgreed, bool isThere)
    {
        var client = await ConnectAsync();
        _first.Results["eth_getTransactionReceipt"] = _ => AtBlock(Receipt(), block);
        _second.Results["eth_getTransactionReceipt"] = _ => AtBlock(Receipt(), block);

        var fact = Assert.Single(
            await client.GetFinalReceiptsAsync(new[] { Hash256.Parse(ScriptedEndpoint.Hash(7)) }, default));

        Assert.Equal((isAgreed, isThere), (fact.IsAgreed, fact.Receipt is not null));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("no logs")]
    [InlineData("a log less")]
    [InlineData("another block")]
    public async Task Endpoints_that_contradict_each_other_about_a_receipt_give_no_fact(string lie)
    {
        var client = await ConnectAsync();
        _first.Results["eth_getTransactionReceipt"] = _ => Receipt();
        _second.Results["eth_getTransactionReceipt"] = _ => Lie(lie);

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(default, Assert.Single(
                await client.GetFinalReceiptsAsync(new[] { Hash256.Parse(ScriptedEndpoint.Hash(7)) }, default)));
        }
    }

    [Fact]
    public async Task An_endpoint_that_has_not_finalized_the_block_has_no_say_about_it()
    {
        var client = await ConnectAsync();
        _first.Results["eth_getTransactionCount"] = _second.Results["eth_getTransactionCount"] = _ => "0x7";
        _second.Results["eth_getBlockByNumber"] = parameters =>
            ScriptedEndpoint.Block(parameters[0]!.GetValue<string>() is "finalized" ? 90UL : 100UL);

        await Assert.ThrowsAsync<ChainUnavailableException>(async () =>
        {
            for (var i = 0; i < 2; i++)
            {
                await client.GetAccountNoncesAsync(new[] { Key.Payer }, BlockTag.Finalized, default);
            }
        });
    }

    [Fact]
    public async Task A_search_for_an_event_walks_in_bounded_ranges_and_asks_two_endpoints_before_it_says_none()
    {
        var client = await ConnectAsync();
        var ranges = new List<string>();
        _first.Results["eth_getLogs"] = parameters =>
        {
            ranges.Add($"{parameters[0]!["fromBlock"]}-{parameters[0]!["toBlock"]}");
            return new JsonArray();
        };
        _second.Results["eth_getLogs"] = _ => new JsonArray();

        Assert.Null(await client.FindAuthorizationEventAsync(Key, 1, 25_000, default));

        Assert.Equal(["0x1-0x2710", "0x2711-0x4e20", "0x4e21-0x61a8"], ranges);
        Assert.Equal(3, _second.CountOf("eth_getLogs"));
    }

    [Fact]
    public async Task An_endpoint_without_the_last_block_cannot_say_that_there_is_no_event()
    {
        var client = await ConnectAsync();
        foreach (var node in new[] { _first, _second })
        {
            node.Results["eth_getLogs"] = _ => new JsonArray();
            node.Results["eth_getBlockByNumber"] = _ => null;
        }

        await Assert.ThrowsAsync<ChainUnavailableException>(
            () => client.FindAuthorizationEventAsync(Key, 1, 10, default).AsTask());
    }

    [Fact]
    public async Task Each_wrong_token_is_described_in_a_sentence()
    {
        var domain = "0x" + new string('d', 64);
        Token[] tokens = [new(Key.Token, "USDC", "2", Hash256.Parse(domain)), new(Key.Payer, "Other", "1", default)];
        var client = await ConnectAsync();
        _first.Results["eth_getCode"] = parameters =>
            parameters[0]!.GetValue<string>() == Key.Payer.ToString() ? "0x" : "0x6000";
        _first.Results["eth_call"] = _ => domain;
        Assert.Contains("no code", Assert.Single(await client.VerifyTokensAsync(tokens, default)), StringComparison.Ordinal);

        _first.Results["eth_getCode"] = _ => "0x";
        Assert.Contains("Multicall3", (await client.VerifyTokensAsync([], default))[0], StringComparison.Ordinal);

        _first.Results["eth_getCode"] = _ => "0x6000";
        _first.Results["eth_call"] = _ => "0x" + new string('e', 64);
        Assert.Contains("domain separator", (await client.VerifyTokensAsync(tokens, default))[0], StringComparison.Ordinal);

        _first.Results["eth_call"] = _ => throw new NodeErrorException("execution reverted", 3);
        Assert.Contains("DOMAIN_SEPARATOR", (await client.VerifyTokensAsync(tokens, default))[0], StringComparison.Ordinal);
    }

    private static void Silence(ScriptedEndpoint node, string method) =>
        node.Transport[method] = _ => new TaskCompletionSource<HttpResponseMessage>().Task;

    private static DurableTransaction Transaction(out string hash)
    {
        byte[] raw = [2, 0xc0];
        var digest = Keccak256.Hash(raw);
        hash = digest.ToString();
        return new DurableTransaction(1, digest, raw);
    }

    private static JsonObject? Lie(string lie)
    {
        var receipt = Receipt();
        switch (lie)
        {
            case "none": return null;
            case "no logs": receipt["logs"] = new JsonArray(); break;
            case "a log less": receipt["logs"]!.AsArray().RemoveAt(1); break;
            default:
                receipt["blockHash"] = ScriptedEndpoint.Hash(77, 'c');
                foreach (var log in receipt["logs"]!.AsArray())
                {
                    log!["blockHash"] = ScriptedEndpoint.Hash(77, 'c');
                }

                break;
        }

        return receipt;
    }

    private static JsonObject AtBlock(JsonObject receipt, string block)
    {
        receipt["blockNumber"] = block;
        foreach (var log in receipt["logs"]!.AsArray())
        {
            log!["blockNumber"] = block;
        }

        return receipt;
    }

    private static JsonObject Receipt() => new()
    {
        ["transactionHash"] = ScriptedEndpoint.Hash(7),
        ["blockHash"] = ScriptedEndpoint.Hash(77, 'b'),
        ["blockNumber"] = "0x4d",
        ["status"] = "0x1",
        ["gasUsed"] = "0x5208",
        ["effectiveGasPrice"] = "0x3",
        ["type"] = "0x2",
        ["logs"] = new JsonArray(Log(4, "0x"), Log(5, "0x" + new string('0', 60) + "2710")),
    };

    private static JsonObject Log(int index, string data) => new()
    {
        ["address"] = Key.Token.ToString(),
        ["topics"] = new JsonArray(ScriptedEndpoint.Hash(1), ScriptedEndpoint.Hash(2), ScriptedEndpoint.Hash(3)),
        ["data"] = data,
        ["logIndex"] = $"0x{index:x}",
        ["transactionHash"] = ScriptedEndpoint.Hash(7),
        ["blockHash"] = ScriptedEndpoint.Hash(77, 'b'),
        ["blockNumber"] = "0x4d",
        ["removed"] = false,
    };

    private static JsonObject Mutate(JsonObject receipt, string mutation)
    {
        var log = receipt["logs"]![1]!;
        switch (mutation)
        {
            case "other hash": receipt["transactionHash"] = ScriptedEndpoint.Hash(8); break;
            case "zero block": receipt["blockHash"] = "0x" + new string('0', 64); break;
            case "status 2": receipt["status"] = "0x2"; break;
            case "hole": log["logIndex"] = "0x6"; break;
            case "bad address": log["address"] = "0x1234"; break;
            case "log of another": log["transactionHash"] = ScriptedEndpoint.Hash(8); break;
            case "removed log": log["removed"] = true; break;
            default: Assert.True(receipt.Remove(mutation)); break;
        }

        return receipt;
    }

    private async Task<JsonRpcChainClient> ConnectAsync(ulong? expectedChainId = null, ChainClientOptions? settings = null)
    {
        var options = (settings ?? new ChainClientOptions { FirstBackOff = TimeSpan.FromSeconds(30) }) with
        {
            Timeout = TimeSpan.FromMilliseconds(300),
        };
        var connector = new ChainConnector(options, TimeProvider.System, logger: null);
        _client = await connector.ConnectAsync(
            [new Uri("http://first.example"), new Uri("http://second.example")],
            expectedChainId,
            default,
            address => address.Host is "first.example" ? _first : _second);
        return _client;
    }
}

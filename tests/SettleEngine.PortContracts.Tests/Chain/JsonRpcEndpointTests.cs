using System.Net;
using System.Text.Json;
using SettleEngine.Chain.Rpc;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Ports;
using Xunit;

namespace SettleEngine.PortContracts.Tests.Chain;

public sealed class JsonRpcEndpointTests : IDisposable
{
    private readonly ScriptedEndpoint _node = new();
    private readonly JsonRpcEndpoint _endpoint;

    public JsonRpcEndpointTests() => _endpoint = new JsonRpcEndpoint(
        new Uri("https://user:word@node.example:8545/v3/secret-key"),
        _node,
        TimeSpan.FromMilliseconds(200));

    public void Dispose() => _endpoint.Dispose();

    [Fact]
    public async Task A_result_is_returned_and_null_is_a_result()
    {
        _node.Results["eth_something"] = parameters => parameters.DeepClone();
        _node.Results["eth_nothing"] = _ => null;

        var echoed = await _endpoint.CallAsync(
            "eth_something",
            default,
            "text",
            true,
            7,
            Address.Parse("0x00000000000000000000000000000000000000Aa"),
            new byte[] { 1, 0xff },
            (UInt256)256,
            new Dictionary<string, object?> { ["to"] = null },
            new object?[] { 1, null });

        Assert.Equal(
            """["text",true,7,"0x00000000000000000000000000000000000000aa","0x01ff","0x100",{"to":null},[1,null]]""",
            echoed.GetRawText());
        Assert.Equal(JsonValueKind.Null, (await _endpoint.CallAsync("eth_nothing", default)).ValueKind);
    }

    [Fact]
    public async Task A_nodes_error_keeps_its_code_and_words()
    {
        _node.Results["eth_call"] = _ => throw new NodeErrorException("execution\nreverted", 3);

        var exception = await Assert.ThrowsAsync<JsonRpcException>(() => _endpoint.CallAsync("eth_call", default).AsTask());

        Assert.Equal(3, exception.Code);
        Assert.Equal("execution reverted", exception.Message);
    }

    [Fact]
    public async Task Each_call_of_a_batch_has_its_own_answer()
    {
        _node.Results["eth_a"] = _ => 1;
        _node.Results["eth_b"] = _ => throw new NodeErrorException("no");

        var replies = await _endpoint.CallBatchAsync(new JsonRpcCall[] { new("eth_a"), new("eth_b"), new("eth_a") }, default);

        Assert.Equal(1, replies[0].Result.GetInt32());
        Assert.Equal("no", replies[1].Error!.Message);
        Assert.Null(replies[2].Error);
    }

    [Fact]
    public async Task Answers_of_a_batch_may_come_in_any_order()
    {
        _node.Transport["eth_a"] = _ => Task.FromResult(ScriptedEndpoint.Text(
            """[{"id":2,"result":"two"},{"jsonrpc":"2.0","result":"one","id":1}]"""));

        var replies = await _endpoint.CallBatchAsync(new JsonRpcCall[] { new("eth_a"), new("eth_a") }, default);

        Assert.Equal("one", replies[0].Result.GetString());
        Assert.Equal("two", replies[1].Result.GetString());
    }

    [Fact]
    public async Task A_refusal_of_the_whole_batch_is_the_nodes_error()
    {
        _node.Transport["eth_a"] = _ => Task.FromResult(ScriptedEndpoint.Text(
            """{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"batch too large"}}"""));

        var exception = await Assert.ThrowsAsync<JsonRpcException>(
            () => _endpoint.CallBatchAsync(new JsonRpcCall[] { new("eth_a"), new("eth_a") }, default).AsTask());

        Assert.Equal("batch too large", exception.Message);
    }

    [Theory]
    [InlineData("""<html><body>Service unavailable</body></html>""", 200)]
    [InlineData("""<html><body>Service unavailable</body></html>""", 503)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":"0x1"}""", 500)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":"0x1"}""", 429)]
    [InlineData("""forbidden""", 403)]
    [InlineData("", 200)]
    [InlineData("""null""", 200)]
    [InlineData("""[]""", 200)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":"0x1""", 200)]
    [InlineData("""{"jsonrpc":"2.0","id":1}""", 200)]
    [InlineData("""{"jsonrpc":"2.0","id":2,"result":"0x1"}""", 200)]
    [InlineData("""{"jsonrpc":"2.0","id":"1","result":"0x1"}""", 200)]
    [InlineData("""{"jsonrpc":"2.0","result":"0x1"}""", 200)]
    [InlineData("""[{"id":1,"result":1},{"id":1,"result":1}]""", 200)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":"0x1"} {}""", 200)]
    public async Task What_is_no_answer_makes_the_chain_unavailable_and_shows_the_host_only(string body, int status)
    {
        _node.Transport["eth_blockNumber"] = _ => Task.FromResult(ScriptedEndpoint.Text(body, (HttpStatusCode)status));

        var exception = await Assert.ThrowsAsync<ChainUnavailableException>(
            () => _endpoint.CallAsync("eth_blockNumber", default).AsTask());

        Assert.Contains("node.example:8545", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-key", exception.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("word", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_that_comes_with_a_client_status_is_still_the_nodes_error()
    {
        _node.Transport["eth_call"] = _ => Task.FromResult(ScriptedEndpoint.Text(
            """{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"bad parameter"}}""",
            HttpStatusCode.BadRequest));

        var exception = await Assert.ThrowsAsync<JsonRpcException>(() => _endpoint.CallAsync("eth_call", default).AsTask());

        Assert.Equal(-32602, exception.Code);
    }

    [Fact]
    public async Task Silence_ends_with_the_timeout()
    {
        _node.Transport["eth_blockNumber"] = _ => new TaskCompletionSource<HttpResponseMessage>().Task;

        var exception = await Assert.ThrowsAsync<ChainUnavailableException>(
            () => _endpoint.CallAsync("eth_blockNumber", default).AsTask());

        Assert.Contains("in time", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_told_so()
    {
        _node.Transport["eth_blockNumber"] = _ => new TaskCompletionSource<HttpResponseMessage>().Task;
        using var gaveUp = new CancellationTokenSource();
        await gaveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _endpoint.CallAsync("eth_blockNumber", gaveUp.Token).AsTask());
    }

    [Fact]
    public async Task A_response_beyond_the_limit_is_not_read()
    {
        _node.Transport["eth_getLogs"] = _ => Task.FromResult(
            ScriptedEndpoint.Text(new string(' ', JsonRpcEndpoint.MaxResponseBytes + 1)));

        var exception = await Assert.ThrowsAsync<ChainUnavailableException>(
            () => _endpoint.CallAsync("eth_getLogs", default).AsTask());

        Assert.Contains("larger", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://node.example")]
    [InlineData("file:///etc/hosts")]
    public void Only_web_addresses_are_endpoints(string address) =>
        Assert.Throws<ArgumentException>(() => new JsonRpcEndpoint(new Uri(address)));
}

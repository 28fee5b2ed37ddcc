using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using SettleEngine.Doors;
using SettleEngine.Doors.Http;
using SettleEngine.Doors.Http.Metrics;
using Xunit;

namespace SettleEngine.PortContracts.Tests.Doors.Http;

public sealed class DoorLimitTests
{
    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}{}")]
    [InlineData("{'a':1}")]
    [InlineData("{\"a\":NaN}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\":1} x")]
    [InlineData("\uFEFF{}")]
    [InlineData("{\"paymentPayload\":{},\"paymentPayload\":{},\"paymentRequirements\":{}}")]
    [InlineData("{\"paymentPayload\":{\"a\":{\"b\":1,\"\\u0062\":2}},\"paymentRequirements\":{}}")]
    public async Task A_body_that_is_not_one_object_without_repeats_is_a_bad_request(string body)
    {
        await using var door = await OpenDoor.OpenAsync();

        AssertError(await door.PostAsync("settle", body), HttpStatusCode.BadRequest, "invalid_json");
        Assert.Empty(door.Engine.Taken);
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public async Task JSON_may_be_64_levels_deep(int depth, bool isTaken)
    {
        await using var door = await OpenDoor.OpenAsync();
        var deep = "{\"paymentPayload\":{},\"paymentRequirements\":{},\"x\":"
            + new string('[', depth - 1) + new string(']', depth - 1) + "}";

        var (status, body) = await door.PostAsync("settle", deep);

        Assert.Equal(isTaken ? HttpStatusCode.OK : HttpStatusCode.BadRequest, status);
        Assert.Contains(isTaken ? "invalid_x402_version" : "invalid_json", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_over_64_KiB_is_refused_whether_or_not_its_length_is_announced()
    {
        await using var door = await OpenDoor.OpenAsync();
        var large = X402Bodies.V2().With("padding", new string('x', 65_536)).Text();

        AssertError(await door.PostAsync("settle", large), HttpStatusCode.RequestEntityTooLarge, "body_too_large");

        using var request = new HttpRequestMessage(HttpMethod.Post, "settle") { Content = new StringContent(large) };
        request.Headers.TransferEncodingChunked = true;
        using var response = await door.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Empty(door.Engine.Taken);
    }

    [Fact]
    public async Task A_body_just_under_the_limit_is_taken()
    {
        await using var door = await OpenDoor.OpenAsync();
        var body = X402Bodies.V2().With("padding", new string('x', 63_000)).Text();

        Assert.Contains("\"isValid\":true", (await door.PostAsync("verify", body)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_compressed_body_is_refused()
    {
        await using var door = await OpenDoor.OpenAsync();
        foreach (var path in new[] { "verify", "settle", "v1/authorizations" })
        {
            using var content = new StringContent("{}", Encoding.UTF8, "application/json");
            content.Headers.ContentEncoding.Add("gzip");
            using var response = await door.Client.PostAsync(new Uri(path, UriKind.Relative), content);
            Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
            Assert.Contains("encoding_not_supported", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Unknown_paths_and_methods_are_told_apart()
    {
        await using var door = await OpenDoor.OpenAsync();

        AssertError(await door.GetAsync("nowhere"), HttpStatusCode.NotFound, "not_found");
        AssertError(await door.GetAsync("settle"), HttpStatusCode.MethodNotAllowed, "method_not_allowed");
        AssertError(await door.PostAsync("close", "{}"), HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Answers_are_not_stored_and_the_server_does_not_introduce_itself()
    {
        await using var door = await OpenDoor.OpenAsync();
        using var content = new StringContent(X402Bodies.V2().Text());

        using var response = await door.Client.PostAsync(new Uri("verify", UriKind.Relative), content);

        Assert.True(response.Headers.CacheControl?.NoStore);
        Assert.Empty(response.Headers.Server);
        Assert.Equal(new MediaTypeHeaderValue("application/json"), response.Content.Headers.ContentType);
    }

    [Theory]
    [InlineData(33, 10)]
    [InlineData(2, 5_000)]
    public async Task Too_many_or_too_large_headers_are_refused(int count, int length)
    {
        await using var door = await OpenDoor.OpenAsync();
        var headers = string.Concat(Enumerable.Range(0, count).Select(i => $"X-{i}: {new string('h', length)}\r\n"));

        var answer = await RawAsync(door, "GET /health HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n");

        Assert.StartsWith("HTTP/1.1 431", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_that_trickle_end_the_connection()
    {
        await using var door = await OpenDoor.OpenAsync(options => options.HeaderTimeout = TimeSpan.FromSeconds(1));

        var answer = await RawAsync(door, "GET /health HTTP/1.1\r\nHost: a\r\n");

        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failing_engine_is_an_internal_error_without_a_stack_trace()
    {
        await using var door = await OpenDoor.OpenAsync();
        door.Engine.Rule = _ => throw new InvalidTimeZoneException("secret detail");

        var (status, body) = await door.PostAsync("verify", X402Bodies.V2().Text());

        AssertError((status, body), HttpStatusCode.InternalServerError, "internal");
        Assert.DoesNotContain("secret", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_invariant_reaches_the_host()
    {
        Core.InvariantBrokenException? seen = null;
        await using var door = await OpenDoor.OpenAsync(options => options.InvariantBroken = broken => seen = broken);
        door.Engine.Rule = _ => throw new Core.InvariantBrokenException("1 == 2");

        AssertError(await door.PostAsync("verify", X402Bodies.V2().Text()), HttpStatusCode.InternalServerError, "internal");
        Assert.NotNull(seen);
    }

    [Fact]
    public async Task Starting_answering_and_stopping_says_nothing_at_warning()
    {
        using var loggers = new LoudLoggers();
        var options = new HttpDoorOptions { Address = new DoorAddress(new IPEndPoint(IPAddress.Loopback, 0)) };
        await using var door = HttpDoor.Build(options, new ScriptedEngine(), TimeProvider.System, loggers);
        await door.StartAsync(CancellationToken.None);
        using var client = new HttpClient { BaseAddress = new Uri($"http://{door.BoundAddress}/") };
        Assert.Contains("ok", await client.GetStringAsync(new Uri("health", UriKind.Relative)), StringComparison.Ordinal);
        await door.DrainAsync(TimeSpan.FromSeconds(1), CancellationToken.None);

        Assert.Empty(loggers.Messages);
    }

    [Fact]
    public async Task An_unreachable_chain_is_503()
    {
        await using var door = await OpenDoor.OpenAsync();
        door.Engine.Rule = _ => throw new Pipeline.Ports.ChainUnavailableException("none answers");

        AssertError(
            await door.PostAsync("verify", X402Bodies.V2().Text()), HttpStatusCode.ServiceUnavailable, "chain_unavailable");
    }

    [Fact]
    public async Task An_address_in_use_is_refused_in_words_that_name_the_option()
    {
        await using var open = await OpenDoor.OpenAsync();
        var options = new HttpDoorOptions { Address = new DoorAddress(open.Address) };
        await using var main = HttpDoor.Build(options, open.Engine, TimeProvider.System, NullLoggerFactory.Instance);
        using var exporter = new PrometheusExporter("Doors.Test.InUse");
        await using var admin = AdminDoor.Build(options, open.Engine, exporter, NullLoggerFactory.Instance);

        var mainRefusal = await Assert.ThrowsAsync<IOException>(() => main.StartAsync(CancellationToken.None));
        var adminRefusal = await Assert.ThrowsAsync<IOException>(() => admin.StartAsync(CancellationToken.None));

        Assert.Contains($"--http {open.Address}", mainRefusal.Message, StringComparison.Ordinal);
        Assert.Contains($"--admin {open.Address}", adminRefusal.Message, StringComparison.Ordinal);
    }

    private static async Task<string> RawAsync(OpenDoor door, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(door.Address);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var buffer = new byte[4096];
        var read = await stream.ReadAtLeastAsync(buffer, 12, throwOnEndOfStream: false, limit.Token);
        return Encoding.ASCII.GetString(buffer, 0, read);
    }

    private static void AssertError((HttpStatusCode Status, string Body) answer, HttpStatusCode status, string code)
    {
        var body = JsonNode.Parse(answer.Body)!;
        Assert.Equal(status, answer.Status);
        Assert.Equal(code, (string?)body["error"]);
        Assert.NotEmpty((string?)body["message"] ?? string.Empty);
    }
}

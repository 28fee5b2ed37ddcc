using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline;
using Xunit;

namespace SettleEngine.PortContracts.Tests.Doors.Http;

public sealed class BulkRouteTests
{
    [Fact]
    public async Task Every_line_gets_one_answer_in_order()
    {
        await using var door = await OpenDoor.OpenAsync();
        door.Engine.Rule = item => item.Authorization.Value.Units.IsZero ? RejectReason.ZeroValue : RejectReason.None;
        var body = string.Join('\n', Line(1), Line(2, value: "0"), Line(1), Line(1, validBefore: "1795248200"), "nonsense", Line(3));

        var (status, answer) = await door.PostAsync("v1/authorizations", body);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            """
            {"id":"101","status":"accepted"}
            {"status":"rejected","reason":"zero_value"}
            {"id":"101","status":"existing"}
            {"id":"101","status":"conflict"}
            {"status":"rejected","reason":"malformed"}
            {"id":"102","status":"accepted"}

            """,
            answer);
        Assert.All(door.Engine.Taken, item => Assert.Equal(ConfirmationLevel.Included, item.Level));
    }

    [Fact]
    public async Task Ten_thousand_lines_are_answered_in_order()
    {
        // Bytes allow some 9,000 full lines; the smallest lines reach the limit of lines.
        await using var door = await OpenDoor.OpenAsync();
        var body = new StringBuilder();
        for (var i = 0; i < 10_000; i++)
        {
            body.Append(i % 10 == 0 ? Line(i) : "{}").Append('\n');
        }

        var (status, answer) = await door.PostAsync("v1/authorizations", body.ToString());

        Assert.Equal(HttpStatusCode.OK, status);
        var lines = answer.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(10_000, lines.Length);
        for (var i = 0; i < lines.Length; i++)
        {
            Assert.Contains(i % 10 == 0 ? "accepted" : "malformed", lines[i], StringComparison.Ordinal);
        }

        // Each accepted line carries the id of its own authorization, not that of a neighbour.
        foreach (var i in new[] { 0, 2_560, 5_000, 9_990 })
        {
            var id = ulong.Parse((string)JsonNode.Parse(lines[i])!["id"]!, System.Globalization.CultureInfo.InvariantCulture);
            var view = door.Engine.Find(new AdmissionSequence(id));
            Assert.Equal(X402Bodies.Nonce(i), view!.Authorization.AuthorizationNonce.ToString());
        }
    }

    [Fact]
    public async Task One_line_more_than_allowed_is_too_many()
    {
        await using var door = await OpenDoor.OpenAsync(options => options.MaxBulkLines = 3);

        Assert.Equal(
            HttpStatusCode.OK,
            (await door.PostAsync("v1/authorizations", "{}\n{}\n{}\n")).Status);
        var (status, body) = await door.PostAsync("v1/authorizations", "{}\n{}\n{}\n{}");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Contains("too_many_lines", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_bytes_than_allowed_are_refused_whether_or_not_the_length_is_announced()
    {
        await using var door = await OpenDoor.OpenAsync(options => options.MaxBulkBytes = 4_096);
        var large = string.Join('\n', Enumerable.Repeat(Line(1), 20));

        var (status, body) = await door.PostAsync("v1/authorizations", large);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Contains("body_too_large", body, StringComparison.Ordinal);
        Assert.Empty(door.Engine.Taken);

        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/authorizations") { Content = new StringContent(large) };
        request.Headers.TransferEncodingChunked = true;
        using var response = await door.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task A_bulk_body_may_be_larger_than_other_bodies()
    {
        await using var door = await OpenDoor.OpenAsync();
        var body = string.Join('\n', Enumerable.Range(0, 2_000).Select(i => Line(i)));
        Assert.True(body.Length > 800_000);

        var (status, answer) = await door.PostAsync("v1/authorizations", body);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(2_000, answer.Split("accepted").Length - 1);
    }

    [Fact]
    public async Task A_line_over_4_KiB_is_malformed_and_its_neighbours_are_not()
    {
        await using var door = await OpenDoor.OpenAsync();
        var body = string.Join('\n', Line(1), Line(2)[..^1] + ",\"x\":\"" + new string('y', 300_000) + "\"}", Line(3)) + "\n";

        var (_, answer) = await door.PostAsync("v1/authorizations", body);

        var lines = answer.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Contains("accepted", lines[0], StringComparison.Ordinal);
        Assert.Contains("malformed", lines[1], StringComparison.Ordinal);
        Assert.Contains("accepted", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_trickles_in_pieces_is_read_like_any_other()
    {
        await using var door = await OpenDoor.OpenAsync();
        var bytes = Encoding.UTF8.GetBytes(Line(1) + "\r\n" + Line(2) + "\n\n" + Line(3));
        using var content = new PiecewiseContent(bytes, pieceBytes: 97);

        using var response = await door.Client.PostAsync(new Uri("v1/authorizations", UriKind.Relative), content);

        var lines = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        Assert.Contains("malformed", lines[2], StringComparison.Ordinal);
        Assert.Equal(3, lines.Count(line => line.Contains("accepted", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_empty_request_has_an_empty_answer()
    {
        await using var door = await OpenDoor.OpenAsync();

        Assert.Equal((HttpStatusCode.OK, string.Empty), await door.PostAsync("v1/authorizations", string.Empty));
    }

    [Theory]
    [InlineData(EnginePhase.Recovering, "recovering")]
    [InlineData(EnginePhase.Draining, "draining")]
    public async Task Nothing_is_taken_in_unless_the_engine_runs(EnginePhase phase, string code)
    {
        await using var door = await OpenDoor.OpenAsync();
        door.Engine.Health = new EngineHealth(phase, []);
        using var content = new StringContent(Line(1));

        using var response = await door.Client.PostAsync(new Uri("v1/authorizations", UriKind.Relative), content);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Contains(code, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(door.Engine.Taken);
    }

    internal static string Line(int nonce, string value = "1000", string validBefore = "1795248199") =>
        "{\"network\":\"eip155:84532\",\"asset\":\"" + X402Bodies.Usdc + "\",\"from\":\"" + X402Bodies.Payer + "\",\"to\":\""
        + X402Bodies.Payee + "\",\"value\":\"" + value + "\",\"validAfter\":\"0\",\"validBefore\":\"" + validBefore
        + "\",\"nonce\":\"" + X402Bodies.Nonce(nonce) + "\",\"signature\":\"" + X402Bodies.Signature("1b") + "\"}";

    private sealed class PiecewiseContent(byte[] bytes, int pieceBytes) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (var at = 0; at < bytes.Length; at += pieceBytes)
            {
                await stream.WriteAsync(bytes.AsMemory(at, Math.Min(pieceBytes, bytes.Length - at)));
                await stream.FlushAsync();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}

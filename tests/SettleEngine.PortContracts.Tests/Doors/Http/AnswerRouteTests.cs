using System.Net;
using System.Text.Json.Nodes;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline;
using Xunit;

namespace SettleEngine.PortContracts.Tests.Doors.Http;

public sealed class AnswerRouteTests
{
    private const string Transaction = "0x7777777777777777777777777777777777777777777777777777777777777777";
    private const string Block = "0xbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

    private static readonly string KeyQuery =
        $"v1/authorizations?network=eip155:84532&asset={X402Bodies.Usdc}&from={X402Bodies.Payer}&nonce={X402Bodies.Nonce(1)}";

    private static readonly string Fields =
        "\"network\":\"eip155:84532\",\"asset\":\"0x036cbd53842c5426634e7929541ec2318f3dcf7e\","
        + "\"from\":\"0x70997970c51812dc3a010c7d01b50e0d17dc79c8\",\"to\":\"0x209693bc6afc0c5328ba36faf03c514ef312287c\","
        + "\"value\":\"1000\",\"validAfter\":\"0\",\"validBefore\":\"1795248199\",\"nonce\":\"" + X402Bodies.Nonce(1) + "\"";

    [Fact]
    public async Task An_admission_is_found_by_id_and_by_key_at_every_step_of_its_life()
    {
        await using var door = await OpenDoor.OpenAsync();
        await door.PostAsync("v1/authorizations", BulkRouteTests.Line(1));
        await AssertBothAsync("{\"id\":\"101\",\"state\":\"accepted\"," + Fields + "}");

        door.Engine.Sign(new AdmissionSequence(101));
        await AssertBothAsync("{\"id\":\"101\",\"state\":\"in_flight\"," + Fields + ",\"transaction\":\"" + Transaction + "\"}");

        door.Engine.Settle(new AdmissionSequence(101), batchSize: 100, batchIndex: 42, logIndex: 85);
        await AssertBothAsync(
            "{\"id\":\"101\",\"state\":\"included\"," + Fields + ",\"outcome\":\"settled\",\"transaction\":\"" + Transaction
            + "\",\"logIndex\":85,\"blockNumber\":55,\"blockHash\":\"" + Block
            + "\",\"level\":\"included\",\"batch\":{\"size\":100,\"index\":42}}");

        async Task AssertBothAsync(string expected)
        {
            Assert.Equal((HttpStatusCode.OK, expected), await door.GetAsync("v1/authorizations/101"));
            Assert.Equal((HttpStatusCode.OK, expected), await door.GetAsync(KeyQuery));
        }
    }

    [Theory]
    [InlineData("v1/authorizations/7")]
    [InlineData("v1/authorizations/0")]
    [InlineData("v1/authorizations/-1")]
    [InlineData("v1/authorizations/abc")]
    [InlineData("v1/authorizations/18446744073709551616")]
    public async Task What_is_not_known_is_not_found(string path)
    {
        await using var door = await OpenDoor.OpenAsync();

        var (status, body) = await door.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal("not_found", (string?)JsonNode.Parse(body)!["error"]);
    }

    [Fact]
    public async Task A_key_that_is_not_known_is_not_found_and_a_broken_one_is_a_bad_request()
    {
        await using var door = await OpenDoor.OpenAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await door.GetAsync(KeyQuery)).Status);
        foreach (var broken in new[]
        {
            "v1/authorizations",
            KeyQuery.Replace("84532", "1", StringComparison.Ordinal),
            KeyQuery.Replace("nonce=0x", "nonce=", StringComparison.Ordinal),
            KeyQuery + "&nonce=" + X402Bodies.Nonce(2),
            KeyQuery.Replace("from=0x", "from=%C3%A9x", StringComparison.Ordinal),
        })
        {
            var (status, body) = await door.GetAsync(broken);
            Assert.Equal(HttpStatusCode.BadRequest, status);
            Assert.Equal("invalid_query", (string?)JsonNode.Parse(body)!["error"]);
        }
    }

    [Fact]
    public async Task The_feed_has_one_line_for_each_outcome_with_the_fields_that_it_has()
    {
        await using var door = await OpenDoor.OpenAsync();
        await door.PostAsync("v1/authorizations", BulkRouteTests.Line(1) + "\n" + BulkRouteTests.Line(2));
        var first = new AdmissionSequence(101);
        door.Engine.Settle(first, batchSize: 2, batchIndex: 1, logIndex: 4);
        door.Engine.Report(new AdmissionSequence(102), SettlementOutcome.Abandoned, AbandonReason.InsufficientBalance);
        door.Engine.Report(first, SettlementOutcome.Conflict, corrects: 103);

        var (status, body) = await door.GetAsync("v1/outcomes?after=0");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            "{\"seq\":103,\"id\":\"101\",\"outcome\":\"settled\",\"transaction\":\"" + Transaction
            + "\",\"logIndex\":4,\"blockNumber\":55,\"blockHash\":\"" + Block + "\",\"level\":\"included\"}\n"
            + "{\"seq\":104,\"id\":\"102\",\"outcome\":\"abandoned\",\"reason\":\"insufficient_balance\",\"level\":\"included\"}\n"
            + "{\"seq\":105,\"id\":\"101\",\"outcome\":\"conflict\",\"transaction\":\"" + Transaction
            + "\",\"logIndex\":0,\"blockNumber\":55,\"blockHash\":\"" + Block + "\",\"level\":\"included\",\"corrects\":103}\n",
            body);
    }

    [Fact]
    public async Task A_reader_resumes_after_its_last_number_and_may_bound_what_it_gets()
    {
        await using var door = await OpenDoor.OpenAsync();
        await AdmitAndSettleAsync(door, 600);

        var all = Sequences((await door.GetAsync("v1/outcomes")).Body);
        Assert.Equal(600, all.Count);
        Assert.Equal(all.Order(), all);
        Assert.Equal(all[300..], Sequences((await door.GetAsync($"v1/outcomes?after={all[299]}")).Body));
        Assert.Equal(all[300..310], Sequences((await door.GetAsync($"v1/outcomes?after={all[299]}&limit=10")).Body));
        Assert.Empty(Sequences((await door.GetAsync($"v1/outcomes?after={all[^1]}")).Body));
    }

    [Theory]
    [InlineData(5, HttpStatusCode.Gone)]
    [InlineData(98, HttpStatusCode.Gone)]
    [InlineData(99, HttpStatusCode.OK)]
    [InlineData(100, HttpStatusCode.OK)]
    [InlineData(0, HttpStatusCode.Gone)]
    public async Task A_number_below_the_retained_range_is_gone_and_the_answer_says_where_the_range_begins(
        int after,
        HttpStatusCode expected)
    {
        await using var door = await OpenDoor.OpenAsync();
        door.Engine.FirstRetainedOutcome = 100;

        var (status, body) = await door.GetAsync($"v1/outcomes?after={after}");

        Assert.Equal(expected, status);
        if (expected == HttpStatusCode.Gone)
        {
            Assert.StartsWith("{\"first\":100", body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("after=x")]
    [InlineData("after=-1")]
    [InlineData("after=1&after=2")]
    [InlineData("limit=0")]
    [InlineData("follow=yes")]
    public async Task A_query_of_another_form_is_a_bad_request(string query)
    {
        await using var door = await OpenDoor.OpenAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await door.GetAsync("v1/outcomes?" + query)).Status);
    }

    [Fact]
    public async Task A_follower_hears_of_outcomes_as_they_come()
    {
        await using var door = await OpenDoor.OpenAsync();
        await AdmitAndSettleAsync(door, 1);
        using var response = await FollowAsync(door);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.NotNull(await reader.ReadLineAsync());

        for (var i = 0; i < 5; i++)
        {
            var line = reader.ReadLineAsync();
            await Task.Delay(20);
            Assert.False(line.IsCompleted);
            var notice = door.Engine.Report(new AdmissionSequence(101), SettlementOutcome.Settled);
            Assert.Equal(notice.Sequence, (ulong)JsonNode.Parse((await line)!)!["seq"]!);
        }
    }

    [Fact]
    public async Task Draining_ends_the_streams_of_followers_properly()
    {
        await using var door = await OpenDoor.OpenAsync();
        using var response = await FollowAsync(door);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());

        await door.Door.DrainAsync(TimeSpan.FromSeconds(1), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Null(await reader.ReadLineAsync());
    }

    [Fact]
    public async Task Followers_are_bounded_and_their_places_come_free()
    {
        await using var door = await OpenDoor.OpenAsync(options => options.MaxFollowers = 1);
        using (await FollowAsync(door))
        {
            using var second = await FollowAsync(door);
            Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
            Assert.NotNull(second.Headers.RetryAfter);
        }

        // The server notices soon, not at once, that the first one has left.
        for (var i = 0; i < 200; i++)
        {
            using var third = await FollowAsync(door);
            if (third.StatusCode == HttpStatusCode.OK)
            {
                return;
            }

            await Task.Delay(20);
        }

        Assert.Fail("The place of a follower that left was not given on.");
    }

    [Theory]
    [InlineData(84532UL, "{\"x402Version\":2,\"scheme\":\"exact\",\"network\":\"eip155:84532\"},{\"x402Version\":1,\"scheme\":\"exact\",\"network\":\"base-sepolia\"}")]
    [InlineData(31337UL, "{\"x402Version\":2,\"scheme\":\"exact\",\"network\":\"eip155:31337\"}")]
    public async Task Supported_lists_a_kind_for_each_version_that_can_name_the_chain(ulong chainId, string kinds)
    {
        // Not even an engine that recovers drops a kind: merchants' servers end when one is missing.
        var engine = new ScriptedEngine { ChainId = chainId, Health = new EngineHealth(EnginePhase.Recovering, ["no node answers"]) };
        await using var door = await OpenDoor.OpenAsync(engine: engine);

        Assert.Equal(
            (HttpStatusCode.OK,
                "{\"kinds\":[" + kinds + "],\"extensions\":[],\"signers\":{\"eip155:*\":[\"" + ScriptedEngine.LaneAccount + "\"]}}"),
            await door.GetAsync("supported"));
    }

    [Fact]
    public async Task Health_tells_life_from_readiness()
    {
        await using var door = await OpenDoor.OpenAsync();
        Assert.Equal((HttpStatusCode.OK, "{\"status\":\"ok\"}"), await door.GetAsync("health"));
        Assert.Equal((HttpStatusCode.OK, "{\"status\":\"ok\",\"reasons\":[]}"), await door.GetAsync("health/ready"));

        door.Engine.Health = new EngineHealth(EnginePhase.Running, ["Lane 2 is out of gas."]);
        Assert.Equal(
            (HttpStatusCode.OK, "{\"status\":\"degraded\",\"reasons\":[\"Lane 2 is out of gas.\"]}"),
            await door.GetAsync("health/ready"));

        door.Engine.Health = new EngineHealth(EnginePhase.Recovering, []);
        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, "{\"status\":\"recovering\",\"reasons\":[]}"),
            await door.GetAsync("health/ready"));
        door.Engine.Health = new EngineHealth(EnginePhase.Draining, []);
        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, "{\"status\":\"draining\",\"reasons\":[]}"),
            await door.GetAsync("health/ready"));
        Assert.Equal((HttpStatusCode.OK, "{\"status\":\"ok\"}"), await door.GetAsync("health"));
    }

    private static async Task AdmitAndSettleAsync(OpenDoor door, int count)
    {
        await door.PostAsync("v1/authorizations", string.Join('\n', Enumerable.Range(1, count).Select(i => BulkRouteTests.Line(i))));
        for (var i = 1; i <= count; i++)
        {
            door.Engine.Settle(new AdmissionSequence((ulong)(100 + i)));
        }
    }

    private static Task<HttpResponseMessage> FollowAsync(OpenDoor door) => door.Client.GetAsync(
        new Uri("v1/outcomes?after=0&follow=true", UriKind.Relative),
        HttpCompletionOption.ResponseHeadersRead);

    private static List<ulong> Sequences(string body) =>
        [.. body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (ulong)JsonNode.Parse(line)!["seq"]!)];
}

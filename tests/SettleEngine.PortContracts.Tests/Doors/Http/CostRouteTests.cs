using System.Net;
using System.Text.Json.Nodes;
using SettleEngine.Core.Batch.Cost;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline;
using SettleEngine.Pipeline.Costs;
using Xunit;

namespace SettleEngine.PortContracts.Tests.Doors.Http;

public sealed class CostRouteTests
{
    private static readonly Address Payee = Address.Parse("0x209693bc6afc0c5328ba36faf03c514ef312287c");

    [Fact]
    public async Task A_batch_has_one_line_with_what_it_cost_and_what_is_not_known_is_left_out()
    {
        await using var door = await OpenDoor.OpenAsync();
        door.Engine.Batches.Add(Batch(1));
        door.Engine.Batches.Add(Batch(2) with
        {
            Kind = null,
            Payees = [],
            Comparison = default,
            PredictedGas = 0,
            NativeUsd = null,
            Cost = new SubmissionCost(21_000, 5_000_001, 0, new UnixSeconds(1_790_018_434)),
        });

        var (status, body) = await door.GetAsync("v1/batches");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            "{\"seq\":1,\"transaction\":\"" + ScriptedEngine.SomeTransaction + "\",\"blockNumber\":55,\"blockTime\":1790018432,"
            + "\"lane\":\"" + ScriptedEngine.LaneAccount + "\",\"kind\":\"settler\",\"payments\":2,\"settled\":2,\"gasUsed\":100000,"
            + "\"gasPriceWei\":\"5000000\",\"feesWei\":\"500000007000\",\"l1FeeWei\":\"7000\",\"usd\":0.001500000021,"
            + "\"predictedGas\":101000,\"gasError\":-0.009901,\"singleWei\":\"1000000014000\",\"aggregateWei\":\"625000008750\","
            + "\"savedAgainstSingle\":0.5,\"savedAgainstAggregate\":0.2}\n"
            + "{\"seq\":2,\"transaction\":\"" + ScriptedEngine.SomeTransaction + "\",\"blockNumber\":55,\"blockTime\":1790018434,"
            + "\"lane\":\"" + ScriptedEngine.LaneAccount + "\",\"kind\":\"cancellation\",\"payments\":0,\"settled\":0,\"gasUsed\":21000,"
            + "\"gasPriceWei\":\"5000001\",\"feesWei\":\"105000021000\",\"l1FeeWei\":\"0\",\"singleWei\":\"0\",\"aggregateWei\":\"0\"}\n",
            body);
    }

    [Fact]
    public async Task A_reader_resumes_after_its_last_number_and_no_answer_is_unbounded()
    {
        await using var door = await OpenDoor.OpenAsync();
        door.Engine.Batches.AddRange(Enumerable.Range(1, 1_200).Select(number => Batch((ulong)number)));

        Assert.Equal(Enumerable.Range(1, 1_000), Sequences(await door.GetAsync("v1/batches")));
        Assert.Equal(Enumerable.Range(1_001, 200), Sequences(await door.GetAsync("v1/batches?after=1000")));
        Assert.Equal([8, 9], Sequences(await door.GetAsync("v1/batches?after=7&limit=2")));
        Assert.Equal((HttpStatusCode.OK, string.Empty), await door.GetAsync("v1/batches?after=1200"));
    }

    [Theory]
    [InlineData("after=x")]
    [InlineData("after=-1")]
    [InlineData("after=1&after=2")]
    [InlineData("limit=0")]
    [InlineData("limit=1001")]
    public async Task A_query_of_another_form_is_a_bad_request(string query)
    {
        await using var door = await OpenDoor.OpenAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await door.GetAsync("v1/batches?" + query)).Status);
    }

    [Fact]
    public async Task Sums_are_told_by_hour_and_payee()
    {
        await using var door = await OpenDoor.OpenAsync();
        var totals = Batch(1).Totals;
        door.Engine.Costs = new CostSummary(totals + totals, [(new UnixSeconds(1_790_017_200), totals + totals)], [(Payee, totals)], totals);

        var (status, body) = await door.GetAsync("v1/costs");

        Assert.Equal(HttpStatusCode.OK, status);
        var costs = JsonNode.Parse(body)!;
        Assert.Equal("1000000014000", (string?)costs["total"]!["feesWei"]);
        Assert.Equal(2, (int)costs["total"]!["batches"]!);
        Assert.Equal(1_790_017_200, (int)costs["hours"]![0]!["from"]!);
        Assert.Equal(4, (int)costs["hours"]![0]!["settled"]!);
        Assert.Equal(Payee.ToString(), (string?)costs["payees"]![0]!["to"]);
        Assert.Equal(0.5, (double)costs["payees"]![0]!["savedAgainstSingle"]!);
        Assert.Equal("500000007000", (string?)costs["others"]!["feesWei"]);
    }

    [Fact]
    public async Task Nothing_is_said_of_costs_while_the_journal_is_read()
    {
        await using var door = await OpenDoor.OpenAsync();
        door.Engine.Health = new EngineHealth(EnginePhase.Recovering, []);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await door.GetAsync("v1/batches")).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await door.GetAsync("v1/costs")).Status);
    }

    private static BatchCost Batch(ulong sequence) => new()
    {
        Sequence = sequence,
        TransactionHash = ScriptedEngine.SomeTransaction,
        BlockNumber = 55,
        Lane = ScriptedEngine.LaneAccount,
        Kind = SettlementKind.Settler,
        Cost = new SubmissionCost(100_000, 5_000_000, 7_000, new UnixSeconds(1_790_018_432)),
        Comparison = new CostComparison(1_000_000_014_000, 625_000_008_750),
        Payees = [new PayeeCount(Payee, 2, 2)],
        PredictedGas = 101_000,
        NativeUsd = 3_000,
    };

    private static IEnumerable<int> Sequences((HttpStatusCode Status, string Body) answer) =>
        answer.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (int)JsonNode.Parse(line)!["seq"]!);
}

using System.Text.Json;
using System.Text.Json.Nodes;

namespace SettleEngine.HostileRpc;

/// <summary>Shows the node as it was some blocks ago. Knows the questions that facilitators ask; others pass unchanged.</summary>
internal sealed class LaggingView(Upstream upstream)
{
    private static readonly string[] Tags = ["latest", "pending", "safe", "finalized"];

    /// <summary>Answers one call.</summary>
    public async Task<JsonObject> AnswerAsync(RpcCall call, int blocks)
    {
        var head = Before(await upstream.HeightAsync("latest"), blocks);
        if (call.Method == "eth_blockNumber")
        {
            return call.Answer(Upstream.Hex(head));
        }

        if (call.Method == "eth_getBlockByNumber" && Number(call.Parameters.FirstOrDefault()) > head)
        {
            return call.Answer(null);
        }

        var json = call.Json.DeepClone().AsObject();
        await ReplaceTagsAsync(json["params"], blocks);
        var answer = await upstream.AskAsync(json);
        Hide(call.Method, answer, head);
        return answer;
    }

    private static ulong Before(ulong height, int blocks) => height > (ulong)blocks ? height - (ulong)blocks : 0;

    private static ulong Number(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String
            && value.GetValue<string>().StartsWith("0x", StringComparison.Ordinal) && value.GetValue<string>().Length <= 18
                ? Upstream.Quantity(node)
                : 0;

    private async Task ReplaceTagsAsync(JsonNode? node, int blocks)
    {
        if (node is JsonArray list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                list[i] = await ReplacedAsync(list[i], blocks) ?? list[i]?.DeepClone();
            }
        }
        else if (node is JsonObject filter)
        {
            foreach (var name in new[] { "fromBlock", "toBlock" })
            {
                filter[name] = await ReplacedAsync(filter[name], blocks) ?? filter[name]?.DeepClone();
            }
        }
    }

    private async Task<JsonNode?> ReplacedAsync(JsonNode? node, int blocks)
    {
        if (node is JsonValue value && value.GetValueKind() == JsonValueKind.String && Tags.Contains(value.GetValue<string>()))
        {
            return Upstream.Hex(Before(await upstream.HeightAsync(value.GetValue<string>()), blocks));
        }

        if (node is JsonObject { Count: > 0 } filter && (filter.ContainsKey("fromBlock") || filter.ContainsKey("toBlock")))
        {
            await ReplaceTagsAsync(filter, blocks);
        }

        return null;
    }

    private static void Hide(string method, JsonObject answer, ulong head)
    {
        if (method is "eth_getTransactionReceipt" && Upstream.Quantity(answer["result"]?["blockNumber"]) > head)
        {
            answer["result"] = null;
        }
        else if (method is "eth_getLogs" && answer["result"] is JsonArray logs)
        {
            answer["result"] = new JsonArray(
                [.. logs.Where(log => Upstream.Quantity(log?["blockNumber"]) <= head).Select(log => log?.DeepClone())]);
        }
    }
}

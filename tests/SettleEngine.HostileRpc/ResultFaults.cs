using System.Text.Json;
using System.Text.Json.Nodes;

namespace SettleEngine.HostileRpc;

/// <summary>Changes what the node answered. Thread rule: any thread.</summary>
internal sealed class ResultFaults
{
    private readonly AnswerMemory _memory = new();

    /// <summary>Applies a rule to the answers of a request, and remembers them for later lies.</summary>
    public string Apply(FaultRule rule, RpcRequest request, string answer)
    {
        if (Parse(answer) is not { } root)
        {
            return answer;
        }

        var items = root is JsonArray several ? several.OfType<JsonObject>().ToArray() : root is JsonObject one ? [one] : [];
        foreach (var call in request.Calls)
        {
            var item = Array.Find(items, item => (item["id"]?.ToJsonString() ?? "null") == call.Id);
            if (item is not null && item.ContainsKey("result"))
            {
                Apply(rule, call, item);
            }
        }

        if (root is JsonArray { Count: > 1 } batch)
        {
            Apply(rule, batch);
        }

        return root.ToJsonString();
    }

    private static JsonNode? Parse(string answer)
    {
        try
        {
            return JsonNode.Parse(answer);
        }
        catch (JsonException)
        {
            // The node's own gateway may have a page for people, too.
            return null;
        }
    }

    private static void Apply(FaultRule rule, JsonArray batch)
    {
        if (rule.Action == FaultAction.ReorderBatch)
        {
            var reversed = batch.Reverse().Select(item => item?.DeepClone()).ToArray();
            batch.Clear();
            Array.ForEach(reversed, batch.Add);
        }
        else if (rule.Action == FaultAction.MissingItem)
        {
            batch.RemoveAt(batch.Count - 1);
        }
    }

    private void Apply(FaultRule rule, RpcCall call, JsonObject item)
    {
        _memory.Note(call.Question, item["result"]?.ToJsonString() ?? "null");
        if (!call.IsMeantBy(rule))
        {
            return;
        }

        switch (rule.Action)
        {
            case FaultAction.NullFirst when _memory.Ask(call.Question) <= rule.Polls:
                item["result"] = null;
                break;
            case FaultAction.Stale when _memory.Earlier(call.Question, rule.Answers) is { } earlier:
                item["result"] = JsonNode.Parse(earlier);
                break;
            case FaultAction.NoLogs when item["result"] is JsonObject receipt && receipt.ContainsKey("logs"):
                receipt["logs"] = new JsonArray();
                break;
            case FaultAction.NoLogs when call.Method == "eth_getLogs":
                item["result"] = new JsonArray();
                break;
            case FaultAction.WrongChainId when call.Method == "eth_chainId":
                item["result"] = Upstream.Hex(rule.ChainId);
                break;
        }
    }
}

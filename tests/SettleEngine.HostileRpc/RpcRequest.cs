using System.Text.Json;
using System.Text.Json.Nodes;

namespace SettleEngine.HostileRpc;

/// <summary>What a caller posted: a call, or a batch of them.</summary>
internal sealed class RpcRequest
{
    private RpcRequest(string body, bool isBatch, IReadOnlyList<RpcCall> calls)
    {
        Body = body;
        IsBatch = isBatch;
        Calls = calls;
    }

    /// <summary>The text as it came.</summary>
    public string Body { get; }

    /// <summary>Whether the answers are wanted as a list.</summary>
    public bool IsBatch { get; }

    /// <summary>The calls; empty when the text is no request, which is the node's to say.</summary>
    public IReadOnlyList<RpcCall> Calls { get; }

    /// <summary>Reads a request.</summary>
    public static RpcRequest Parse(string body)
    {
        try
        {
            return JsonNode.Parse(body) switch
            {
                JsonArray several => new(body, isBatch: true, [.. several.OfType<JsonObject>().Select(call => new RpcCall(call))]),
                JsonObject one => new(body, isBatch: false, [new RpcCall(one)]),
                _ => new(body, isBatch: false, []),
            };
        }
        catch (JsonException)
        {
            return new(body, isBatch: false, []);
        }
    }
}

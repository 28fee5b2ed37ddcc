using System.Text.Json;
using System.Text.Json.Nodes;
using SettleEngine.HostileRpc.Pool;

namespace SettleEngine.HostileRpc;

/// <summary>One call of a request.</summary>
internal sealed class RpcCall(JsonObject json)
{
    private readonly Lazy<PooledTransaction?> _transaction = new(() => ReadTransaction(json));

    /// <summary>The call as it was written.</summary>
    public JsonObject Json => json;

    /// <summary>What is called.</summary>
    public string Method { get; } = TextOf(json["method"]) ?? string.Empty;

    /// <summary>The call's id as JSON, which names its answer.</summary>
    public string Id => json["id"]?.ToJsonString() ?? "null";

    /// <summary>Its parameters; empty when it has none.</summary>
    public JsonArray Parameters => json["params"] as JsonArray ?? [];

    /// <summary>What is asked, without the id.</summary>
    public string Question => Method + json["params"]?.ToJsonString();

    /// <summary>The transaction that it sends, or null when it sends none that can be read.</summary>
    public PooledTransaction? Transaction => _transaction.Value;

    /// <summary>Whether a rule names this call's method.</summary>
    public bool IsMeantBy(FaultRule rule) => rule.Method == "*" || rule.Method == Method;

    /// <summary>Whether the call sends a transaction of an account.</summary>
    public bool IsSentBy(string sender) =>
        string.Equals(Transaction?.Sender.ToString(), sender, StringComparison.OrdinalIgnoreCase);

    /// <summary>An answer with a result.</summary>
    public JsonObject Answer(JsonNode? result) => new()
    {
        ["jsonrpc"] = "2.0",
        ["id"] = json["id"]?.DeepClone(),
        ["result"] = result,
    };

    /// <summary>An answer that refuses.</summary>
    public JsonObject Refuse(int code, string message) => new()
    {
        ["jsonrpc"] = "2.0",
        ["id"] = json["id"]?.DeepClone(),
        ["error"] = new JsonObject { ["code"] = code, ["message"] = message },
    };

    private static string? TextOf(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    private static PooledTransaction? ReadTransaction(JsonObject json) =>
        TextOf(json["method"]) == PoolGate.SendMethod && json["params"] is JsonArray { Count: > 0 } parameters
            ? PooledTransaction.TryRead(TextOf(parameters[0]))
            : null;
}

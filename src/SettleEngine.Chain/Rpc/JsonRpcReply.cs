using System.Text.Json;

namespace SettleEngine.Chain.Rpc;

/// <summary>The answer to one call of a batch: a result or an error.</summary>
/// <param name="Result">The result; undefined when there is an error.</param>
/// <param name="Error">The error, or null.</param>
public readonly record struct JsonRpcReply(JsonElement Result, JsonRpcException? Error);

using System.Text.Json;

namespace SettleEngine.Chain.Rpc;

/// <summary>The node answered a call with an error object.</summary>
public sealed class JsonRpcException : Exception
{
    /// <summary>JSON-RPC's own code for a call that a provider refuses for its rate.</summary>
    public const int LimitExceeded = -32005;

    /// <summary>Keeps what the node said.</summary>
    /// <param name="code">The node's error code.</param>
    /// <param name="message">The node's words.</param>
    /// <param name="data">What else it said, such as the bytes of a revert.</param>
    public JsonRpcException(int code, string message, JsonElement? data)
        : base(message)
    {
        Code = code;
        ErrorData = data;
    }

    /// <summary>The node's error code.</summary>
    public int Code { get; }

    /// <summary>The error object's <c>data</c> member, when there is one.</summary>
    public JsonElement? ErrorData { get; }
}

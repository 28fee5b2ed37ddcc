using System.Text.Json.Serialization;

namespace SettleEngine.HostileRpc;

/// <summary>What the proxy does to a call.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FaultAction>))]
public enum FaultAction
{
    /// <summary>Nothing: the call goes through.</summary>
    [JsonStringEnumMemberName("pass")]
    Pass,

    /// <summary>The connection is cut and the node hears nothing.</summary>
    [JsonStringEnumMemberName("drop_before_forward")]
    DropBeforeForward,

    /// <summary>The node carries the call out, and the connection is cut before its answer.</summary>
    [JsonStringEnumMemberName("drop_after_forward")]
    DropAfterForward,

    /// <summary>The call waits before it is passed on.</summary>
    [JsonStringEnumMemberName("delay")]
    Delay,

    /// <summary>Status 429, as from a provider whose limit is reached.</summary>
    [JsonStringEnumMemberName("rate_limit")]
    RateLimit,

    /// <summary>Status 502 with a page for people, as from a gateway.</summary>
    [JsonStringEnumMemberName("html")]
    Html,

    /// <summary>The first half of the node's answer, under status 200.</summary>
    [JsonStringEnumMemberName("truncated_json")]
    TruncatedJson,

    /// <summary>An answer that the same call had some calls ago, as from a replica that lags behind.</summary>
    [JsonStringEnumMemberName("stale")]
    Stale,

    /// <summary>The answer is null the first times that something is asked, as for a receipt that a replica does not have yet.</summary>
    [JsonStringEnumMemberName("null_first")]
    NullFirst,
}

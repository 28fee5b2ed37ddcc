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

    /// <summary>Status 503 without a usable body, as from a node that restarts.</summary>
    [JsonStringEnumMemberName("server_error")]
    ServerError,

    /// <summary>The node some blocks ago: heads, states, logs and receipts as a replica shows them that lags behind.</summary>
    [JsonStringEnumMemberName("stale_head")]
    StaleHead,

    /// <summary>Receipts and searches for logs come without logs.</summary>
    [JsonStringEnumMemberName("no_logs")]
    NoLogs,

    /// <summary>The id of another chain, as when a load balancer's backend was exchanged.</summary>
    [JsonStringEnumMemberName("wrong_chain_id")]
    WrongChainId,

    /// <summary>A transaction is acknowledged and kept back: passed on later, or never.</summary>
    [JsonStringEnumMemberName("hold")]
    Hold,

    /// <summary>The node hears the request twice, and the second answer counts, as from a balancer that tries again by itself.</summary>
    [JsonStringEnumMemberName("repeat")]
    Repeat,

    /// <summary>The answers of a batch come in the opposite order.</summary>
    [JsonStringEnumMemberName("reorder_batch")]
    ReorderBatch,

    /// <summary>The last answer of a batch is missing.</summary>
    [JsonStringEnumMemberName("missing_item")]
    MissingItem,
}

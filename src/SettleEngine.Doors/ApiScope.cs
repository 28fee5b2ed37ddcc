namespace SettleEngine.Doors;

/// <summary>What the holder of an API key may do. A key can have several scopes.</summary>
[Flags]
public enum ApiScope
{
    /// <summary>Nothing beyond what every known caller may: <c>GET /supported</c>.</summary>
    None = 0,

    /// <summary><c>POST /verify</c>.</summary>
    Verify = 1,

    /// <summary>Hand in payments: <c>POST /settle</c>, <c>POST /v1/authorizations</c>, frames.</summary>
    Settle = 2,

    /// <summary>Read states and outcomes: <c>GET /v1/…</c>, outcome frames.</summary>
    Read = 4,

    /// <summary>Read metrics and stop the process.</summary>
    Admin = 8,
}

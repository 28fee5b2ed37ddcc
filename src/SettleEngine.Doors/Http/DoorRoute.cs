using Microsoft.AspNetCore.Http;

namespace SettleEngine.Doors.Http;

/// <summary>One route of a door.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Pattern">Path.</param>
/// <param name="Scope">What a caller's key must allow; null lets everybody in.</param>
/// <param name="Handler">Answers the request.</param>
internal sealed record DoorRoute(string Method, string Pattern, ApiScope? Scope, RequestDelegate Handler)
{
    /// <summary>Most bytes of the body when it is not the door's usual limit.</summary>
    public long? MaxBodyBytes { get; init; }
}

namespace SettleEngine.Doors.Http;

/// <summary>The values of <c>error</c> in answers that are not about a payment. Stable: callers may switch on them.</summary>
internal static class ErrorCodes
{
    public const string InvalidJson = "invalid_json";
    public const string InvalidRequest = "invalid_request";
    public const string InvalidQuery = "invalid_query";
    public const string BodyTooLarge = "body_too_large";
    public const string TooManyLines = "too_many_lines";
    public const string EncodingNotSupported = "encoding_not_supported";
    public const string Unauthorized = "unauthorized";
    public const string Forbidden = "forbidden";
    public const string NotFound = "not_found";
    public const string MethodNotAllowed = "method_not_allowed";
    public const string BelowRetainedRange = "below_retained_range";
    public const string Overloaded = "overloaded";
    public const string Recovering = "recovering";
    public const string Draining = "draining";
    public const string ChainUnavailable = "chain_unavailable";
    public const string Internal = "internal";
}

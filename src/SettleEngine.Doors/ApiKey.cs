namespace SettleEngine.Doors;

/// <summary>One line of an API key file.</summary>
/// <param name="Id">A name for people.</param>
/// <param name="Scope">What its holder may do.</param>
/// <param name="Hash">SHA-256 of the key's text.</param>
internal sealed record ApiKey(string Id, ApiScope Scope, byte[] Hash);

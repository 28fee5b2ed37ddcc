namespace SettleEngine.HostileRpc;

/// <summary>How often something was done to calls of a method.</summary>
/// <param name="Method">The method.</param>
/// <param name="What">An action's name as in scripts, or what the pool did, such as <c>pool: replacement transaction underpriced</c>.</param>
/// <param name="Count">How often.</param>
public sealed record ProxyCount(string Method, string What, int Count);

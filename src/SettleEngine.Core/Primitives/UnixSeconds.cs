namespace SettleEngine.Core.Primitives;

/// <summary>Seconds since 1970-01-01 UTC, as block time and validity windows count them.</summary>
/// <param name="Value">The seconds.</param>
public readonly record struct UnixSeconds(ulong Value);

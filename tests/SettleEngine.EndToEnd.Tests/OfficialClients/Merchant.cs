using SettleEngine.Core.Primitives;

namespace SettleEngine.EndToEnd.Tests.OfficialClients;

/// <summary>A running merchant.</summary>
/// <param name="Version">Of the x402 protocol.</param>
/// <param name="Resource">What it sells.</param>
/// <param name="Payee">Who gets the money.</param>
internal sealed record Merchant(int Version, Uri Resource, Address Payee);

using System.Text.Json;

namespace SettleEngine.EndToEnd.Tests.OfficialClients;

/// <summary>The settlement header, decoded by the official packages.</summary>
internal sealed record SettlementAnswer(
    bool Success,
    string Transaction,
    string Network,
    string? Payer,
    string? ErrorReason,
    JsonElement? Extra);

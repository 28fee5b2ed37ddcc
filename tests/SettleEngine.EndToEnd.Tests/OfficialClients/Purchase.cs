using System.Text.Json;

namespace SettleEngine.EndToEnd.Tests.OfficialClients;

/// <summary>What a buyer saw.</summary>
/// <param name="Status">The merchant's last HTTP status.</param>
/// <param name="Body">The merchant's last body.</param>
/// <param name="Answer">The decoded settlement header, null when there was none.</param>
/// <param name="Error">The reason in the merchant's payment-required header, null when there was none.</param>
/// <param name="Payment">The payment header as the official packages made it.</param>
/// <param name="Milliseconds">From the first request to the last answer.</param>
internal sealed record Purchase(
    int Status,
    JsonElement Body,
    SettlementAnswer? Answer,
    string? Error,
    string? Payment,
    int Milliseconds);

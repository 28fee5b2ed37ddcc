using System.Text.Json;
using SettleEngine.Core;

namespace SettleEngine.Doors.Http.X402;

/// <summary>Spells <c>VerifyResponse</c> and <c>SettleResponse</c>.</summary>
/// <remarks>Clients refuse a SettleResponse without the strings <c>transaction</c> and <c>network</c>, and drop top-level
/// fields that they do not know; what is ours goes into <c>extra</c>.</remarks>
internal static class X402Writer
{
    // Upstream cuts messages at this length.
    private const int MaxMessageChars = 500;

    public static void Verify(Utf8JsonWriter writer, (X402Request Request, X402Refusal? Refusal) answer)
    {
        writer.WriteBoolean("isValid"u8, answer.Refusal is null);
        if (answer.Refusal is { } refusal)
        {
            writer.WriteString("invalidReason"u8, refusal.Code);
            writer.WriteString("invalidMessage"u8, Bounded(refusal.Message));
        }

        WritePayer(writer, answer.Request);
    }

    public static void Settle(Utf8JsonWriter writer, (X402Request Request, SettleAnswer Answer) state)
    {
        var (request, answer) = state;
        Invariant.Holds(answer.Code != X402Codes.SettlementPending || !answer.TransactionHash.IsZero);

        writer.WriteBoolean("success"u8, answer.Code is null);
        if (answer.Code is not null)
        {
            writer.WriteString("errorReason"u8, answer.Code);
            writer.WriteString("errorMessage"u8, Bounded(answer.Message ?? string.Empty));
        }

        WritePayer(writer, request);
        writer.WriteString("transaction"u8, answer.TransactionHash.IsZero ? string.Empty : answer.TransactionHash.ToString());
        writer.WritePropertyName("network"u8);
        writer.WriteRawValue(request.NetworkJson.Length > 0 ? request.NetworkJson : "\"\""u8, skipInputValidation: true);
        if (answer.Notice is { BatchSize: > 0 } notice)
        {
            writer.WriteStartObject("extra"u8);
            writer.WriteStartObject("batch"u8);
            writer.WriteNumber("size"u8, notice.BatchSize);
            writer.WriteNumber("index"u8, notice.BatchIndex);
            writer.WriteNumber("logIndex"u8, notice.LogIndex);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
    }

    private static void WritePayer(Utf8JsonWriter writer, X402Request request)
    {
        if (request.Payer is { } payer)
        {
            writer.WriteString("payer"u8, payer);
        }
    }

    private static string Bounded(string message) =>
        message.Length <= MaxMessageChars ? message : message[..MaxMessageChars];
}

using System.Buffers;
using System.Globalization;
using System.Text.Json;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Client;

/// <summary>One signed payment as a line of JSON: what the bulk door reads and what files of payments hold.</summary>
public static class PaymentLine
{
    private const string NetworkPrefix = "eip155:";

    /// <summary>Writes a line, line feed included.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="chainId">The chain that the payer signed for.</param>
    /// <param name="item">The payment.</param>
    public static void Write(IBufferWriter<byte> output, ulong chainId, in SignedAuthorization item)
    {
        Span<byte> signature = stackalloc byte[EcdsaSignature.Size];
        item.Signature.CopyTo(signature);
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("network"u8, NetworkPrefix + chainId.ToString(CultureInfo.InvariantCulture));
            json.WriteString("asset"u8, item.Token.ToString());
            json.WriteString("from"u8, item.Authorization.Payer.ToString());
            json.WriteString("to"u8, item.Authorization.Payee.ToString());
            json.WriteString("value"u8, item.Authorization.Value.ToString());
            json.WriteString("validAfter"u8, Text(item.Authorization.ValidAfter.Value));
            json.WriteString("validBefore"u8, Text(item.Authorization.ValidBefore.Value));
            json.WriteString("nonce"u8, item.Authorization.AuthorizationNonce.ToString());
            json.WriteString("signature"u8, Hex.Encode(signature));
            if (item.Level > ConfirmationLevel.Included)
            {
                json.WriteString("level"u8, item.Level == ConfirmationLevel.Safe ? "safe"u8 : "finalized"u8);
            }

            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    /// <summary>Reads a line.</summary>
    /// <param name="utf8">The line without its line feed.</param>
    /// <param name="chainId">The chain that the payer signed for.</param>
    /// <param name="item">The payment.</param>
    /// <returns>Whether the line had this form. Fields that are not known are passed over.</returns>
    public static bool TryRead(ReadOnlySpan<byte> utf8, out ulong chainId, out SignedAuthorization item)
    {
        chainId = 0;
        item = default;
        try
        {
            var reader = new Utf8JsonReader(utf8);
            using var line = JsonDocument.ParseValue(ref reader);
            return TryRead(line.RootElement, out chainId, out item);
        }
        catch (JsonException)
        {
            // A file of payments may be cut off in its last line; the caller says which line it is.
            return false;
        }
    }

    private static bool TryRead(JsonElement line, out ulong chainId, out SignedAuthorization item)
    {
        item = default;
        chainId = 0;
        Span<byte> signatureBytes = stackalloc byte[EcdsaSignature.Size];
        if (line.ValueKind != JsonValueKind.Object
            || !Field(line, "network", out var network)
            || !network.StartsWith(NetworkPrefix, StringComparison.Ordinal)
            || !ulong.TryParse(
                network.AsSpan(NetworkPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out chainId)
            || !Field(line, "asset", out var asset) || !Address.TryParse(asset, out var token)
            || !Field(line, "from", out var from) || !Address.TryParse(from, out var payer)
            || !Field(line, "to", out var to) || !Address.TryParse(to, out var payee)
            || !Field(line, "value", out var value) || !UInt256.TryParseDecimal(value, out var units)
            || !Seconds(line, "validAfter", out var validAfter)
            || !Seconds(line, "validBefore", out var validBefore)
            || !Field(line, "nonce", out var nonceText) || !Hash256.TryParse(nonceText, out var nonceBytes)
            || !Field(line, "signature", out var signatureText) || !Hex.TryDecode(signatureText, signatureBytes)
            || EcdsaSignature.TryRead(signatureBytes, out var signature) != RejectReason.None)
        {
            return false;
        }

        var level = Field(line, "level", out var levelText) ? LevelOf(levelText) : ConfirmationLevel.Included;
        var authorization = new Authorization(
            payer, payee, new TokenAmount(units), validAfter, validBefore, new AuthorizationNonce(nonceBytes));
        item = new SignedAuthorization(token, authorization, signature, level);
        return level != ConfirmationLevel.None;
    }

    private static bool Field(JsonElement line, string name, out string text)
    {
        text = line.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.String
            ? field.GetString()!
            : string.Empty;
        return text.Length > 0;
    }

    private static bool Seconds(JsonElement line, string name, out UnixSeconds seconds)
    {
        var read = Field(line, name, out var text)
            & ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value);
        seconds = new UnixSeconds(value);
        return read;
    }

    private static ConfirmationLevel LevelOf(string text) => text switch
    {
        "included" => ConfirmationLevel.Included,
        "safe" => ConfirmationLevel.Safe,
        "finalized" => ConfirmationLevel.Finalized,
        _ => ConfirmationLevel.None,
    };

    private static string Text(ulong value) => value.ToString(CultureInfo.InvariantCulture);
}

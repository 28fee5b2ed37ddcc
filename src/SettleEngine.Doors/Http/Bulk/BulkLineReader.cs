using System.Text.Json;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Doors.Http.Bulk;

/// <summary>Reads one line of a bulk request.</summary>
/// <remarks>
/// Strict, so that an authorization has one spelling: numbers are decimal strings, texts carry no escapes, addresses of
/// mixed case carry a right checksum, every known field stands exactly once. Unknown fields are skipped. The first reason
/// in the documented order is reported.
/// </remarks>
internal static class BulkLineReader
{
    private const int RequiredFields = 0b1_1111_1111;
    private const int LevelField = 1 << 9;

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line without its line end.</param>
    /// <param name="chainId">The only network that is served.</param>
    /// <param name="maxDepth">Deepest nesting, also of unknown fields.</param>
    /// <param name="item">The authorization; meaningless when there is a reason.</param>
    /// <returns>None, or why the line is refused.</returns>
    public static RejectReason Read(ReadOnlySpan<byte> line, ulong chainId, int maxDepth, out SignedAuthorization item)
    {
        item = default;
        line = line.Trim(" \t\r"u8);

        // The parser reports malformed text by an exception only; what cannot be an object does not reach it.
        if (line.Length < 2 || line[0] != '{' || line[^1] != '}')
        {
            return RejectReason.Malformed;
        }

        var fields = new Fields();
        try
        {
            var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = maxDepth });
            if (!TryReadFields(ref reader, ref fields))
            {
                return RejectReason.Malformed;
            }
        }
        catch (JsonException)
        {
            return RejectReason.Malformed;
        }

        return Assemble(fields, chainId, out item);
    }

    private static bool TryReadFields(ref Utf8JsonReader reader, ref Fields fields)
    {
        var isObject = reader.Read() && reader.TokenType == JsonTokenType.StartObject;
        if (!isObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = Identify(ref reader);
            var hasValue = reader.Read();
            if (!hasValue || (field < 0 ? !reader.TrySkip() : !TryTake(ref reader, field, ref fields)))
            {
                return false;
            }
        }

        // Reading on past the end makes the parser refuse whatever follows the object.
        return reader.TokenType == JsonTokenType.EndObject
            && !reader.Read()
            && (fields.Seen & RequiredFields) == RequiredFields;
    }

    private static int Identify(ref Utf8JsonReader reader) => reader switch
    {
        _ when reader.ValueTextEquals("network"u8) => 0,
        _ when reader.ValueTextEquals("asset"u8) => 1,
        _ when reader.ValueTextEquals("from"u8) => 2,
        _ when reader.ValueTextEquals("to"u8) => 3,
        _ when reader.ValueTextEquals("value"u8) => 4,
        _ when reader.ValueTextEquals("validAfter"u8) => 5,
        _ when reader.ValueTextEquals("validBefore"u8) => 6,
        _ when reader.ValueTextEquals("nonce"u8) => 7,
        _ when reader.ValueTextEquals("signature"u8) => 8,
        _ when reader.ValueTextEquals("level"u8) => 9,
        _ => -1,
    };

    private static bool TryTake(ref Utf8JsonReader reader, int field, ref Fields fields)
    {
        var bit = 1 << field;
        if ((fields.Seen & bit) != 0 || reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped)
        {
            return false;
        }

        fields.Seen |= bit;
        var text = reader.ValueSpan;
        switch (field)
        {
            case 0:
                fields.KnowsNetwork = Networks.TryParseCaip2(text, out fields.ChainId);
                return true;
            case 1:
                return AddressText.TryParse(text, out fields.Token);
            case 2:
                return AddressText.TryParse(text, out fields.Payer);
            case 3:
                return AddressText.TryParse(text, out fields.Payee);
            case 4:
                return UInt256.TryParseDecimal(text, out fields.Value);
            case 5:
                return UInt256.TryParseDecimal(text, out fields.ValidAfter);
            case 6:
                return UInt256.TryParseDecimal(text, out fields.ValidBefore);
            case 7:
                return Hash256.TryParse(text, out fields.AuthorizationNonce);
            case 8:
                fields.SignatureReason = SignatureText.TryRead(text, out fields.Signature);
                return fields.SignatureReason != RejectReason.Malformed;
            default:
                return WireNames.TryReadLevel(text, out fields.Level);
        }
    }

    private static RejectReason Assemble(in Fields fields, ulong chainId, out SignedAuthorization item)
    {
        var level = (fields.Seen & LevelField) != 0 ? fields.Level : ConfirmationLevel.Included;
        item = new SignedAuthorization(
            fields.Token,
            new Authorization(
                fields.Payer,
                fields.Payee,
                new TokenAmount(fields.Value),
                WindowEdge.Seconds(fields.ValidAfter),
                WindowEdge.Seconds(fields.ValidBefore),
                new AuthorizationNonce(fields.AuthorizationNonce)),
            fields.Signature,
            level);
        if (fields.SignatureReason != RejectReason.None)
        {
            return fields.SignatureReason;
        }

        return fields.KnowsNetwork && fields.ChainId == chainId ? RejectReason.None : RejectReason.WrongNetwork;
    }

    private struct Fields
    {
        public int Seen;
        public bool KnowsNetwork;
        public ulong ChainId;
        public Address Token;
        public Address Payer;
        public Address Payee;
        public UInt256 Value;
        public UInt256 ValidAfter;
        public UInt256 ValidBefore;
        public Hash256 AuthorizationNonce;
        public RejectReason SignatureReason;
        public EcdsaSignature Signature;
        public ConfirmationLevel Level;
    }
}

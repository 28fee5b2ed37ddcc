using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Doors.Http.X402;

/// <summary>Turns the JSON of <c>/verify</c> and <c>/settle</c>, v1 or v2, into one authorization or a refusal.</summary>
/// <remarks>
/// Only what the caller says is compared here: version, scheme, network, form, asset, domain, payee, amount, in this
/// order. Window, signature and facts are the engine's. The EIP-712 domain that signatures are checked against is the
/// token's own; what the caller states must be equal to it and is not used otherwise.
/// </remarks>
internal sealed class X402RequestReader(ulong chainId, IReadOnlyList<Token> tokens)
{
    // A network name has at most some 40 bytes; more is not echoed, so that an answer stays small.
    private const int MaxEchoBytes = 128;

    /// <summary>Reads a request.</summary>
    /// <param name="root">The body, an object.</param>
    /// <returns>The request; null when <c>paymentPayload</c> or <c>paymentRequirements</c> is missing.</returns>
    public X402Request? Read(JsonElement root)
    {
        if (!TryGetObject(root, "paymentPayload", out var payload)
            || !TryGetObject(root, "paymentRequirements", out var requirements))
        {
            return null;
        }

        var request = new X402Request();
        if (requirements.TryGetProperty("network", out var network) && network.ValueKind == JsonValueKind.String)
        {
            var raw = JsonMarshal.GetRawUtf8Value(network);
            request.NetworkJson = raw.Length <= MaxEchoBytes ? raw.ToArray() : [];
        }

        request.Refusal = ReadVersion(root, payload, request)
            ?? ReadScheme(payload, requirements, request.Version)
            ?? ReadNetwork(payload, requirements, request.Version)
            ?? ReadAuthorization(payload, request)
            ?? ReadRequirements(payload, requirements, request);
        return request;
    }

    private static X402Refusal? ReadVersion(JsonElement root, JsonElement payload, X402Request request)
    {
        var outer = root.TryGetProperty("x402Version", out var outerVersion);
        var inner = payload.TryGetProperty("x402Version", out var innerVersion);
        var version = (outer, inner) switch
        {
            (true, true) when Version(outerVersion) == Version(innerVersion) => Version(outerVersion),
            (true, false) => Version(outerVersion),
            (false, true) => Version(innerVersion),
            _ => 0,
        };
        if (version == 0)
        {
            return new X402Refusal(X402Codes.InvalidVersion, "x402Version is 1 or 2, the same in the request and the payload.");
        }

        request.Version = version;
        return null;

        static int Version(JsonElement element) =>
            element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var number) && number is 1 or 2 ? number : 0;
    }

    private static X402Refusal? ReadScheme(JsonElement payload, JsonElement requirements, int version)
    {
        if (!requirements.TryGetProperty("scheme", out var required) || !JsonText.Equal(required, "exact"))
        {
            return new X402Refusal(X402Codes.UnsupportedScheme, "Only the scheme exact is settled here. See GET /supported.");
        }

        return Chosen(payload, version) is { } chosen
            && chosen.TryGetProperty("scheme", out var scheme) && JsonText.Equal(scheme, "exact")
            ? null
            : new X402Refusal(X402Codes.InvalidScheme, "The payload was made for another scheme than the requirements name.");
    }

    private X402Refusal? ReadNetwork(JsonElement payload, JsonElement requirements, int version)
    {
        if (!requirements.TryGetProperty("network", out var required) || !JsonText.TryGetPlain(required, out var name))
        {
            return new X402Refusal(X402Codes.InvalidNetwork, X402Sentences.For(RejectReason.WrongNetwork));
        }

        ulong named;
        var known = version == 1
            ? TryParseLegacyName(name, out named)
            : Networks.TryParseCaip2(name, out named);
        if (!known && version == 1)
        {
            return new X402Refusal(X402Codes.NetworkMismatch, "x402 v1 knows no network of that name.");
        }

        if (!known || named != chainId)
        {
            return new X402Refusal(X402Codes.InvalidNetwork, X402Sentences.For(RejectReason.WrongNetwork));
        }

        return Chosen(payload, version) is { } chosen
            && chosen.TryGetProperty("network", out var network)
            && JsonText.TryGetPlain(network, out var chosenName) && chosenName.SequenceEqual(name)
            ? null
            : new X402Refusal(X402Codes.NetworkMismatch, "The payload was made for another network than the requirements name.");
    }

    private static X402Refusal? ReadAuthorization(JsonElement payload, X402Request request)
    {
        if (!TryGetObject(payload, "payload", out var inner))
        {
            return Refuse(RejectReason.Malformed, request);
        }

        if (!inner.TryGetProperty("authorization", out var fields))
        {
            return new X402Refusal(
                X402Codes.UnsupportedPayloadType,
                "Only EIP-3009 payloads are settled here: payload.authorization and payload.signature.");
        }

        if (fields.ValueKind != JsonValueKind.Object
            || !TryGetAddress(fields, "from", out var payer)
            || !TryGetAddress(fields, "to", out var payee)
            || !TryGetNumber(fields, "value", out var value)
            || !TryGetNumber(fields, "validAfter", out var validAfter)
            || !TryGetNumber(fields, "validBefore", out var validBefore)
            || !fields.TryGetProperty("nonce", out var nonceField)
            || !JsonText.TryGetPlain(nonceField, out var nonceText)
            || !Hash256.TryParse(nonceText, out var authorizationNonce)
            || !inner.TryGetProperty("signature", out var signatureField)
            || !JsonText.TryGetPlain(signatureField, out var signatureText))
        {
            return Refuse(RejectReason.Malformed, request);
        }

        request.Payer = fields.GetProperty("from").GetString();
        var reason = SignatureText.TryRead(signatureText, out var signature);
        if (reason != RejectReason.None)
        {
            return Refuse(reason, request);
        }

        request.Item = new SignedAuthorization(
            default,
            new Authorization(
                payer,
                payee,
                new TokenAmount(value),
                WindowEdge.Seconds(validAfter),
                WindowEdge.Seconds(validBefore),
                new AuthorizationNonce(authorizationNonce)),
            signature,
            ConfirmationLevel.Included);
        return null;
    }

    private X402Refusal? ReadRequirements(JsonElement payload, JsonElement requirements, X402Request request)
    {
        var amountName = request.Version == 1 ? "maxAmountRequired" : "amount";
        if (!TryGetAddress(requirements, "asset", out var asset)
            || !TryGetAddress(requirements, "payTo", out var payTo)
            || !TryGetNumber(requirements, amountName, out var amount))
        {
            return new X402Refusal(
                X402Codes.InvalidRequirements,
                $"paymentRequirements needs asset and payTo as addresses and {amountName} as a decimal string.");
        }

        if (request.Version == 2 && !IsEchoOf(Chosen(payload, 2), asset, payTo, amount))
        {
            return new X402Refusal(
                X402Codes.InvalidRequirements,
                "The payload's accepted requirements differ from paymentRequirements in asset, payTo or amount.");
        }

        var token = tokens.FirstOrDefault(candidate => candidate.Address == asset);
        if (token is null)
        {
            return Refuse(RejectReason.UnknownToken, request);
        }

        request.Item = request.Item with { Token = asset };
        return ReadExtra(requirements, token) ?? Compare(request, payTo, amount);
    }

    private static X402Refusal? ReadExtra(JsonElement requirements, Token token)
    {
        if (!TryGetObject(requirements, "extra", out var extra)
            || !extra.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String
            || !extra.TryGetProperty("version", out var version) || version.ValueKind != JsonValueKind.String)
        {
            return new X402Refusal(X402Codes.MissingDomain, "paymentRequirements.extra needs the token's EIP-712 name and version.");
        }

        if (extra.TryGetProperty("assetTransferMethod", out var method)
            && method.ValueKind != JsonValueKind.Null && !JsonText.Equal(method, "eip3009"))
        {
            return new X402Refusal(X402Codes.UnsupportedPayloadType, "Only the transfer method eip3009 is settled here.");
        }

        if (!JsonText.Equal(name, token.Name))
        {
            return new X402Refusal(X402Codes.TokenNameMismatch, X402Sentences.For(RejectReason.WrongDomain));
        }

        return JsonText.Equal(version, token.Version)
            ? null
            : new X402Refusal(X402Codes.TokenVersionMismatch, X402Sentences.For(RejectReason.WrongDomain));
    }

    private static X402Refusal? Compare(X402Request request, Address payTo, UInt256 amount)
    {
        var authorization = request.Item.Authorization;
        if (authorization.Payee != payTo)
        {
            return Refuse(RejectReason.RecipientMismatch, request);
        }

        return authorization.Value.Units == amount ? null : Refuse(RejectReason.ValueMismatch, request);
    }

    /// <summary>The requirements that the payer chose: all of them in v2, scheme and network on the payload in v1.</summary>
    private static JsonElement? Chosen(JsonElement payload, int version)
    {
        if (version == 1)
        {
            return payload;
        }

        return TryGetObject(payload, "accepted", out var accepted) ? accepted : null;
    }

    private static bool IsEchoOf(JsonElement? accepted, Address asset, Address payTo, UInt256 amount) =>
        accepted is { } fields
        && TryGetAddress(fields, "asset", out var acceptedAsset) && acceptedAsset == asset
        && TryGetAddress(fields, "payTo", out var acceptedPayTo) && acceptedPayTo == payTo
        && TryGetNumber(fields, "amount", out var acceptedAmount) && acceptedAmount == amount;

    private static X402Refusal Refuse(RejectReason reason, X402Request request) =>
        new(X402Codes.For(reason, request.Version, X402Operation.Settle), X402Sentences.For(reason));

    private static bool TryParseLegacyName(ReadOnlySpan<byte> text, out ulong chainId)
    {
        Span<char> name = stackalloc char[MaxEchoBytes];
        chainId = 0;
        return text.Length <= name.Length
            && Encoding.UTF8.TryGetChars(text, name, out var length)
            && Networks.TryParseLegacyName(name[..length], out chainId);
    }

    private static bool TryGetObject(JsonElement parent, string name, out JsonElement value) =>
        parent.TryGetProperty(name, out value) && value.ValueKind == JsonValueKind.Object;

    private static bool TryGetAddress(JsonElement parent, string name, out Address address)
    {
        address = default;
        return parent.TryGetProperty(name, out var field)
            && JsonText.TryGetPlain(field, out var text)
            && AddressText.TryParse(text, out address);
    }

    /// <summary>Reads a decimal string; also a bare JSON integer, which some v1 callers send.</summary>
    private static bool TryGetNumber(JsonElement parent, string name, out UInt256 number)
    {
        number = default;
        if (!parent.TryGetProperty(name, out var field))
        {
            return false;
        }

        return field.ValueKind == JsonValueKind.Number
            ? UInt256.TryParseDecimal(JsonMarshal.GetRawUtf8Value(field), out number)
            : JsonText.TryGetPlain(field, out var text) && UInt256.TryParseDecimal(text, out number);
    }
}

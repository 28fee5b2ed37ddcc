using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline;
using SettleEngine.Pipeline.Confirm;

namespace SettleEngine.Doors.Http.Answers;

/// <summary><c>GET /v1/authorizations/{id}</c> and <c>GET /v1/authorizations?network=&amp;asset=&amp;from=&amp;nonce=</c>:
/// one admission as it stands.</summary>
internal sealed class AuthorizationEndpoints(ISettlementEngine engine, DoorPhase phase)
{
    private const int LongestQueryValue = 66;

    public Task FindByIdAsync(HttpContext context)
    {
        var text = context.Request.RouteValues["id"] as string;
        var isNumber = ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id);
        return WriteAsync(context, isNumber ? engine.Find(new AdmissionSequence(id)) : null);
    }

    public Task FindByKeyAsync(HttpContext context)
    {
        if (TryReadKey(context.Request.Query, out var key))
        {
            return WriteAsync(context, engine.Find(key));
        }

        return JsonReply.WriteErrorAsync(
            context,
            StatusCodes.Status400BadRequest,
            ErrorCodes.InvalidQuery,
            $"Give network={Networks.ToCaip2(engine.ChainId)}, asset and from as addresses, and nonce as 0x and 64 digits.");
    }

    private static void Write(Utf8JsonWriter writer, (AdmissionView View, ulong ChainId) state)
    {
        var (view, chainId) = state;
        var authorization = view.Authorization;
        writer.WriteString("id"u8, view.Id.ToString());
        writer.WriteString("state"u8, WireNames.Of(view.State));
        writer.WriteString("network"u8, Networks.ToCaip2(chainId));
        writer.WriteString("asset"u8, view.Token.ToString());
        writer.WriteString("from"u8, authorization.Payer.ToString());
        writer.WriteString("to"u8, authorization.Payee.ToString());
        writer.WriteString("value"u8, authorization.Value.ToString());
        writer.WriteString("validAfter"u8, authorization.ValidAfter.Value.ToString(CultureInfo.InvariantCulture));
        writer.WriteString("validBefore"u8, authorization.ValidBefore.Value.ToString(CultureInfo.InvariantCulture));
        writer.WriteString("nonce"u8, authorization.AuthorizationNonce.ToString());
        if (view.Outcome is { } outcome)
        {
            OutcomeWriter.WriteProof(writer, outcome);
            writer.WriteString("level"u8, WireNames.Of(outcome.Level));
            WriteBatch(writer, outcome);
        }

        if (view.Outcome is not { TransactionHash.IsZero: false } && !view.LastTransactionHash.IsZero)
        {
            writer.WriteString("transaction"u8, view.LastTransactionHash.ToString());
        }
    }

    private static void WriteBatch(Utf8JsonWriter writer, OutcomeNotice outcome)
    {
        if (outcome.BatchSize > 0)
        {
            writer.WriteStartObject("batch"u8);
            writer.WriteNumber("size"u8, outcome.BatchSize);
            writer.WriteNumber("index"u8, outcome.BatchIndex);
            writer.WriteEndObject();
        }
    }

    private bool TryReadKey(IQueryCollection query, out AuthorizationKey key)
    {
        key = default;
        Span<byte> scratch = stackalloc byte[LongestQueryValue];
        if (!Networks.TryParseCaip2(Single(query, "network", scratch), out var chainId) || chainId != engine.ChainId
            || !AddressText.TryParse(Single(query, "asset", scratch), out var token)
            || !AddressText.TryParse(Single(query, "from", scratch), out var payer)
            || !Hash256.TryParse(Single(query, "nonce", scratch), out var authorizationNonce))
        {
            return false;
        }

        key = new AuthorizationKey(token, payer, new AuthorizationNonce(authorizationNonce));
        return true;
    }

    private static ReadOnlySpan<byte> Single(IQueryCollection query, string name, Span<byte> scratch)
    {
        var values = query[name];
        return values.Count == 1 && values[0] is { } text && text.Length <= scratch.Length && Ascii.IsValid(text)
            ? scratch[..Encoding.ASCII.GetBytes(text, scratch)]
            : [];
    }

    private Task WriteAsync(HttpContext context, AdmissionView? view) =>
        view is null && phase.Current == EnginePhase.Recovering ? JsonReply.WriteRecoveringAsync(context)
        : view is null
        ? JsonReply.WriteErrorAsync(
            context,
            StatusCodes.Status404NotFound,
            ErrorCodes.NotFound,
            "No such authorization is known. It was never accepted, or it ended long ago; outcomes stay in GET /v1/outcomes.")
        : JsonReply.WriteAsync(context, StatusCodes.Status200OK, (view, engine.ChainId), Write);
}

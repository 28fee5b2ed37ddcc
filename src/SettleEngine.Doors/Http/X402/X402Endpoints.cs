using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Pipeline;

namespace SettleEngine.Doors.Http.X402;

/// <summary>The routes of an x402 facilitator: <c>/verify</c>, <c>/settle</c>, <c>/supported</c>.</summary>
/// <remarks>Whatever is wrong with a payment is answered with status 200, as clients expect. Other statuses are for
/// requests that are no payment at all (400), and for a door that takes nothing at the moment (503).</remarks>
internal sealed class X402Endpoints(
    ISettlementEngine engine,
    DoorPhase phase,
    HttpDoorOptions options,
    SettleFlow flow,
    HeldRequests held,
    CancellationToken cutOff)
{
    private readonly X402RequestReader _reader = new(engine.ChainId, engine.Tokens);

    public async Task VerifyAsync(HttpContext context)
    {
        var request = await ReadAsync(context);
        if (request is null)
        {
            return;
        }

        if (PhaseReason() is { } closed)
        {
            var refusal = Refusal(closed, request, X402Operation.Verify);
            JsonReply.SetRetryAfter(context, options.RetryAfter);
            await JsonReply.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, (request, (X402Refusal?)refusal), X402Writer.Verify);
            return;
        }

        var answer = request.Refusal ?? await CheckAsync(request, context.RequestAborted);
        await JsonReply.WriteAsync(context, StatusCodes.Status200OK, (request, answer), X402Writer.Verify);
    }

    public async Task SettleAsync(HttpContext context)
    {
        var request = await ReadAsync(context);
        if (request is null)
        {
            return;
        }

        if (PhaseReason() is { } closed)
        {
            JsonReply.SetRetryAfter(context, options.RetryAfter);
            await WriteSettleAsync(context, StatusCodes.Status503ServiceUnavailable, request, Failure(closed, request));
            return;
        }

        if (request.Refusal is { } refusal)
        {
            var refused = SettleAnswer.Failure(refusal.Code, refusal.Message);
            await WriteSettleAsync(context, StatusCodes.Status200OK, request, refused);
            return;
        }

        if (!held.TryEnter())
        {
            // With a status of 429 clients would not read the reason; they do not repeat a settle in either case.
            await WriteSettleAsync(context, StatusCodes.Status200OK, request, Failure(RejectReason.Overloaded, request));
            return;
        }

        try
        {
            var answer = await flow.SettleAsync(request.Item, request.Version, cutOff, context.RequestAborted);
            await WriteSettleAsync(context, StatusCodes.Status200OK, request, answer);
        }
        finally
        {
            held.Leave();
        }
    }

    /// <summary>Lists what is settled here. Depends on nothing that can fail: merchants' servers end when a kind that
    /// they need is missing at their start.</summary>
    public Task SupportedAsync(HttpContext context) =>
        JsonReply.WriteAsync(context, StatusCodes.Status200OK, engine, WriteSupported);

    private static void WriteSupported(Utf8JsonWriter writer, ISettlementEngine engine)
    {
        writer.WriteStartArray("kinds"u8);
        WriteKind(writer, 2, Networks.ToCaip2(engine.ChainId));
        if (Networks.LegacyNameOf(engine.ChainId) is { } legacy)
        {
            WriteKind(writer, 1, legacy);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("extensions"u8);
        writer.WriteEndArray();
        writer.WriteStartObject("signers"u8);
        writer.WriteStartArray("eip155:*"u8);
        foreach (var account in engine.LaneAccounts)
        {
            writer.WriteStringValue(account.ToString());
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteKind(Utf8JsonWriter writer, int version, string network)
    {
        writer.WriteStartObject();
        writer.WriteNumber("x402Version"u8, version);
        writer.WriteString("scheme"u8, "exact"u8);
        writer.WriteString("network"u8, network);
        writer.WriteEndObject();
    }

    private static Task WriteSettleAsync(HttpContext context, int status, X402Request request, SettleAnswer answer) =>
        JsonReply.WriteAsync(context, status, (request, answer), X402Writer.Settle);

    private static SettleAnswer Failure(RejectReason reason, X402Request request) => SettleAnswer.Failure(
        X402Codes.For(reason, request.Version, X402Operation.Settle),
        X402Sentences.For(reason));

    private static X402Refusal Refusal(RejectReason reason, X402Request request, X402Operation operation) =>
        new(X402Codes.For(reason, request.Version, operation), X402Sentences.For(reason));

    private async ValueTask<X402Refusal?> CheckAsync(X402Request request, CancellationToken cancellationToken)
    {
        var reason = await engine.CheckAsync(request.Item, cancellationToken);
        if (reason == RejectReason.None)
        {
            return null;
        }

        // What is settled already is used up; what is still on its way is a duplicate.
        var key = request.Item.Key;
        var isSettled = reason == RejectReason.AlreadyAdmitted
            && engine.Find(key)?.Outcome?.Outcome is SettlementOutcome.Settled or SettlementOutcome.SettledExternal;
        return Refusal(isSettled ? RejectReason.AuthorizationUsed : reason, request, X402Operation.Verify);
    }

    private async ValueTask<X402Request?> ReadAsync(HttpContext context)
    {
        using var document = await RequestBody.ReadAsync(context, options.MaxBodyBytes, options.MaxJsonDepth);
        if (document is null)
        {
            await JsonReply.WriteErrorAsync(
                context,
                StatusCodes.Status400BadRequest,
                ErrorCodes.InvalidJson,
                $"The body is not one JSON object of at most {options.MaxJsonDepth} levels without repeated properties.");
            return null;
        }

        var request = _reader.Read(document.RootElement);
        if (request is null)
        {
            await JsonReply.WriteErrorAsync(
                context,
                StatusCodes.Status400BadRequest,
                ErrorCodes.InvalidRequest,
                "The body needs the objects paymentPayload and paymentRequirements.");
        }

        return request;
    }

    private RejectReason? PhaseReason() => phase.Current switch
    {
        EnginePhase.Recovering => RejectReason.Recovering,
        EnginePhase.Draining => RejectReason.Draining,
        _ => null,
    };
}

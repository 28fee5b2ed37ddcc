using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using SettleEngine.Core;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Doors.Http;

/// <summary>What every request passes before and after its handler: keys and encoding on the way in, failures on the way out.</summary>
internal sealed partial class DoorGate(HttpDoorOptions options, ILogger logger)
{
    private const string Bearer = "Bearer ";

    /// <summary>Surrounds all routes: gives every failure a code and a sentence, and never a stack trace.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
            if (!context.Response.HasStarted && context.Response.ContentLength is null)
            {
                await WriteMissingAsync(context);
            }
        }
        catch (BodyTooLargeException large)
        {
            await FailAsync(context, StatusCodes.Status413PayloadTooLarge, ErrorCodes.BodyTooLarge, large.Message);
        }
        catch (BadHttpRequestException bad)
        {
            await WriteBadRequestAsync(context, bad);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller went away; there is nobody to answer, and what was accepted goes on.
            context.Abort();
        }
        catch (ChainUnavailableException)
        {
            await FailAsync(
                context,
                StatusCodes.Status503ServiceUnavailable,
                ErrorCodes.ChainUnavailable,
                "The chain could not be read. Try again later.");
        }
        catch (Exception failure)
        {
            // The server would answer 500 without a body and go on, whatever it was.
            LogFailed(logger, failure, context.Request.Method, context.GetEndpoint()?.DisplayName ?? "unknown route");
            if (failure is InvariantBrokenException broken)
            {
                options.InvariantBroken?.Invoke(broken);
            }

            await FailAsync(
                context,
                StatusCodes.Status500InternalServerError,
                ErrorCodes.Internal,
                "The request failed for a reason of our own, which is in the log. What was accepted stays accepted.");
        }
    }

    /// <summary>Wraps a route's handler with what must hold before it runs.</summary>
    public RequestDelegate Guard(DoorRoute route) => context =>
    {
        if (route.MaxBodyBytes is { } maxBytes
            && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = DoorServer.CutOffBytes(maxBytes);
        }

        if (route.Scope is { } scope && options.ApiKeys is { } keys)
        {
            var verdict = Check(context, keys, scope);
            if (verdict != ApiKeyVerdict.Granted)
            {
                return RefuseKeyAsync(context, verdict, scope);
            }
        }

        return context.Request.Headers.ContentEncoding.Count == 0
            ? route.Handler(context)
            : JsonReply.WriteErrorAsync(
                context,
                StatusCodes.Status415UnsupportedMediaType,
                ErrorCodes.EncodingNotSupported,
                "Send the body as it is, without Content-Encoding.");
    };

    private static ApiKeyVerdict Check(HttpContext context, ApiKeyFile keys, ApiScope scope)
    {
        var header = context.Request.Headers.Authorization;
        return header.Count == 1 && header[0] is { } value && value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? keys.Check(value.AsSpan(Bearer.Length), scope)
            : ApiKeyVerdict.Unknown;
    }

    private static Task RefuseKeyAsync(HttpContext context, ApiKeyVerdict verdict, ApiScope scope)
    {
        if (verdict == ApiKeyVerdict.ScopeMissing)
        {
            return JsonReply.WriteErrorAsync(
                context,
                StatusCodes.Status403Forbidden,
                ErrorCodes.Forbidden,
                $"The API key lacks the scope {scope.ToString().ToLowerInvariant()}.");
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        return JsonReply.WriteErrorAsync(
            context,
            StatusCodes.Status401Unauthorized,
            ErrorCodes.Unauthorized,
            "Send a known API key: Authorization: Bearer KEY.");
    }

    private static Task WriteMissingAsync(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => JsonReply.WriteErrorAsync(
            context, StatusCodes.Status404NotFound, ErrorCodes.NotFound, "There is nothing at this path."),
        StatusCodes.Status405MethodNotAllowed => JsonReply.WriteErrorAsync(
            context, StatusCodes.Status405MethodNotAllowed, ErrorCodes.MethodNotAllowed, "This path takes another method; see Allow."),
        _ => Task.CompletedTask,
    };

    private static Task FailAsync(HttpContext context, int status, string code, string message)
    {
        if (context.Response.HasStarted)
        {
            // Half an answer must not look like a whole one.
            context.Abort();
            return Task.CompletedTask;
        }

        return JsonReply.WriteErrorAsync(context, status, code, message);
    }

    private static Task WriteBadRequestAsync(HttpContext context, BadHttpRequestException bad)
    {
        context.Response.Headers.Connection = "close";
        var code = bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? ErrorCodes.BodyTooLarge : ErrorCodes.InvalidRequest;
        return FailAsync(context, bad.StatusCode, code, "The request is malformed, far too large, or its body did not arrive.");
    }

    [LoggerMessage(1101, LogLevel.Error, "A request failed: {Method} {Route}")]
    private static partial void LogFailed(ILogger logger, Exception failure, string method, string route);
}

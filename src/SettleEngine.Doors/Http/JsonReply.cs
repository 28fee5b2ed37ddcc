using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace SettleEngine.Doors.Http;

/// <summary>Writes small JSON answers.</summary>
internal static class JsonReply
{
    // Sentences hold quotes and tokens hold non-ASCII names; answers are never placed inside HTML.
    internal static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>Writes one object as the whole answer.</summary>
    public static async Task WriteAsync<TState>(
        HttpContext context,
        int status,
        TState state,
        Action<Utf8JsonWriter, TState> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        await using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            writer.WriteStartObject();
            write(writer, state);
            writer.WriteEndObject();
        }

        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = buffer.WrittenCount;
        response.Headers.CacheControl = "no-store";
        await response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
    }

    /// <summary>Writes <c>{"error","message"}</c>.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="code">One of <see cref="ErrorCodes"/>.</param>
    /// <param name="message">A sentence that says what to do.</param>
    public static Task WriteErrorAsync(HttpContext context, int status, string code, string message) =>
        WriteAsync(context, status, (code, message), static (writer, error) =>
        {
            writer.WriteString("error"u8, error.code);
            writer.WriteString("message"u8, error.message);
        });

    /// <summary>Says that the journal is still being read, so that nothing can be said about what it holds.</summary>
    public static Task WriteRecoveringAsync(HttpContext context)
    {
        SetRetryAfter(context, TimeSpan.FromSeconds(1));
        return WriteErrorAsync(
            context,
            StatusCodes.Status503ServiceUnavailable,
            ErrorCodes.Recovering,
            "The journal is still being read. GET /health/ready says when it is done; ask again then.");
    }

    /// <summary>Tells the caller when to come back.</summary>
    public static void SetRetryAfter(HttpContext context, TimeSpan wait) =>
        context.Response.Headers.RetryAfter =
            Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}

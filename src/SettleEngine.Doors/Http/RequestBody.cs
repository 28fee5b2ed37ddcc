using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace SettleEngine.Doors.Http;

/// <summary>Reads a whole JSON body within the limits.</summary>
internal static class RequestBody
{
    /// <summary>Parses the body.</summary>
    /// <param name="context">The request; the server has set its body limit.</param>
    /// <param name="maxBytes">Most bytes.</param>
    /// <param name="maxDepth">Deepest nesting.</param>
    /// <returns>The document, to be disposed by the caller; null when the body is not one JSON object.</returns>
    /// <exception cref="BodyTooLargeException">The body is over the limit.</exception>
    /// <exception cref="BadHttpRequestException">The body does not arrive.</exception>
    public static async ValueTask<JsonDocument?> ReadAsync(HttpContext context, int maxBytes, int maxDepth)
    {
        if (context.Request.ContentLength > maxBytes)
        {
            throw TooLarge(maxBytes);
        }

        var reader = context.Request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(context.RequestAborted);
            if (result.Buffer.Length > maxBytes)
            {
                reader.AdvanceTo(result.Buffer.End);
                throw TooLarge(maxBytes);
            }

            if (!result.IsCompleted)
            {
                reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                continue;
            }

            var document = Parse(result.Buffer, maxDepth);
            reader.AdvanceTo(result.Buffer.End);
            return document;
        }
    }

    private static BodyTooLargeException TooLarge(int maxBytes) => new($"A body has at most {maxBytes} bytes.");

    private static JsonDocument? Parse(System.Buffers.ReadOnlySequence<byte> body, int maxDepth)
    {
        var options = new JsonDocumentOptions { MaxDepth = maxDepth, AllowDuplicateProperties = false };
        try
        {
            // A document reads from the bytes it was parsed from as long as it lives, and the server fills this buffer with
            // the next request as soon as it is given back: without a copy one caller's payment could turn into another's.
            var document = JsonDocument.Parse(System.Buffers.BuffersExtensions.ToArray(body), options);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            return null;
        }
        catch (JsonException)
        {
            // The parser reports malformed text by an exception only; one request, one body, one catch.
            return null;
        }
    }
}

using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using SettleEngine.Core.Authorizations;

namespace SettleEngine.Client;

/// <summary>Hands payments in over <c>POST /v1/authorizations</c>, in requests that respect the door's limits.</summary>
/// <remarks>Thread rule: any thread; the caller chooses how many requests run side by side.</remarks>
public sealed class BulkClient
{
    /// <summary>Most lines of a request.</summary>
    public const int MaxLines = 10_000;

    /// <summary>Most bytes of a request: 4 MiB.</summary>
    public const int MaxBytes = 4 * 1_024 * 1_024;

    private const int MaxLineBytes = 1_024;
    private static readonly MediaTypeHeaderValue LinesOfJson = new("application/x-ndjson");

    private readonly HttpClient _http;
    private readonly Uri _uri;
    private readonly ulong _chainId;
    private readonly string? _apiKey;

    /// <summary>A client of one door.</summary>
    /// <param name="http">The connections to use; stays with the caller.</param>
    /// <param name="door">The door, such as <c>http://127.0.0.1:4022</c>.</param>
    /// <param name="chainId">The chain that payers sign for.</param>
    /// <param name="apiKey">Sent as bearer token, or null.</param>
    public BulkClient(HttpClient http, Uri door, ulong chainId, string? apiKey = null)
    {
        _http = http;
        _uri = new Uri(door, "/v1/authorizations");
        _chainId = chainId;
        _apiKey = apiKey;
    }

    /// <summary>Hands payments in and waits until each is answered.</summary>
    /// <param name="items">The payments, as many as you like.</param>
    /// <param name="cancellationToken">Gives up. What was sent may be admitted all the same.</param>
    /// <returns>One answer per payment, in order.</returns>
    /// <exception cref="HttpRequestException">The door refused a request as a whole, or broke off. Send again: what was
    /// admitted is answered as existing.</exception>
    public async Task<BulkAnswer[]> SendAsync(
        ReadOnlyMemory<SignedAuthorization> items, CancellationToken cancellationToken)
    {
        var answers = new BulkAnswer[items.Length];
        var answered = 0;
        var body = new ArrayBufferWriter<byte>(MaxLineBytes * Math.Clamp(items.Length, 1, 1_024));
        while (answered < items.Length)
        {
            body.ResetWrittenCount();
            var lines = Fill(body, items.Span[answered..]);
            await PostAsync(body.WrittenMemory, answers.AsMemory(answered, lines), cancellationToken);
            answered += lines;
        }

        return answers;
    }

    private int Fill(ArrayBufferWriter<byte> body, ReadOnlySpan<SignedAuthorization> items)
    {
        var lines = 0;
        while (lines < Math.Min(items.Length, MaxLines) && body.WrittenCount <= MaxBytes - MaxLineBytes)
        {
            PaymentLine.Write(body, _chainId, items[lines]);
            lines++;
        }

        return lines;
    }

    private async Task PostAsync(
        ReadOnlyMemory<byte> body, Memory<BulkAnswer> answers, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _uri) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = LinesOfJson;
        if (_apiKey is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _apiKey);
        }

        using var response = await _http.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        var count = 0;
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length == 0)
            {
                continue;
            }

            if (count == answers.Length)
            {
                throw new HttpRequestException("The door answered more lines than it was sent.");
            }

            answers.Span[count++] = Read(line);
        }

        if (count != answers.Length)
        {
            throw new HttpRequestException($"The door answered {count} of {answers.Length} lines.");
        }
    }

    private static BulkAnswer Read(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return new BulkAnswer(Text(json, "id"), Text(json, "status") ?? string.Empty, Text(json, "reason"));
        }
        catch (JsonException exception)
        {
            throw new HttpRequestException("The door answered a line that is not JSON.", exception);
        }
    }

    private static string? Text(JsonDocument json, string name) =>
        json.RootElement.TryGetProperty(name, out var field) ? field.GetString() : null;
}

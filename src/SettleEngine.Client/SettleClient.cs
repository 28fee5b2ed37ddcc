using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Encoding;

namespace SettleEngine.Client;

/// <summary>Settles payments one by one over x402's <c>POST /settle</c>, version 2, scheme <c>exact</c>.</summary>
/// <remarks>Thread rule: any thread.</remarks>
public sealed class SettleClient
{
    private readonly HttpClient _http;
    private readonly Uri _uri;
    private readonly ulong _chainId;
    private readonly string _tokenName;
    private readonly string _tokenVersion;
    private readonly string? _apiKey;

    /// <summary>A client of one facilitator.</summary>
    /// <param name="http">The connections to use; stays with the caller. Its time-out must exceed the door's hold of 20 s.</param>
    /// <param name="door">The door, such as <c>http://127.0.0.1:4022</c>.</param>
    /// <param name="chainId">The chain that payers sign for.</param>
    /// <param name="tokenName">The EIP-712 name of the token, such as <c>USDC</c>.</param>
    /// <param name="tokenVersion">The EIP-712 version of the token, such as <c>2</c>.</param>
    /// <param name="apiKey">Sent as bearer token, or null.</param>
    public SettleClient(
        HttpClient http, Uri door, ulong chainId, string tokenName, string tokenVersion, string? apiKey = null)
    {
        _http = http;
        _uri = new Uri(door, "/settle");
        _chainId = chainId;
        _tokenName = tokenName;
        _tokenVersion = tokenVersion;
        _apiKey = apiKey;
    }

    /// <summary>Settles one payment and waits for the answer.</summary>
    /// <param name="item">The payment.</param>
    /// <param name="cancellationToken">Gives up. The payment may be settled all the same.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="HttpRequestException">There was no answer of this form.</exception>
    public async Task<SettleResult> SettleAsync(SignedAuthorization item, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>(2_048);
        await using (var json = new Utf8JsonWriter(body))
        {
            WriteRequest(json, item);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, _uri)
        {
            Content = new ReadOnlyMemoryContent(body.WrittenMemory),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (_apiKey is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _apiKey);
        }

        using var response = await _http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        try
        {
            using var json = JsonDocument.Parse(bytes);
            return new SettleResult(
                json.RootElement.GetProperty("success").GetBoolean(),
                Text(json, "transaction") ?? string.Empty,
                Text(json, "errorReason"),
                Text(json, "errorMessage"));
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new HttpRequestException("The door's answer is not a settle response.", exception);
        }
    }

    /// <summary>Settles many payments, a number of them side by side.</summary>
    /// <param name="items">The payments.</param>
    /// <param name="concurrency">Requests in flight at once, at least 1.</param>
    /// <param name="latency">Receives the time of each request, or null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>One answer per payment, in order.</returns>
    /// <exception cref="HttpRequestException">A request had no answer.</exception>
    public async Task<SettleResult[]> SettleAllAsync(
        ReadOnlyMemory<SignedAuthorization> items,
        int concurrency,
        LatencyHistogram? latency,
        CancellationToken cancellationToken)
    {
        var results = new SettleResult[items.Length];
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = concurrency,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForAsync(0, items.Length, options, async (i, token) =>
        {
            var began = TimeProvider.System.GetTimestamp();
            results[i] = await SettleAsync(items.Span[i], token);
            latency?.Record(TimeProvider.System.GetElapsedTime(began));
        });
        return results;
    }

    private void WriteRequest(Utf8JsonWriter json, in SignedAuthorization item)
    {
        Span<byte> signature = stackalloc byte[EcdsaSignature.Size];
        item.Signature.CopyTo(signature);
        json.WriteStartObject();
        json.WriteNumber("x402Version"u8, 2);
        json.WriteStartObject("paymentPayload"u8);
        json.WriteNumber("x402Version"u8, 2);
        json.WriteStartObject("payload"u8);
        json.WriteStartObject("authorization"u8);
        json.WriteString("from"u8, item.Authorization.Payer.ToString());
        json.WriteString("to"u8, item.Authorization.Payee.ToString());
        json.WriteString("value"u8, item.Authorization.Value.ToString());
        json.WriteString("validAfter"u8, item.Authorization.ValidAfter.Value.ToString(CultureInfo.InvariantCulture));
        json.WriteString("validBefore"u8, item.Authorization.ValidBefore.Value.ToString(CultureInfo.InvariantCulture));
        json.WriteString("nonce"u8, item.Authorization.AuthorizationNonce.ToString());
        json.WriteEndObject();
        json.WriteString("signature"u8, Hex.Encode(signature));
        json.WriteEndObject();
        WriteRequirements(json, "accepted", item);
        json.WriteEndObject();
        WriteRequirements(json, "paymentRequirements", item);
        json.WriteEndObject();
    }

    private void WriteRequirements(Utf8JsonWriter json, string name, in SignedAuthorization item)
    {
        json.WriteStartObject(name);
        json.WriteString("scheme"u8, "exact"u8);
        json.WriteString("network"u8, "eip155:" + _chainId.ToString(CultureInfo.InvariantCulture));
        json.WriteString("amount"u8, item.Authorization.Value.ToString());
        json.WriteString("asset"u8, item.Token.ToString());
        json.WriteString("payTo"u8, item.Authorization.Payee.ToString());
        json.WriteNumber("maxTimeoutSeconds"u8, 300);
        json.WriteStartObject("extra"u8);
        json.WriteString("name"u8, _tokenName);
        json.WriteString("version"u8, _tokenVersion);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string? Text(JsonDocument json, string name) =>
        json.RootElement.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.String
            ? field.GetString()
            : null;
}

using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using SettleEngine.Core;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Chain.Rpc;

/// <summary>One node, spoken to in JSON-RPC over HTTP. Knows nothing of retries: each call is one attempt.</summary>
/// <remarks>
/// Failure: an answer that is no answer (no connection, time-out, HTML, 429, 5xx, cut or foreign JSON, too large) becomes
/// a <see cref="ChainUnavailableException"/>; the node's own refusal becomes a <see cref="JsonRpcException"/>. Messages
/// name the host only, because a provider's address often carries a key. Thread rule: any thread.
/// </remarks>
public sealed class JsonRpcEndpoint : IDisposable
{
    /// <summary>Largest response that is read, in bytes. Sixty receipts of 200 payments each fit.</summary>
    public const int MaxResponseBytes = 16 * 1024 * 1024;

    private const int FirstReadBytes = 16 * 1024;

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(5);
    private static readonly MediaTypeHeaderValue JsonMediaType = new("application/json");

    private readonly Uri _address;
    private readonly HttpMessageInvoker _invoker;
    private readonly AuthenticationHeaderValue? _credentials;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _timeProvider;
    private long _lastId;

    /// <summary>Names a node; nothing is sent yet.</summary>
    /// <param name="address">An http or https address. A user part is sent as basic authentication.</param>
    /// <param name="handler">Carries the requests, and is disposed with this; null for ordinary sockets.</param>
    /// <param name="timeout">Longest wait for one whole response; null for 5 s.</param>
    /// <param name="timeProvider">Measures the time-out; null for the system's clock.</param>
    /// <exception cref="ArgumentException">The address is not an absolute http or https address.</exception>
    public JsonRpcEndpoint(
        Uri address,
        HttpMessageHandler? handler = null,
        TimeSpan? timeout = null,
        TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            throw new ArgumentException("A node's address must start with http:// or https://.", nameof(address));
        }

        _address = address;
        _credentials = address.UserInfo.Length == 0
            ? null
            : new AuthenticationHeaderValue(
                "Basic",
                Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(address.UserInfo))));
        _invoker = new HttpMessageInvoker(handler ?? CreateHandler(address));
        _timeout = timeout ?? DefaultTimeout;
        _timeProvider = timeProvider ?? TimeProvider.System;
        Host = address.Authority;
    }

    /// <summary>Host and port: all of the address that may be shown.</summary>
    public string Host { get; }

    /// <summary>Makes one call.</summary>
    /// <param name="method">The method's name.</param>
    /// <param name="cancellationToken">Cancels the wait; the node may have acted.</param>
    /// <param name="parameters">The parameters; see <see cref="JsonRpcCall"/> for their forms.</param>
    /// <returns>The result, which may be JSON's null.</returns>
    /// <exception cref="JsonRpcException">The node answered with an error.</exception>
    /// <exception cref="ChainUnavailableException">There was no usable answer.</exception>
    public async ValueTask<JsonElement> CallAsync(
        string method,
        CancellationToken cancellationToken,
        params object?[] parameters)
    {
        using var replies = await PostAsync(new[] { new JsonRpcCall(method, parameters) }, cancellationToken);
        return ToElement(replies.Result(0));
    }

    /// <summary>Makes several calls in one request.</summary>
    /// <param name="calls">The calls; how many a node takes at once is the caller's concern.</param>
    /// <param name="cancellationToken">Cancels the wait; the node may have acted.</param>
    /// <returns>One reply per call, in their order.</returns>
    /// <exception cref="JsonRpcException">The node refused the batch as a whole.</exception>
    /// <exception cref="ChainUnavailableException">There was no usable or no complete answer.</exception>
    public async ValueTask<JsonRpcReply[]> CallBatchAsync(
        ReadOnlyMemory<JsonRpcCall> calls,
        CancellationToken cancellationToken)
    {
        if (calls.IsEmpty)
        {
            return [];
        }

        using var replies = await PostAsync(calls, cancellationToken, asArray: true);
        var results = new JsonRpcReply[calls.Length];
        for (var i = 0; i < results.Length; i++)
        {
            var error = replies.Error(i);
            results[i] = new JsonRpcReply(error is null ? ToElement(replies.Result(i)) : default, error);
        }

        return results;
    }

    /// <inheritdoc/>
    public void Dispose() => _invoker.Dispose();

    /// <summary>Sends one request and reads its envelope; the caller reads the results and disposes them.</summary>
    /// <param name="calls">One or more calls.</param>
    /// <param name="cancellationToken">Cancels the wait; the node may have acted.</param>
    /// <param name="asArray">Whether to use the batch form.</param>
    /// <returns>The raw answers.</returns>
    /// <exception cref="JsonRpcException">The node refused the request as a whole.</exception>
    /// <exception cref="ChainUnavailableException">There was no usable answer.</exception>
    internal async ValueTask<JsonRpcReplies> PostAsync(
        ReadOnlyMemory<JsonRpcCall> calls,
        CancellationToken cancellationToken,
        bool asArray = false)
    {
        Invariant.Holds(calls.Length == 1 || (asArray && calls.Length > 1));

        var firstId = Interlocked.Add(ref _lastId, calls.Length) - calls.Length + 1;
        var body = await JsonRpcRequest.WriteAsync(calls, firstId, asArray);
        using var timeout = new CancellationTokenSource(_timeout, _timeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await ExchangeAsync(body, firstId, calls.Length, both.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unavailable(calls.Span[0].Method, "did not answer in time", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException and not ChainUnavailableException)
        {
            throw Unavailable(calls.Span[0].Method, $"could not be reached: {exception.Message.TrimEnd('.')}", exception);
        }
        catch (JsonException exception)
        {
            throw Unavailable(calls.Span[0].Method, "gave an answer that cannot be read", exception);
        }
    }

    /// <summary>Says that this node gave nothing usable.</summary>
    /// <param name="method">What was asked.</param>
    /// <param name="what">What went wrong, as the end of a sentence that starts with the node.</param>
    /// <param name="inner">The cause.</param>
    /// <returns>The exception to throw.</returns>
    internal ChainUnavailableException Unavailable(string method, string what, Exception? inner = null) =>
        new($"{method}: {Host} {what}.", inner);

    private async Task<JsonRpcReplies> ExchangeAsync(
        ReadOnlyMemory<byte> body,
        long firstId,
        int count,
        CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _address);
        request.Content = new ReadOnlyMemoryContent(body);
        request.Content.Headers.ContentType = JsonMediaType;
        request.Headers.Authorization = _credentials;

        using var response = await _invoker.SendAsync(request, cancellationToken);
        var status = (int)response.StatusCode;
        if (status >= 500 || response.StatusCode == HttpStatusCode.TooManyRequests)
        {
            throw new HttpRequestException($"status {status}", inner: null, response.StatusCode);
        }

        var (buffer, length) = await ReadBodyAsync(response.Content, cancellationToken);
        try
        {
            return JsonRpcReplies.Read(buffer, length, firstId, count);
        }
        catch (Exception exception) when (exception is JsonException or JsonRpcException)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            if (exception is JsonException && status >= 300)
            {
                throw new HttpRequestException($"status {status}", exception, response.StatusCode);
            }

            throw;
        }
    }

    private static async Task<(byte[] Buffer, int Length)> ReadBodyAsync(
        HttpContent content,
        CancellationToken cancellationToken)
    {
        var expected = content.Headers.ContentLength ?? 0;
        if (expected > MaxResponseBytes)
        {
            throw new HttpRequestException($"the response is larger than {MaxResponseBytes} bytes");
        }

        var stream = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(FirstReadBytes, (int)expected + 1));
        var length = 0;
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken)) > 0)
            {
                length += read;
                if (length > MaxResponseBytes)
                {
                    throw new HttpRequestException($"the response is larger than {MaxResponseBytes} bytes");
                }

                buffer = length == buffer.Length ? Grow(buffer) : buffer;
            }
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }

        return (buffer, length);
    }

    private static byte[] Grow(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(2 * buffer.Length);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private static JsonElement ToElement(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        return JsonElement.ParseValue(ref reader);
    }

    private static SocketsHttpHandler CreateHandler(Uri address) => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(3),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        UseCookies = false,
        UseProxy = !address.IsLoopback,
    };
}

using System.Buffers;
using System.Text.Json;

namespace SettleEngine.Chain.Rpc;

/// <summary>The answers to one request, as raw bytes: whoever reads a result decides whether to build anything from it.</summary>
/// <remarks>Owns a pooled buffer; results are invalid after <see cref="Dispose"/>. Thread rule: one reader.</remarks>
internal sealed class JsonRpcReplies : IDisposable
{
    private const int MaxErrorCharacters = 400;

    private readonly (int Start, int Length)[] _results;
    private readonly JsonRpcException?[] _errors;
    private byte[]? _buffer;

    private JsonRpcReplies(byte[] buffer, int count)
    {
        _buffer = buffer;
        _results = new (int, int)[count];
        _errors = new JsonRpcException?[count];
    }

    /// <summary>Reads the envelope of a response.</summary>
    /// <param name="buffer">A pooled buffer, owned by the result from here on; the caller keeps it when this throws.</param>
    /// <param name="length">Bytes of text in the buffer.</param>
    /// <param name="firstId">Id of the first call.</param>
    /// <param name="count">How many calls there were.</param>
    /// <returns>The answers, in the order of the calls.</returns>
    /// <exception cref="JsonException">The text is no complete answer to these calls.</exception>
    /// <exception cref="JsonRpcException">The node refused the whole batch.</exception>
    public static JsonRpcReplies Read(byte[] buffer, int length, long firstId, int count)
    {
        var replies = new JsonRpcReplies(buffer, count);
        var reader = new Utf8JsonReader(buffer.AsSpan(0, length));
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                replies.ReadReply(ref reader, firstId, isAlone: false);
            }
        }
        else
        {
            replies.ReadReply(ref reader, firstId, isAlone: true);
        }

        // A second read past the end makes trailing bytes an error instead of a silence.
        if (reader.Read())
        {
            throw new JsonException("There is text after the answer.");
        }

        for (var i = 0; i < count; i++)
        {
            if (replies._results[i].Length == 0 && replies._errors[i] is null)
            {
                throw new JsonException("The answer to a call is missing.");
            }
        }

        return replies;
    }

    /// <summary>The result of a call as JSON text.</summary>
    /// <param name="index">Which call.</param>
    /// <returns>The text; <c>null</c> is four bytes long.</returns>
    /// <exception cref="JsonRpcException">The node answered this call with an error.</exception>
    public ReadOnlySpan<byte> Result(int index)
    {
        if (_errors[index] is { } error)
        {
            throw error;
        }

        var (start, length) = _results[index];
        return _buffer.AsSpan(start, length);
    }

    /// <summary>The error of a call.</summary>
    /// <param name="index">Which call.</param>
    /// <returns>The error, or null when there is a result.</returns>
    public JsonRpcException? Error(int index) => _errors[index];

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_buffer is { } buffer)
        {
            _buffer = null;
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void ReadReply(ref Utf8JsonReader reader, long firstId, bool isAlone)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("The answer is not an object.");
        }

        long? id = null;
        (int Start, int Length) result = default;
        JsonRpcException? error = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                id = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number) ? number : null;
            }
            else if (reader.ValueTextEquals("result"u8))
            {
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                result = (start, (int)reader.BytesConsumed - start);
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                reader.Read();
                error = reader.TokenType == JsonTokenType.Null ? null : ReadError(ref reader);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        Place(id, firstId, result, error, isAlone);
    }

    private void Place(long? id, long firstId, (int Start, int Length) result, JsonRpcException? error, bool isAlone)
    {
        // A request that could not be read is answered once, with the id null.
        if (isAlone && error is not null && (id is null || _errors.Length > 1))
        {
            throw error;
        }

        var index = id - firstId;
        if (index is null || index < 0 || index >= _errors.Length)
        {
            throw new JsonException("The answer carries the id of another call.");
        }

        if (_results[index.Value].Length != 0 || _errors[index.Value] is not null)
        {
            throw new JsonException("A call was answered twice.");
        }

        _errors[index.Value] = error;
        _results[index.Value] = error is null ? result : default;
    }

    private static JsonRpcException ReadError(ref Utf8JsonReader reader)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            return new JsonRpcException(0, Printable(root.ToString()), data: null);
        }

        var code = root.TryGetProperty("code", out var codeElement)
            && codeElement.ValueKind == JsonValueKind.Number
            && codeElement.TryGetInt32(out var number)
                ? number
                : 0;
        var message = root.TryGetProperty("message", out var text) ? text.ToString() : string.Empty;
        return new JsonRpcException(
            code,
            Printable(message),
            root.TryGetProperty("data", out var data) ? data.Clone() : null);
    }

    /// <summary>Keeps a node's words short and on one line, because they go into logs.</summary>
    private static string Printable(string text)
    {
        var end = Math.Min(text.Length, MaxErrorCharacters);
        return string.Create(end, text, static (target, source) =>
        {
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = char.IsControl(source[i]) ? ' ' : source[i];
            }
        });
    }
}

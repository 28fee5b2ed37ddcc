using System.Buffers;
using System.Collections;
using System.Text.Json;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Chain.Rpc;

/// <summary>Writes requests as JSON. Ids count up from a first one, in the order of the calls.</summary>
internal static class JsonRpcRequest
{
    /// <summary>Writes one call as an object, or several as an array.</summary>
    /// <param name="calls">The calls.</param>
    /// <param name="firstId">Id of the first call.</param>
    /// <param name="asArray">Whether to write an array.</param>
    /// <returns>UTF-8 text.</returns>
    public static async ValueTask<ReadOnlyMemory<byte>> WriteAsync(
        ReadOnlyMemory<JsonRpcCall> calls,
        long firstId,
        bool asArray)
    {
        var buffer = new ArrayBufferWriter<byte>(256 * calls.Length);
        await using (var writer = new Utf8JsonWriter(buffer))
        {
            if (asArray)
            {
                writer.WriteStartArray();
            }

            for (var i = 0; i < calls.Length; i++)
            {
                WriteCall(writer, calls.Span[i], firstId + i);
            }

            if (asArray)
            {
                writer.WriteEndArray();
            }
        }

        return buffer.WrittenMemory;
    }

    private static void WriteCall(Utf8JsonWriter writer, in JsonRpcCall call, long id)
    {
        writer.WriteStartObject();
        writer.WriteString("jsonrpc"u8, "2.0"u8);
        writer.WriteNumber("id"u8, id);
        writer.WriteString("method"u8, call.Method);
        writer.WriteStartArray("params"u8);
        foreach (var parameter in call.Parameters)
        {
            WriteValue(writer, parameter);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case string text: writer.WriteStringValue(text); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case int number: writer.WriteNumberValue(number); break;
            case uint number: writer.WriteNumberValue(number); break;
            case long number: writer.WriteNumberValue(number); break;
            case ulong number: writer.WriteNumberValue(number); break;
            case double number: writer.WriteNumberValue(number); break;
            case Address or Hash256 or AuthorizationNonce: writer.WriteStringValue(value.ToString()); break;
            case UInt256 word: writer.WriteStringValue(HexQuantity.Format(word)); break;
            case byte[] bytes: WriteData(writer, bytes); break;
            case ReadOnlyMemory<byte> bytes: WriteData(writer, bytes.Span); break;
            case Memory<byte> bytes: WriteData(writer, bytes.Span); break;
            case JsonElement element: element.WriteTo(writer); break;
            case IDictionary members: WriteObject(writer, members); break;
            case IEnumerable items: WriteArray(writer, items); break;
            default: throw new ArgumentException($"A parameter of type {value.GetType().Name} has no JSON form here.", nameof(value));
        }
    }

    private static void WriteData(Utf8JsonWriter writer, ReadOnlySpan<byte> bytes)
    {
        var length = 2 + (2 * bytes.Length);
        var rented = ArrayPool<byte>.Shared.Rent(length);
        var written = Hex.Encode(bytes, rented.AsSpan(0, length));
        writer.WriteStringValue(rented.AsSpan(0, written));
        ArrayPool<byte>.Shared.Return(rented);
    }

    private static void WriteObject(Utf8JsonWriter writer, IDictionary members)
    {
        writer.WriteStartObject();
        foreach (DictionaryEntry member in members)
        {
            writer.WritePropertyName((string)member.Key);
            WriteValue(writer, member.Value);
        }

        writer.WriteEndObject();
    }

    private static void WriteArray(Utf8JsonWriter writer, IEnumerable items)
    {
        writer.WriteStartArray();
        foreach (var item in items)
        {
            WriteValue(writer, item);
        }

        writer.WriteEndArray();
    }
}

using System.Text.Json;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Chain.Rpc;

/// <summary>Reads single values of a node's answer. Anything else than the expected form is a
/// <see cref="JsonException"/>.</summary>
internal static class RpcJson
{
    /// <summary>Reads a whole result that is one value.</summary>
    /// <typeparam name="T">What it is read as.</typeparam>
    /// <param name="json">The result's text.</param>
    /// <param name="read">Reads the value that the reader stands on.</param>
    /// <returns>The value.</returns>
    public static T ReadWhole<T>(ReadOnlySpan<byte> json, ValueReader<T> read)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return read(ref reader);
    }

    /// <summary>Whether a result is JSON's null.</summary>
    /// <param name="json">The result's text.</param>
    /// <returns>True for null.</returns>
    public static bool IsNull(ReadOnlySpan<byte> json) => json.SequenceEqual("null"u8);

    /// <summary>Reads 32 bytes.</summary>
    /// <param name="reader">Stands on the value.</param>
    /// <returns>The bytes.</returns>
    public static Hash256 ReadHash(ref Utf8JsonReader reader) =>
        Hash256.TryParse(Text(ref reader), out var hash) ? hash : throw new JsonException("32 bytes were expected.");

    /// <summary>Reads an address.</summary>
    /// <param name="reader">Stands on the value.</param>
    /// <returns>The address.</returns>
    public static Address ReadAddress(ref Utf8JsonReader reader) =>
        Address.TryParse(Text(ref reader), out var address)
            ? address
            : throw new JsonException("An address was expected.");

    /// <summary>Reads a number of up to 256 bits.</summary>
    /// <param name="reader">Stands on the value.</param>
    /// <returns>The number.</returns>
    public static UInt256 ReadUInt256(ref Utf8JsonReader reader) =>
        HexQuantity.TryParse(Text(ref reader), out UInt256 value)
            ? value
            : throw new JsonException("A hexadecimal quantity was expected.");

    /// <summary>Reads bytes of any number.</summary>
    /// <param name="reader">Stands on the value.</param>
    /// <returns>The bytes.</returns>
    public static byte[] ReadData(ref Utf8JsonReader reader)
    {
        var text = Text(ref reader);
        var bytes = new byte[Math.Max(0, (text.Length - 2) / 2)];
        return Hex.TryDecode(text, bytes) ? bytes : throw new JsonException("Hexadecimal data was expected.");
    }

    /// <summary>The text of a string without escapes, which hexadecimal values never need.</summary>
    /// <param name="reader">Stands on the value.</param>
    /// <returns>UTF-8 text without quotes.</returns>
    public static ReadOnlySpan<byte> Text(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped
            ? reader.ValueSpan
            : throw new JsonException("A string was expected.");

    /// <summary>Moves to the next member of an object and past its name.</summary>
    /// <param name="reader">Stands on the object's start or on the end of a member's value.</param>
    /// <returns>False at the object's end.</returns>
    public static bool NextMember(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.PropertyName;
}

using System.Globalization;
using System.Text.Json;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Chain.Rpc;

/// <summary>The form that nodes give numbers: <c>0x</c> and hexadecimal digits without leading zeros.</summary>
internal static class HexQuantity
{
    private const int MaxDigits = 64;

    /// <summary>Writes a number.</summary>
    /// <param name="value">The number.</param>
    /// <returns>At least three characters.</returns>
    public static string Format(ulong value) => string.Create(CultureInfo.InvariantCulture, $"0x{value:x}");

    /// <inheritdoc cref="Format(ulong)"/>
    public static string Format(UInt256 value)
    {
        Span<byte> bytes = stackalloc byte[UInt256.Size];
        value.WriteBigEndian(bytes);
        var digits = Convert.ToHexStringLower(bytes).TrimStart('0');
        return digits.Length == 0 ? "0x0" : "0x" + digits;
    }

    /// <summary>Reads a number that has 256 bits at most. Leading zeros are taken, as some nodes write them.</summary>
    /// <param name="utf8">The text without quotes.</param>
    /// <param name="value">The number, or zero.</param>
    /// <returns>Whether the text had this form.</returns>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out UInt256 value)
    {
        value = default;
        if (utf8.Length is < 3 or > MaxDigits + 2 || !utf8.StartsWith("0x"u8))
        {
            return false;
        }

        Span<byte> digits = stackalloc byte[MaxDigits];
        digits.Fill((byte)'0');
        utf8[2..].CopyTo(digits[(MaxDigits - (utf8.Length - 2))..]);

        Span<byte> bytes = stackalloc byte[UInt256.Size];
        if (Convert.FromHexString(digits, bytes, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        value = new UInt256(bytes);
        return true;
    }

    /// <summary>Reads a number below 2⁶⁴.</summary>
    /// <param name="utf8">The text without quotes.</param>
    /// <param name="value">The number, or zero.</param>
    /// <returns>Whether the text had this form.</returns>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out ulong value)
    {
        var parsed = TryParse(utf8, out UInt256 word) && word.FitsUInt64;
        value = parsed ? word.Low64 : 0;
        return parsed;
    }

    /// <summary>Reads the string that a reader stands on.</summary>
    /// <param name="reader">Stands on a value.</param>
    /// <returns>The number.</returns>
    /// <exception cref="JsonException">The value is no such string.</exception>
    public static ulong Read(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped && TryParse(reader.ValueSpan, out ulong value)
            ? value
            : throw new JsonException("A hexadecimal quantity was expected.");
}

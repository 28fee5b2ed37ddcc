using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace SettleEngine.Doors.Http;

/// <summary>Reads text out of parsed JSON without surprises: no exceptions for broken text, no second spelling.</summary>
internal static class JsonText
{
    /// <summary>The bytes between the quotes of a string that is plain: valid UTF-8 without escapes. Hexadecimal digits,
    /// decimal numbers and names have no reason to be escaped.</summary>
    public static bool TryGetPlain(JsonElement element, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (element.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        var raw = JsonMarshal.GetRawUtf8Value(element)[1..^1];
        if (raw.Contains((byte)'\\') || !Utf8.IsValid(raw))
        {
            return false;
        }

        text = raw;
        return true;
    }

    /// <summary>Whether a string equals a text, whichever way it is escaped. Not a string, or broken text: false.</summary>
    public static bool Equal(JsonElement element, string expected)
    {
        if (TryGetPlain(element, out var plain))
        {
            return plain.SequenceEqual(System.Text.Encoding.UTF8.GetBytes(expected));
        }

        if (element.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        try
        {
            return element.ValueEquals(expected);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: the platform says so by an exception only.
            return false;
        }
    }
}

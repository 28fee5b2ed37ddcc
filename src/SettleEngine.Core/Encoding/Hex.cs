namespace SettleEngine.Core.Encoding;

/// <summary>Strict hexadecimal text: the prefix <c>0x</c>, then exactly two digits per byte, either case.</summary>
public static class Hex
{
    /// <summary>Reads <c>0x</c> and exactly <c>2 × destination.Length</c> digits.</summary>
    /// <param name="text">UTF-8 text without quotes or white space.</param>
    /// <param name="destination">Receives the bytes; its length says how many are expected.</param>
    /// <returns>Whether the text had exactly this form. The destination is undefined when it had not.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> destination) =>
        text.Length == 2 + (2 * destination.Length)
        && text[0] == (byte)'0'
        && text[1] == (byte)'x'
        && Convert.FromHexString(text[2..], destination, out _, out var written) == System.Buffers.OperationStatus.Done
        && written == destination.Length;

    /// <inheritdoc cref="TryDecode(ReadOnlySpan{byte}, Span{byte})"/>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> destination) =>
        text.Length == 2 + (2 * destination.Length)
        && text[0] == '0'
        && text[1] == 'x'
        && Convert.FromHexString(text[2..], destination, out _, out var written) == System.Buffers.OperationStatus.Done
        && written == destination.Length;

    /// <summary>Writes <c>0x</c> and lower-case digits.</summary>
    /// <param name="bytes">The bytes, most significant first.</param>
    /// <returns>Text of <c>2 + 2 × bytes.Length</c> characters.</returns>
    public static string Encode(ReadOnlySpan<byte> bytes) => string.Concat("0x", Convert.ToHexStringLower(bytes));

    /// <summary>Writes <c>0x</c> and lower-case digits as UTF-8.</summary>
    /// <param name="bytes">The bytes, most significant first.</param>
    /// <param name="utf8">Receives the text; at least <c>2 + 2 × bytes.Length</c> long.</param>
    /// <returns>Bytes written.</returns>
    public static int Encode(ReadOnlySpan<byte> bytes, Span<byte> utf8)
    {
        utf8[0] = (byte)'0';
        utf8[1] = (byte)'x';
        var fits = Convert.TryToHexStringLower(bytes, utf8[2..], out var written);
        Invariant.Holds(fits);
        return written + 2;
    }
}

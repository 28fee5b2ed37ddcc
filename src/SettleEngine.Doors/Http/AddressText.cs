using SettleEngine.Core.Crypto;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Doors.Http;

/// <summary>Reads addresses as callers write them.</summary>
internal static class AddressText
{
    private const int Digits = 2 * Address.Size;

    /// <summary>Reads <c>0x</c> and 40 digits. Digits of both cases carry the EIP-55 checksum, which must then be right:
    /// a mistyped payee would be paid for good.</summary>
    /// <param name="text">The text.</param>
    /// <param name="address">The address, or zero.</param>
    /// <returns>Whether the text had this form and no wrong checksum.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out Address address) =>
        Address.TryParse(text, out address) && IsChecksumRight(text[2..]);

    private static bool IsChecksumRight(ReadOnlySpan<byte> digits)
    {
        Span<byte> lower = stackalloc byte[Digits];
        var hasLower = false;
        var hasUpper = false;
        for (var i = 0; i < Digits; i++)
        {
            hasLower |= digits[i] is >= (byte)'a' and <= (byte)'f';
            hasUpper |= digits[i] is >= (byte)'A' and <= (byte)'F';
            lower[i] = (byte)(digits[i] | 0x20);
        }

        if (!hasLower || !hasUpper)
        {
            return true;
        }

        Span<byte> hash = stackalloc byte[Hash256.Size];
        Keccak256.Hash(lower, hash);
        for (var i = 0; i < Digits; i++)
        {
            var nibble = i % 2 == 0 ? hash[i / 2] >> 4 : hash[i / 2] & 0xf;
            var isUpper = digits[i] is >= (byte)'A' and <= (byte)'F';
            if (digits[i] > (byte)'9' && isUpper != nibble >= 8)
            {
                return false;
            }
        }

        return true;
    }
}

using SettleEngine.Core.Primitives;

namespace SettleEngine.Doors.Http;

/// <summary>Reads addresses as callers write them.</summary>
internal static class AddressText
{
    /// <summary>Reads <c>0x</c> and 40 digits. Digits of both cases carry the EIP-55 checksum, which must then be right:
    /// a mistyped payee would be paid for good.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out Address address) => Address.TryParse(text, out address);
}

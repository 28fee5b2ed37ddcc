using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Encoding;

namespace SettleEngine.Doors.Http;

/// <summary>Reads signatures as callers write them: <c>0x</c> and hexadecimal digits.</summary>
internal static class SignatureText
{
    // Signatures of contracts can be this long and longer; none is settled, so the length alone decides.
    private const int LongestDecoded = 256;

    /// <summary>Reads a signature.</summary>
    /// <returns><see cref="RejectReason.None"/>, <see cref="RejectReason.Malformed"/> when it is not hexadecimal, or what
    /// <see cref="EcdsaSignature.TryRead"/> says.</returns>
    public static RejectReason TryRead(ReadOnlySpan<byte> text, out EcdsaSignature signature)
    {
        signature = default;
        if (text.Length < 2 || text.Length % 2 != 0 || text[0] != '0' || text[1] != 'x')
        {
            return RejectReason.Malformed;
        }

        var length = (text.Length - 2) / 2;
        if (length > LongestDecoded)
        {
            return RejectReason.SignatureFormat;
        }

        Span<byte> bytes = stackalloc byte[LongestDecoded];
        return Hex.TryDecode(text, bytes[..length])
            ? EcdsaSignature.TryRead(bytes[..length], out signature)
            : RejectReason.Malformed;
    }
}

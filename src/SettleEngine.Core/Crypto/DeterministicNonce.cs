using System.Security.Cryptography;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Crypto;

/// <summary>The nonce that RFC 6979 derives from a private key and a digest, with HMAC-SHA-256.</summary>
/// <remarks>Letters name the steps of section 3.2 of the RFC. The digest is hashed in as it is: it would have to be taken
/// modulo n only if it were n or above, which for a hash has a probability of 2⁻¹²⁸.</remarks>
internal static class DeterministicNonce
{
    private const int MacSize = 32;
    private const int SeparatorIndex = MacSize;
    private const int PrivateKeyIndex = SeparatorIndex + 1;
    private const int DigestIndex = PrivateKeyIndex + 32;
    private const int MessageSize = DigestIndex + Hash256.Size;

    /// <summary>Derives a nonce.</summary>
    /// <param name="privateKey32">The private key, 32 bytes.</param>
    /// <param name="digest32">What is signed, 32 bytes.</param>
    /// <param name="attempt">How many nonces before this one gave no signature; practically always 0.</param>
    public static Scalar DeriveVar(ReadOnlySpan<byte> privateKey32, ReadOnlySpan<byte> digest32, int attempt)
    {
        // b, c: V is ones, K is zeros. V stands at the start of the message that K is updated with.
        Span<byte> key = stackalloc byte[MacSize];
        Span<byte> message = stackalloc byte[MessageSize];
        var value = message[..MacSize];
        key.Clear();
        value.Fill(0x01);
        privateKey32.CopyTo(message[PrivateKeyIndex..]);
        digest32.CopyTo(message[DigestIndex..]);

        // d to g.
        for (byte separator = 0; separator <= 1; separator++)
        {
            message[SeparatorIndex] = separator;
            HMACSHA256.HashData(key, message, key);
            HMACSHA256.HashData(key, value, value);
        }

        // h: candidates, until one lies between 1 and n − 1 and has not been tried.
        message[SeparatorIndex] = 0;
        while (true)
        {
            HMACSHA256.HashData(key, value, value);
            if (Scalar.TryReadNonZero(value, out var signingNonce) && attempt-- == 0)
            {
                return signingNonce;
            }

            HMACSHA256.HashData(key, message[..PrivateKeyIndex], key);
            HMACSHA256.HashData(key, value, value);
        }
    }
}

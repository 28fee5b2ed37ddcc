using System.Security.Cryptography;

namespace SettleEngine.Chain.Lanes.Keystore;

/// <summary>AES in counter mode (NIST SP 800-38A, 6.5) on the platform's AES.</summary>
internal static class AesCounterMode
{
    private const int BlockBytes = 16;

    /// <summary>Encrypts or decrypts; the two are the same.</summary>
    /// <param name="key">16 bytes.</param>
    /// <param name="first">The first counter, 16 bytes; counted up as one big-endian number.</param>
    /// <param name="data">Any number of bytes; replaced in place.</param>
    public static void Apply(ReadOnlySpan<byte> key, ReadOnlySpan<byte> first, Span<byte> data)
    {
        using var aes = Aes.Create();
        aes.SetKey(key);
        Span<byte> counter = stackalloc byte[BlockBytes];
        Span<byte> stream = stackalloc byte[BlockBytes];
        first.CopyTo(counter);
        for (var at = 0; at < data.Length; at += BlockBytes)
        {
            aes.EncryptEcb(counter, stream, PaddingMode.None);
            var piece = data[at..Math.Min(at + BlockBytes, data.Length)];
            for (var i = 0; i < piece.Length; i++)
            {
                piece[i] ^= stream[i];
            }

            CountUp(counter);
        }

        CryptographicOperations.ZeroMemory(stream);
    }

    private static void CountUp(Span<byte> counter)
    {
        var at = counter.Length - 1;
        while (at >= 0 && ++counter[at] == 0)
        {
            at--;
        }
    }
}

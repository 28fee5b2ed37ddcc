using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace SettleEngine.Chain.Lanes.Keystore;

/// <summary>scrypt (RFC 7914): a key from a password, at the price of memory. Built on the platform's PBKDF2.</summary>
/// <remarks>Which memory is read depends on the password, as the function is defined; it runs at start only, before anybody can
/// measure it from outside.</remarks>
internal static class Scrypt
{
    /// <summary>Most memory, in bytes: twice what the strongest setting of common wallets takes (n 2¹⁸, r 8).</summary>
    public const long MaxMemoryBytes = 512L << 20;

    /// <summary>Most work, n · r · p: eight times that setting, so that a hostile file costs seconds and not hours.</summary>
    public const long MaxWork = 8L << 21;

    private const int SalsaWords = 16;
    private const int SalsaBytes = SalsaWords * sizeof(uint);

    /// <summary>Why parameters are not computed.</summary>
    /// <param name="n">Cost of memory and time: a power of two above 1.</param>
    /// <param name="r">Size of a block, in pairs of 64 bytes.</param>
    /// <param name="p">How many times over.</param>
    /// <returns>A part of a sentence, or null when they can be used.</returns>
    public static string? WhyRefused(long n, long r, long p)
    {
        if (n < 2 || !BitOperations.IsPow2(n) || r < 1 || p < 1)
        {
            return "scrypt wants n to be a power of two above 1, and r and p above 0";
        }

        // Each factor is bounded before they are multiplied, so that no product wraps around.
        const long MaxBlocks = MaxMemoryBytes / (2 * SalsaBytes);
        if (n > MaxBlocks || r > MaxBlocks || p > MaxBlocks || r * (n + p + 1) > MaxBlocks)
        {
            return $"its scrypt parameters would take more than {MaxMemoryBytes >> 20} MiB of memory";
        }

        return n * r * p <= MaxWork ? null : $"its scrypt parameters would take more than {MaxWork} rounds (n · r · p)";
    }

    /// <summary>Derives a key.</summary>
    /// <param name="password">The password.</param>
    /// <param name="salt">The salt.</param>
    /// <param name="n">As in <see cref="WhyRefused"/>, which has been asked.</param>
    /// <param name="r">The same.</param>
    /// <param name="p">The same.</param>
    /// <param name="key">Receives the key.</param>
    public static void Derive(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int n, int r, int p, Span<byte> key)
    {
        var blockBytes = 2 * r * SalsaBytes;
        using var blocks = new SecretBytes(p * blockBytes);
        Rfc2898DeriveBytes.Pbkdf2(password, salt, blocks.Span, 1, HashAlgorithmName.SHA256);

        var blockWords = blockBytes / sizeof(uint);
        var memory = GC.AllocateUninitializedArray<uint>(checked((n + 1) * blockWords), pinned: true);
        var block = GC.AllocateUninitializedArray<uint>(blockWords, pinned: true);
        try
        {
            for (var i = 0; i < p; i++)
            {
                var bytes = blocks.Span.Slice(i * blockBytes, blockBytes);
                Load(bytes, block);
                RoMix(block, memory.AsSpan(0, n * blockWords), memory.AsSpan(n * blockWords));
                Store(block, bytes);
            }
        }
        finally
        {
            Array.Clear(memory);
            Array.Clear(block);
        }

        Rfc2898DeriveBytes.Pbkdf2(password, blocks.Span, key, 1, HashAlgorithmName.SHA256);
    }

    /// <summary>Mixes a block through memory (section 5).</summary>
    /// <param name="block">2 · r pieces of 16 words; mixed in place.</param>
    /// <param name="memory">n times the block.</param>
    /// <param name="scratch">One block.</param>
    internal static void RoMix(Span<uint> block, Span<uint> memory, Span<uint> scratch)
    {
        var n = memory.Length / block.Length;
        for (var i = 0; i < n; i++)
        {
            block.CopyTo(memory[(i * block.Length)..]);
            BlockMix(block, scratch);
            scratch.CopyTo(block);
        }

        for (var i = 0; i < n; i++)
        {
            var at = (int)(block[^SalsaWords] & (uint)(n - 1));
            Xor(block, memory.Slice(at * block.Length, block.Length));
            BlockMix(block, scratch);
            scratch.CopyTo(block);
        }
    }

    /// <summary>Mixes the pieces of a block (section 4).</summary>
    /// <param name="input">2 · r pieces of 16 words.</param>
    /// <param name="output">As many; another memory.</param>
    internal static void BlockMix(ReadOnlySpan<uint> input, Span<uint> output)
    {
        Span<uint> x = stackalloc uint[SalsaWords];
        input[^SalsaWords..].CopyTo(x);
        var pieces = input.Length / SalsaWords;
        for (var i = 0; i < pieces; i++)
        {
            Xor(x, input.Slice(i * SalsaWords, SalsaWords));
            Salsa(x);

            // Even pieces go to the first half, odd ones to the second.
            x.CopyTo(output[(((i / 2) + ((i & 1) * (pieces / 2))) * SalsaWords)..]);
        }
    }

    /// <summary>Salsa20/8 (section 3).</summary>
    /// <param name="block">16 words; replaced in place.</param>
    internal static void Salsa(Span<uint> block)
    {
        var (x0, x1, x2, x3) = (block[0], block[1], block[2], block[3]);
        var (x4, x5, x6, x7) = (block[4], block[5], block[6], block[7]);
        var (x8, x9, x10, x11) = (block[8], block[9], block[10], block[11]);
        var (x12, x13, x14, x15) = (block[12], block[13], block[14], block[15]);
        for (var round = 0; round < 8; round += 2)
        {
            Quarter(ref x0, ref x4, ref x8, ref x12);
            Quarter(ref x5, ref x9, ref x13, ref x1);
            Quarter(ref x10, ref x14, ref x2, ref x6);
            Quarter(ref x15, ref x3, ref x7, ref x11);

            Quarter(ref x0, ref x1, ref x2, ref x3);
            Quarter(ref x5, ref x6, ref x7, ref x4);
            Quarter(ref x10, ref x11, ref x8, ref x9);
            Quarter(ref x15, ref x12, ref x13, ref x14);
        }

        ReadOnlySpan<uint> mixed = [x0, x1, x2, x3, x4, x5, x6, x7, x8, x9, x10, x11, x12, x13, x14, x15];
        for (var i = 0; i < SalsaWords; i++)
        {
            block[i] += mixed[i];
        }
    }

    private static void Quarter(ref uint a, ref uint b, ref uint c, ref uint d)
    {
        b ^= BitOperations.RotateLeft(a + d, 7);
        c ^= BitOperations.RotateLeft(b + a, 9);
        d ^= BitOperations.RotateLeft(c + b, 13);
        a ^= BitOperations.RotateLeft(d + c, 18);
    }

    private static void Xor(Span<uint> into, ReadOnlySpan<uint> other)
    {
        for (var i = 0; i < into.Length; i++)
        {
            into[i] ^= other[i];
        }
    }

    private static void Load(ReadOnlySpan<byte> bytes, Span<uint> words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(i * sizeof(uint))..]);
        }
    }

    private static void Store(ReadOnlySpan<uint> words, Span<byte> bytes)
    {
        for (var i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[(i * sizeof(uint))..], words[i]);
        }
    }
}

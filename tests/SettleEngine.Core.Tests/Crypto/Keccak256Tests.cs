using SettleEngine.Core.Crypto;
using SettleEngine.Core.Primitives;
using Xunit;

namespace SettleEngine.Core.Tests.Crypto;

public class Keccak256Tests
{
    [Theory]
    [InlineData("", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")]
    [InlineData("abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45")]
    [InlineData("The quick brown fox jumps over the lazy dog", "4d741b6f1eb29cb2a9b9911c82f56fa8d73b04959d3d9d222895df6c0b28aa15")]
    [InlineData("Transfer(address,address,uint256)", "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef")]
    [InlineData("AuthorizationUsed(address,bytes32)", "98de503528ee59b575ef0c0a2576a82497bfc029a5685b209e9ec333479b10a5")]
    [InlineData("CancelAuthorization(address authorizer,bytes32 nonce)", "158b0a9edf7a828aad02f63cd515c68ef2f50ba807396f6d12842833a1597429")]
    public void Known_texts_have_their_known_hashes(string text, string hash)
    {
        Assert.Equal("0x" + hash, Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes(text)).ToString());
    }

    [Fact]
    public void Every_length_around_a_block_agrees_with_a_plain_reading_of_the_definition()
    {
        var input = new byte[420];
        new Random(1).NextBytes(input);

        for (var length = 0; length <= input.Length; length++)
        {
            var expected = PlainKeccak(input.AsSpan(0, length));
            var actual = new byte[32];
            Keccak256.Hash(input.AsSpan(0, length), actual);
            Assert.Equal(expected, actual);
            Assert.Equal(new Hash256(expected), Keccak256.Hash(input.AsSpan(0, length)));
        }
    }

    [Fact]
    public void The_destination_may_be_the_input()
    {
        var memory = new byte[64];
        var expected = Keccak256.Hash(memory);

        Keccak256.Hash(memory, memory.AsSpan(0, 32));

        Assert.Equal(expected, new Hash256(memory));
    }

    /// <summary>The permutation as the specification writes it: coordinates, loops and a shift register.</summary>
    private static byte[] PlainKeccak(ReadOnlySpan<byte> input)
    {
        const int Rate = 136;
        byte[] padded = [.. input, .. new byte[Rate - (input.Length % Rate)]];
        padded[input.Length] |= 0x01;
        padded[^1] |= 0x80;
        var lanes = new ulong[5, 5];
        for (var offset = 0; offset < padded.Length; offset += Rate)
        {
            for (var i = 0; i < Rate / 8; i++)
            {
                lanes[i % 5, i / 5] ^= BitConverter.ToUInt64(padded, offset + (8 * i));
            }

            lanes = PlainPermutation(lanes);
        }

        return [.. Enumerable.Range(0, 4).SelectMany(i => BitConverter.GetBytes(lanes[i, 0]))];
    }

    private static ulong[,] PlainPermutation(ulong[,] a)
    {
        var register = 1;
        for (var round = 0; round < 24; round++)
        {
            var columns = Enumerable.Range(0, 5).Select(x => a[x, 0] ^ a[x, 1] ^ a[x, 2] ^ a[x, 3] ^ a[x, 4]).ToArray();
            for (var i = 0; i < 25; i++)
            {
                a[i % 5, i / 5] ^= columns[(i + 4) % 5] ^ ulong.RotateLeft(columns[(i + 1) % 5], 1);
            }

            var b = new ulong[5, 5];
            b[0, 0] = a[0, 0];
            var (x1, y1) = (1, 0);
            for (var t = 0; t < 24; t++)
            {
                b[y1, ((2 * x1) + (3 * y1)) % 5] = ulong.RotateLeft(a[x1, y1], (t + 1) * (t + 2) / 2);
                (x1, y1) = (y1, ((2 * x1) + (3 * y1)) % 5);
            }

            for (var i = 0; i < 25; i++)
            {
                a[i % 5, i / 5] = b[i % 5, i / 5] ^ (~b[(i + 1) % 5, i / 5] & b[(i + 2) % 5, i / 5]);
            }

            for (var j = 0; j < 7; j++)
            {
                a[0, 0] ^= (ulong)(register & 1) << ((1 << j) - 1);
                register = (register << 1) ^ ((register >> 7) * 0x171);
            }
        }

        return a;
    }
}

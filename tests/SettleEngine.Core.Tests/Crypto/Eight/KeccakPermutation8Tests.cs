using System.Runtime.Intrinsics;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Crypto.Eight;
using Xunit;

namespace SettleEngine.Core.Tests.Crypto.Eight;

public sealed unsafe class KeccakPermutation8Tests
{
    private const int RateBytes = 136;

    [Avx512Fact]
    public void Eight_messages_of_any_length_hash_as_each_does_alone()
    {
        using var memory = new AlignedMemory(KeccakPermutation8.Words * 64);
        var state = (Vector512<ulong>*)memory.Address;
        var words = (ulong*)state;
        var random = new Random(1600);
        for (var length = 0; length <= (3 * RateBytes) + 1; length++)
        {
            var messages = Enumerable.Range(0, 8).Select(_ => new byte[length]).ToArray();
            foreach (var message in messages)
            {
                random.NextBytes(message);
            }

            new Span<ulong>(words, 8 * KeccakPermutation8.Words).Clear();
            var padded = messages.Select(Pad).ToArray();
            for (var offset = 0; offset < padded[0].Length; offset += RateBytes)
            {
                for (var i = 0; i < RateBytes; i += 8)
                {
                    for (var lane = 0; lane < 8; lane++)
                    {
                        words[i + lane] ^= BitConverter.ToUInt64(padded[lane], offset + i);
                    }
                }

                KeccakPermutation8.Permute(state);
            }

            for (var lane = 0; lane < 8; lane++)
            {
                var hash = Enumerable.Range(0, 4).SelectMany(i => BitConverter.GetBytes(words[(8 * i) + lane]));
                var expected = new byte[32];
                Keccak256.Hash(messages[lane], expected);
                Assert.Equal(expected, hash);
            }
        }
    }

    private static byte[] Pad(byte[] message)
    {
        byte[] padded = [.. message, .. new byte[RateBytes - (message.Length % RateBytes)]];
        padded[message.Length] |= 0x01;
        padded[^1] |= 0x80;
        return padded;
    }
}

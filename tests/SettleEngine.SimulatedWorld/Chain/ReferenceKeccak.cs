using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using SettleEngine.Core.Primitives;

namespace SettleEngine.SimulatedWorld.Chain;

/// <summary>Keccak-256 written a second time, so that a fault in the engine's own cannot hide behind itself.</summary>
public static class ReferenceKeccak
{
    private const int RateBytes = 136;

    private static readonly ulong[] RoundConstants = MakeRoundConstants();
    private static readonly int[] Rotations = MakeRotations();
    private static readonly int[] Targets = MakeTargets();

    public static Hash256 Hash(ReadOnlySpan<byte> data)
    {
        Span<ulong> state = stackalloc ulong[25];
        state.Clear();
        while (data.Length >= RateBytes)
        {
            Absorb(state, data[..RateBytes]);
            data = data[RateBytes..];
        }

        Span<byte> last = stackalloc byte[RateBytes];
        last.Clear();
        data.CopyTo(last);
        last[data.Length] ^= 0x01;
        last[RateBytes - 1] ^= 0x80;
        Absorb(state, last);

        Span<byte> hash = stackalloc byte[Hash256.Size];
        for (var i = 0; i < 4; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(hash[(8 * i)..], state[i]);
        }

        return new Hash256(hash);
    }

    public static Hash256 Hash(string ascii) => Hash(Encoding.ASCII.GetBytes(ascii));

    private static void Absorb(Span<ulong> state, ReadOnlySpan<byte> block)
    {
        for (var i = 0; i < RateBytes / 8; i++)
        {
            state[i] ^= BinaryPrimitives.ReadUInt64LittleEndian(block[(8 * i)..]);
        }

        Permute(state);
    }

    private static void Permute(Span<ulong> a)
    {
        Span<ulong> b = stackalloc ulong[25];
        foreach (var constant in RoundConstants)
        {
            MixColumns(a);
            for (var i = 0; i < 25; i++)
            {
                b[Targets[i]] = BitOperations.RotateLeft(a[i], Rotations[i]);
            }

            for (var y = 0; y < 25; y += 5)
            {
                var (b0, b1, b2, b3, b4) = (b[y], b[y + 1], b[y + 2], b[y + 3], b[y + 4]);
                a[y] = b0 ^ (~b1 & b2);
                a[y + 1] = b1 ^ (~b2 & b3);
                a[y + 2] = b2 ^ (~b3 & b4);
                a[y + 3] = b3 ^ (~b4 & b0);
                a[y + 4] = b4 ^ (~b0 & b1);
            }

            a[0] ^= constant;
        }
    }

    private static void MixColumns(Span<ulong> a)
    {
        var c0 = a[0] ^ a[5] ^ a[10] ^ a[15] ^ a[20];
        var c1 = a[1] ^ a[6] ^ a[11] ^ a[16] ^ a[21];
        var c2 = a[2] ^ a[7] ^ a[12] ^ a[17] ^ a[22];
        var c3 = a[3] ^ a[8] ^ a[13] ^ a[18] ^ a[23];
        var c4 = a[4] ^ a[9] ^ a[14] ^ a[19] ^ a[24];
        var d0 = c4 ^ BitOperations.RotateLeft(c1, 1);
        var d1 = c0 ^ BitOperations.RotateLeft(c2, 1);
        var d2 = c1 ^ BitOperations.RotateLeft(c3, 1);
        var d3 = c2 ^ BitOperations.RotateLeft(c4, 1);
        var d4 = c3 ^ BitOperations.RotateLeft(c0, 1);
        for (var y = 0; y < 25; y += 5)
        {
            a[y] ^= d0;
            a[y + 1] ^= d1;
            a[y + 2] ^= d2;
            a[y + 3] ^= d3;
            a[y + 4] ^= d4;
        }
    }

    private static int[] MakeTargets()
    {
        var targets = new int[25];
        for (var x = 0; x < 5; x++)
        {
            for (var y = 0; y < 5; y++)
            {
                targets[x + (5 * y)] = y + (5 * (((2 * x) + (3 * y)) % 5));
            }
        }

        return targets;
    }

    private static ulong[] MakeRoundConstants()
    {
        var constants = new ulong[24];
        var register = 1;
        for (var round = 0; round < 24; round++)
        {
            for (var j = 0; j <= 6; j++)
            {
                if ((register & 1) != 0)
                {
                    constants[round] |= 1UL << ((1 << j) - 1);
                }

                register = (register << 1) ^ ((register >> 7) * 0x171);
            }
        }

        return constants;
    }

    private static int[] MakeRotations()
    {
        var rotations = new int[25];
        var (x, y) = (1, 0);
        for (var t = 0; t < 24; t++)
        {
            rotations[x + (5 * y)] = (t + 1) * (t + 2) / 2 % 64;
            (x, y) = (y, ((2 * x) + (3 * y)) % 5);
        }

        return rotations;
    }
}

using System.Buffers.Binary;
using System.Numerics;
using SettleEngine.Core.Primitives;

namespace SettleEngine.SimulatedWorld.Chain;

/// <summary>A quick hash for what only the world itself makes and checks: stand-in signatures and block hashes. It tells
/// different inputs apart; it does not have to withstand anybody.</summary>
public static class StandInHash
{
    public static Hash256 Of(ReadOnlySpan<byte> data)
    {
        var a = 0x9E3779B97F4A7C15UL ^ (ulong)data.Length;
        var b = 0xC2B2AE3D27D4EB4FUL;
        while (data.Length >= 8)
        {
            Take(BinaryPrimitives.ReadUInt64LittleEndian(data), ref a, ref b);
            data = data[8..];
        }

        var rest = 0UL;
        foreach (var one in data)
        {
            rest = (rest << 8) | one;
        }

        Take(rest, ref a, ref b);
        Span<byte> hash = stackalloc byte[32];
        for (var i = 0; i < 4; i++)
        {
            Take((ulong)i, ref a, ref b);
            BinaryPrimitives.WriteUInt64LittleEndian(hash[(8 * i)..], a ^ b);
        }

        return new Hash256(hash);
    }

    private static void Take(ulong word, ref ulong a, ref ulong b)
    {
        a = BitOperations.RotateLeft((a ^ word) * 0xFF51AFD7ED558CCD, 31) + b;
        b = BitOperations.RotateLeft((b + word) * 0xC4CEB9FE1A85EC53, 29) ^ a;
    }
}

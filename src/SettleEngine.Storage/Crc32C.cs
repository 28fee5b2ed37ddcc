using System.Buffers.Binary;
using System.Numerics;

namespace SettleEngine.Storage;

/// <summary>CRC-32C (Castagnoli), the checksum of blocks and anchor slots. It finds every single flipped bit and every
/// burst up to 32 bits, which the 8-byte XOR of FASTER does not.</summary>
internal static class Crc32C
{
    /// <summary>Computes the checksum of bytes, the processor's instruction doing the work where there is one.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>The checksum; 0xE3069283 for the ASCII digits 1 to 9.</returns>
    public static uint Compute(ReadOnlySpan<byte> bytes) => Finish(Append(uint.MaxValue, bytes));

    /// <summary>Computes the checksum of two pieces as if they were one.</summary>
    /// <param name="first">The first piece.</param>
    /// <param name="second">What follows it.</param>
    /// <returns>The checksum.</returns>
    public static uint Compute(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) =>
        Finish(Append(Append(uint.MaxValue, first), second));

    private static uint Finish(uint state) => ~state;

    private static uint Append(uint state, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            state = BitOperations.Crc32C(state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var value in bytes)
        {
            state = BitOperations.Crc32C(state, value);
        }

        return state;
    }
}

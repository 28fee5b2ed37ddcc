using System.Buffers.Binary;
using System.Numerics;

namespace SettleEngine.SignatureOracle;

/// <summary>Numbers that depend on a seed of 64 bits and on nothing else, on every machine and version.</summary>
public sealed class SplitMix(ulong seed)
{
    private ulong _state = seed;

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = _state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>A number from 0 to below the bound.</summary>
    public int Next(int bound) => (int)(Next() % (ulong)bound);

    /// <summary>One of several.</summary>
    public T OneOf<T>(IReadOnlyList<T> values) => values[Next(values.Count)];

    /// <summary>32 bytes.</summary>
    public byte[] Word()
    {
        var bytes = new byte[32];
        for (var i = 0; i < bytes.Length; i += 8)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i), Next());
        }

        return bytes;
    }

    /// <summary>A number from 1 to n − 1.</summary>
    public BigInteger Scalar() => (CurveNumbers.Read(Word()) % (CurveNumbers.Order - 1)) + 1;
}

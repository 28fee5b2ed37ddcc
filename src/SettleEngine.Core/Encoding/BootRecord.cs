using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Encoding;

/// <summary>Payload of <see cref="JournalRecordKind.Boot"/>: which chain this journal belongs to.</summary>
/// <param name="ChainId">The chain's id.</param>
/// <param name="GenesisHash">Hash of its block 0, because test chains share ids.</param>
/// <param name="StartedAtMs">Unix milliseconds; for people, never for decisions.</param>
/// <remarks>Layout, 49 bytes: version 1, chain id 8, genesis hash 32, started at 8.</remarks>
public readonly record struct BootRecord(ulong ChainId, Hash256 GenesisHash, ulong StartedAtMs)
{
    /// <summary>Bytes of the record.</summary>
    public const int Size = 49;

    private const byte Version = 1;

    /// <summary>Writes the record.</summary>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    public void WriteTo(Span<byte> destination)
    {
        var writer = new RecordWriter(destination);
        writer.WriteByte(Version);
        writer.WriteUInt64(ChainId);
        writer.WriteHash(GenesisHash);
        writer.WriteUInt64(StartedAtMs);
    }

    /// <summary>Reads a record.</summary>
    /// <param name="payload">Exactly what <see cref="WriteTo"/> wrote.</param>
    /// <returns>The record.</returns>
    public static BootRecord Read(ReadOnlySpan<byte> payload)
    {
        var reader = new RecordReader(payload);
        Invariant.Holds(reader.ReadByte() == Version);
        return new BootRecord(reader.ReadUInt64(), reader.ReadHash(), reader.ReadUInt64());
    }
}

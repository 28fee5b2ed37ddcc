using SettleEngine.Core.Encoding;

namespace SettleEngine.Core.Retention;

/// <summary>Payload of <see cref="JournalRecordKind.CheckpointBegin"/>: a checkpoint follows, in parts.</summary>
/// <param name="AsOf">Sequence of the last record that the checkpoint contains. Replay goes on with the one after it, and may
/// meet records between it and the checkpoint's end, because the engine does not stop meanwhile.</param>
/// <param name="Boot">The chain that the journal belongs to.</param>
/// <param name="Forgotten">What had been forgotten.</param>
/// <remarks>Layout, 75 bytes: version 1, as of 8, boot record 49, forget record 17.</remarks>
public readonly record struct CheckpointBeginRecord(ulong AsOf, BootRecord Boot, ForgetRecord Forgotten)
{
    /// <summary>Bytes of the record.</summary>
    public const int Size = 9 + BootRecord.Size + ForgetRecord.Size;

    private const byte Version = 1;

    /// <summary>Writes the record.</summary>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    public void WriteTo(Span<byte> destination)
    {
        var writer = new RecordWriter(destination);
        writer.WriteByte(Version);
        writer.WriteUInt64(AsOf);
        Boot.WriteTo(destination[writer.Length..]);
        Forgotten.WriteTo(destination[(writer.Length + BootRecord.Size)..]);
    }

    /// <summary>Reads a record.</summary>
    /// <param name="payload">Exactly what <see cref="WriteTo"/> wrote.</param>
    /// <returns>The record.</returns>
    public static CheckpointBeginRecord Read(ReadOnlySpan<byte> payload)
    {
        var reader = new RecordReader(payload);
        Invariant.Holds(reader.ReadByte() == Version);
        return new CheckpointBeginRecord(
            reader.ReadUInt64(),
            BootRecord.Read(reader.ReadBytes(BootRecord.Size)),
            ForgetRecord.Read(reader.ReadBytes(ForgetRecord.Size)));
    }
}

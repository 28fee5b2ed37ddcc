using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Confirm;

/// <summary>Payload of <see cref="JournalRecordKind.AdmissionFinal"/>: the outcome that was recorded last stands in a finalized
/// block of somebody else's transaction. Our own transactions have <see cref="SubmissionFinalRecord"/>.</summary>
/// <param name="Id">The admission.</param>
/// <remarks>Layout, 9 bytes: version 1, id 8.</remarks>
public readonly record struct AdmissionFinalRecord(AdmissionSequence Id)
{
    /// <summary>Bytes of the record.</summary>
    public const int Size = 9;

    private const byte Version = 1;

    /// <summary>Writes the record.</summary>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    public void WriteTo(Span<byte> destination)
    {
        var writer = new RecordWriter(destination);
        writer.WriteByte(Version);
        writer.WriteUInt64(Id.Value);
    }

    /// <summary>Reads a record.</summary>
    /// <param name="payload">Exactly what <see cref="WriteTo"/> wrote.</param>
    /// <returns>The record.</returns>
    public static AdmissionFinalRecord Read(ReadOnlySpan<byte> payload)
    {
        var reader = new RecordReader(payload);
        Invariant.Holds(reader.ReadByte() == Version);
        return new AdmissionFinalRecord(new AdmissionSequence(reader.ReadUInt64()));
    }
}

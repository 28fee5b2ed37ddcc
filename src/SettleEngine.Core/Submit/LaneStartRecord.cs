using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Submit;

/// <summary>Payload of <see cref="JournalRecordKind.LaneStart"/>: where a lane's numbering begins, read from the chain once.</summary>
/// <param name="Lane">The account.</param>
/// <param name="First">Account nonce of the first transaction that this engine signs with it.</param>
/// <remarks>Layout, 29 bytes: version 1, lane 20, account nonce 8.</remarks>
public readonly record struct LaneStartRecord(Address Lane, AccountNonce First)
{
    /// <summary>Bytes of the record.</summary>
    public const int Size = 29;

    private const byte Version = 1;

    /// <summary>Writes the record.</summary>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    public void WriteTo(Span<byte> destination)
    {
        var writer = new RecordWriter(destination);
        writer.WriteByte(Version);
        writer.WriteAddress(Lane);
        writer.WriteUInt64(First.Value);
    }

    /// <summary>Reads a record.</summary>
    /// <param name="payload">Exactly what <see cref="WriteTo"/> wrote.</param>
    /// <returns>The record.</returns>
    public static LaneStartRecord Read(ReadOnlySpan<byte> payload)
    {
        var reader = new RecordReader(payload);
        Invariant.Holds(reader.ReadByte() == Version);
        return new LaneStartRecord(reader.ReadAddress(), new AccountNonce(reader.ReadUInt64()));
    }
}

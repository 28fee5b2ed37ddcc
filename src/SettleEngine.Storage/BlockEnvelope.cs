using System.Buffers.Binary;

namespace SettleEngine.Storage;

/// <summary>The frame around the records of one block: our own checksum, order and history, because FASTER's cover none.</summary>
/// <remarks>
/// Little-endian. Persisted: the layout only changes together with <see cref="Version"/>.
/// <code>
///  0 magic "SEB1"          4     4 version u16, header size u16    4     8 log id                8
/// 16 boot epoch            4    20 record count                    4    24 block sequence        8
/// 32 first record sequence 8    40 durable sequence at build       8    48 previous CRC          4
/// 52 record bytes          4    56 reserved, zero                  4    60 CRC-32C of 0..59 and the records
/// 64 records: kind u8, length u32, payload; again and again; then zeros up to the commit alignment
/// </code>
/// </remarks>
internal static class BlockEnvelope
{
    /// <summary>Bytes in front of the records.</summary>
    public const int HeaderSize = 64;

    /// <summary>Bytes in front of each record's payload.</summary>
    public const int RecordHeaderSize = 5;

    /// <summary>Version of the layout.</summary>
    public const ushort Version = 1;

    private const int CrcOffset = 60;

    /// <summary>The bytes every block starts with.</summary>
    public static ReadOnlySpan<byte> Magic => "SEB1"u8;

    /// <summary>Writes the header in front of records that already stand in place, and computes the checksum.</summary>
    /// <param name="block">Header space and records, without padding.</param>
    /// <param name="header">What to write; record bytes and checksum are computed here.</param>
    /// <returns>The checksum, to which the next block refers.</returns>
    public static uint Seal(Span<byte> block, in BlockHeader header)
    {
        block[..HeaderSize].Clear();
        Magic.CopyTo(block);
        BinaryPrimitives.WriteUInt16LittleEndian(block[4..], Version);
        BinaryPrimitives.WriteUInt16LittleEndian(block[6..], HeaderSize);
        BinaryPrimitives.WriteUInt64LittleEndian(block[8..], header.LogId);
        BinaryPrimitives.WriteUInt32LittleEndian(block[16..], header.BootEpoch);
        BinaryPrimitives.WriteUInt32LittleEndian(block[20..], header.RecordCount);
        BinaryPrimitives.WriteUInt64LittleEndian(block[24..], header.BlockSequence);
        BinaryPrimitives.WriteUInt64LittleEndian(block[32..], header.FirstRecordSequence);
        BinaryPrimitives.WriteUInt64LittleEndian(block[40..], header.DurableSequenceAtBuild);
        BinaryPrimitives.WriteUInt32LittleEndian(block[48..], header.PreviousCrc);
        BinaryPrimitives.WriteUInt32LittleEndian(block[52..], (uint)(block.Length - HeaderSize));
        var crc = Crc32C.Compute(block[..CrcOffset], block[HeaderSize..]);
        BinaryPrimitives.WriteUInt32LittleEndian(block[CrcOffset..], crc);
        return crc;
    }

    /// <summary>Reads and verifies a block.</summary>
    /// <param name="bytes">Starts where the block may start; may go on behind it.</param>
    /// <param name="header">The header, when the block is whole.</param>
    /// <param name="records">Its records.</param>
    /// <returns>Whether a whole, undamaged block stands here.</returns>
    public static bool TryOpen(ReadOnlySpan<byte> bytes, out BlockHeader header, out ReadOnlySpan<byte> records)
    {
        header = default;
        records = default;
        if (bytes.Length < HeaderSize
            || !bytes.StartsWith(Magic)
            || BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]) != Version
            || BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]) != HeaderSize)
        {
            return false;
        }

        // The length is checked against what is there before anything is read with it: it may be damaged.
        var recordBytes = BinaryPrimitives.ReadUInt32LittleEndian(bytes[52..]);
        if (recordBytes > (uint)(bytes.Length - HeaderSize))
        {
            return false;
        }

        records = bytes.Slice(HeaderSize, (int)recordBytes);
        header = new BlockHeader(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[40..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[48..]),
            recordBytes,
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[CrcOffset..]));
        return header.Crc == Crc32C.Compute(bytes[..CrcOffset], records);
    }

    /// <summary>Writes one record.</summary>
    /// <param name="destination">At least <see cref="RecordHeaderSize"/> and the payload long.</param>
    /// <param name="kind">How to read the payload.</param>
    /// <param name="payload">The record's own bytes.</param>
    /// <returns>Bytes written.</returns>
    public static int WriteRecord(Span<byte> destination, byte kind, ReadOnlySpan<byte> payload)
    {
        destination[0] = kind;
        BinaryPrimitives.WriteUInt32LittleEndian(destination[1..], (uint)payload.Length);
        payload.CopyTo(destination[RecordHeaderSize..]);
        return RecordHeaderSize + payload.Length;
    }

    /// <summary>Takes the next record off a block's records.</summary>
    /// <param name="records">The rest of the records; moved behind the one that is returned.</param>
    /// <param name="kind">How to read the payload.</param>
    /// <param name="payload">The record's own bytes.</param>
    /// <returns>Whether a whole record stood there.</returns>
    public static bool TryReadRecord(ref ReadOnlySpan<byte> records, out byte kind, out ReadOnlySpan<byte> payload)
    {
        kind = 0;
        payload = default;
        if (records.Length < RecordHeaderSize)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(records[1..]);
        if (length > (uint)(records.Length - RecordHeaderSize))
        {
            return false;
        }

        kind = records[0];
        payload = records.Slice(RecordHeaderSize, (int)length);
        records = records[(RecordHeaderSize + (int)length)..];
        return true;
    }
}

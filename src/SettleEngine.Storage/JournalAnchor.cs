using System.Buffers.Binary;

namespace SettleEngine.Storage;

/// <summary>A witness of the log in a file of its own: how far the log was durable at least, and where it begins.</summary>
/// <remarks>
/// Little-endian, 104 bytes in a slot of 4096. Persisted: the layout only changes together with its version.
/// <code>
///  0 magic "SEA1" 4     4 version u16, slot bytes u16 4     8 generation 8    16 log id 8    24 boot epoch 4   28 page bytes 4
/// 32 segment bytes 8   40 durable sequence 8    48 block sequence 8    56 block CRC 4   60 first block's previous CRC 4
/// 64 first segment 8   72 first block 8         80 first record 8      88 zero 12      100 CRC-32C of 0..99
/// </code>
/// </remarks>
/// <param name="Generation">Grows by one at every write; the slot with the higher one is newer.</param>
/// <param name="LogId">Which log this is.</param>
/// <param name="BootEpoch">The newest opening.</param>
/// <param name="PageBytes">Page size the log was made with.</param>
/// <param name="SegmentBytes">Segment size the log was made with.</param>
/// <param name="DurableSequence">Newest record that was durable when this was written; 0 when there was none.</param>
/// <param name="BlockSequence">Newest durable block; 0 while the log is being made.</param>
/// <param name="BlockCrc">That block's checksum.</param>
/// <param name="First">Where the retained log begins.</param>
internal readonly record struct JournalAnchor(
    ulong Generation,
    ulong LogId,
    uint BootEpoch,
    int PageBytes,
    long SegmentBytes,
    ulong DurableSequence,
    ulong BlockSequence,
    uint BlockCrc,
    SegmentStart First)
{
    /// <summary>Bytes that an encoded anchor takes.</summary>
    public const int Size = 104;

    /// <summary>Version of the layout.</summary>
    public const ushort Version = 1;

    private const int CrcOffset = 100;

    private static ReadOnlySpan<byte> Magic => "SEA1"u8;

    /// <summary>Writes the anchor.</summary>
    /// <param name="slot">At least <see cref="Size"/> bytes.</param>
    public void Encode(Span<byte> slot)
    {
        slot[..Size].Clear();
        Magic.CopyTo(slot);
        BinaryPrimitives.WriteUInt16LittleEndian(slot[4..], Version);
        BinaryPrimitives.WriteUInt16LittleEndian(slot[6..], Size);
        BinaryPrimitives.WriteUInt64LittleEndian(slot[8..], Generation);
        BinaryPrimitives.WriteUInt64LittleEndian(slot[16..], LogId);
        BinaryPrimitives.WriteUInt32LittleEndian(slot[24..], BootEpoch);
        BinaryPrimitives.WriteInt32LittleEndian(slot[28..], PageBytes);
        BinaryPrimitives.WriteInt64LittleEndian(slot[32..], SegmentBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(slot[40..], DurableSequence);
        BinaryPrimitives.WriteUInt64LittleEndian(slot[48..], BlockSequence);
        BinaryPrimitives.WriteUInt32LittleEndian(slot[56..], BlockCrc);
        BinaryPrimitives.WriteUInt32LittleEndian(slot[60..], First.PreviousCrc);
        BinaryPrimitives.WriteInt64LittleEndian(slot[64..], First.Segment);
        BinaryPrimitives.WriteUInt64LittleEndian(slot[72..], First.BlockSequence);
        BinaryPrimitives.WriteUInt64LittleEndian(slot[80..], First.RecordSequence);
        BinaryPrimitives.WriteUInt32LittleEndian(slot[CrcOffset..], Crc32C.Compute(slot[..CrcOffset]));
    }

    /// <summary>Reads and verifies an anchor.</summary>
    /// <param name="slot">The slot's bytes.</param>
    /// <param name="anchor">The anchor, when the slot holds one.</param>
    /// <returns>Whether the slot holds a whole, undamaged anchor.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> slot, out JournalAnchor anchor)
    {
        anchor = default;
        if (slot.Length < Size
            || !slot.StartsWith(Magic)
            || BinaryPrimitives.ReadUInt16LittleEndian(slot[4..]) != Version
            || BinaryPrimitives.ReadUInt32LittleEndian(slot[CrcOffset..]) != Crc32C.Compute(slot[..CrcOffset]))
        {
            return false;
        }

        anchor = new JournalAnchor(
            BinaryPrimitives.ReadUInt64LittleEndian(slot[8..]),
            BinaryPrimitives.ReadUInt64LittleEndian(slot[16..]),
            BinaryPrimitives.ReadUInt32LittleEndian(slot[24..]),
            BinaryPrimitives.ReadInt32LittleEndian(slot[28..]),
            BinaryPrimitives.ReadInt64LittleEndian(slot[32..]),
            BinaryPrimitives.ReadUInt64LittleEndian(slot[40..]),
            BinaryPrimitives.ReadUInt64LittleEndian(slot[48..]),
            BinaryPrimitives.ReadUInt32LittleEndian(slot[56..]),
            new SegmentStart(
                BinaryPrimitives.ReadInt64LittleEndian(slot[64..]),
                BinaryPrimitives.ReadUInt64LittleEndian(slot[72..]),
                BinaryPrimitives.ReadUInt64LittleEndian(slot[80..]),
                BinaryPrimitives.ReadUInt32LittleEndian(slot[60..])));
        return true;
    }
}

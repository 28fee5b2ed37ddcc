using SettleEngine.Pipeline.Ports;
using SettleEngine.Storage;

namespace SettleEngine.SimulatedWorld.Storage;

/// <summary>The records of one append in the journal's own envelope: as they were written, and as they lie on the disk.</summary>
internal sealed class DiskBlock
{
    /// <summary>Bytes that reach the disk together or not at all.</summary>
    public const int SectorBytes = 512;

    private static readonly byte[] Nothing = [];

    private DiskBlock(byte[] written, in BlockHeader header, uint crc)
    {
        Written = written;
        Header = header;
        Crc = crc;
    }

    /// <summary>Every byte of it, with zeros up to the end of its last sector.</summary>
    public byte[] Written { get; }

    /// <summary>What the disk gives back. The same as <see cref="Written"/>, unless something happened to it.</summary>
    public byte[] Stored { get; set; } = Nothing;

    public BlockHeader Header { get; }

    /// <summary>Checksum that the next block refers to.</summary>
    public uint Crc { get; }

    /// <summary>When it reached the disk, or would have, in the world's ticks.</summary>
    public long LandedAtTicks { get; set; }

    /// <summary>The segment that it lies in.</summary>
    public long Segment { get; set; }

    public bool IsIntact => ReferenceEquals(Stored, Written);

    public int SectorCount => Written.Length / SectorBytes;

    /// <summary>Seals a block.</summary>
    public static DiskBlock Seal(ReadOnlySpan<JournalRecord> records, in BlockHeader header)
    {
        var length = BlockEnvelope.HeaderSize;
        foreach (ref readonly var record in records)
        {
            length += BlockEnvelope.RecordHeaderSize + record.Payload.Length;
        }

        var bytes = new byte[(length + SectorBytes - 1) / SectorBytes * SectorBytes];
        var offset = BlockEnvelope.HeaderSize;
        foreach (ref readonly var record in records)
        {
            offset += BlockEnvelope.WriteRecord(bytes.AsSpan(offset), (byte)record.Kind, record.Payload.Span);
        }

        return new DiskBlock(bytes, header, BlockEnvelope.Seal(bytes.AsSpan(0, length), header));
    }

    /// <summary>A changeable copy of what is stored, as long as what was written.</summary>
    public byte[] CopyStored()
    {
        var copy = new byte[Written.Length];
        Stored.AsSpan().CopyTo(copy);
        return copy;
    }
}

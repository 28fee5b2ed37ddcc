using System.Globalization;
using SettleEngine.Core.Encoding;
using SettleEngine.Pipeline.Ports;
using SettleEngine.Storage;
using SettleEngine.Storage.Files;

namespace SettleEngine.PortContracts.Tests.Journal.Disk;

/// <summary>A whole journal of a bit more than 1 MiB, and what becomes of it when one bit of it is turned around.</summary>
/// <remarks>The state of the scan before every block is kept, so that a flip costs the reading of its block and of what follows
/// until the verdict is certain: microseconds. Thread rule: <see cref="Judge"/> any thread, a buffer each.</remarks>
internal sealed class FlippedJournal : IDisposable
{
    public const int PageBytes = 64 << 10;
    public const int SegmentBytes = 256 << 10;
    public const string AnchorName = "journal.anchor";
    private const int GroupSize = 26;
    private const int Groups = 140;

    private readonly TemporaryDirectory _temporary = new();
    private readonly JournalAdapter _adapter;
    private readonly byte[][] _payloads;
    private readonly List<(long Address, byte[] Bytes)> _pieces = [];
    private readonly List<BlockChain> _before = [];
    private JournalAnchor _anchor;

    private FlippedJournal(JournalAdapter adapter)
    {
        _adapter = adapter;
        _payloads = [.. Enumerable.Range(1, GroupSize * Groups).Select(sequence => DiskRun.Payload((ulong)sequence))];
    }

    /// <summary>What a flip did.</summary>
    public enum Verdict
    {
        /// <summary>Every record is replayed as it was.</summary>
        Harmless,

        /// <summary>The start is refused, and the text names the address.</summary>
        Refused,

        /// <summary>Neither.</summary>
        Silent,
    }

    /// <summary>The journal's files, closed in order.</summary>
    public FaultyDisk Disk { get; } = new();

    /// <summary>Pieces of the log, a block each, with what stands before and behind it in its page.</summary>
    public int PieceCount => _pieces.Count;

    /// <summary>Bytes of all pieces: every page with something in it.</summary>
    public int Bytes => _pieces.Sum(piece => piece.Bytes.Length);

    public static async Task<FlippedJournal> CreateAsync(JournalAdapter adapter)
    {
        var flipped = new FlippedJournal(adapter);
        var journal = flipped.Open(flipped.Disk);
        await journal.RecoverAsync((_, _, _) => { }, CancellationToken.None);
        for (var group = 0; group < Groups; group++)
        {
            var records = flipped._payloads.AsSpan(group * GroupSize, GroupSize).ToArray()
                .Select(payload => new JournalRecord(JournalRecordKind.Accept, payload))
                .ToArray();
            await journal.AppendAsync(records, CancellationToken.None);
        }

        await journal.DisposeAsync();
        flipped.Prepare();
        return flipped;
    }

    /// <summary>Opens a disk as the engine does.</summary>
    public BlockJournal Open(FaultyDisk disk) => BlockJournal.Open(_adapter, new JournalOptions
    {
        DataDirectory = _temporary.DataPath,
        PageBytes = PageBytes,
        SegmentBytes = SegmentBytes,
        MemoryBytes = 4 * PageBytes,
        BlockBytes = 16 << 10,
        AnchorInterval = TimeSpan.FromHours(1),
        Files = disk,
    });

    /// <summary>Bytes of a piece.</summary>
    public int LengthOf(int piece) => _pieces[piece].Bytes.Length;

    /// <summary>Flips one bit of a segment and says what recovery makes of it.</summary>
    /// <param name="piece">Number of the piece.</param>
    /// <param name="offset">Byte in the piece.</param>
    /// <param name="bit">Bit in the byte.</param>
    /// <param name="buffer">A page's worth of bytes that are this thread's.</param>
    /// <param name="readText">Whether the text of a refusal is asked for, and looked at.</param>
    public Verdict Judge(int piece, int offset, int bit, byte[] buffer, bool readText)
    {
        var (address, bytes) = _pieces[piece];
        bytes.CopyTo(buffer, 0);
        buffer[offset] ^= (byte)(1 << bit);
        var chain = _before[piece].Clone();
        try
        {
            chain.Add(address, buffer.AsSpan(0, bytes.Length));
            if (piece + 1 < _before.Count && chain.StandsLike(_before[piece + 1]))
            {
                return Verdict.Harmless;
            }

            for (var next = piece + 1; next < _pieces.Count && !chain.IsRefusalCertain; next++)
            {
                chain.Add(_pieces[next].Address, _pieces[next].Bytes);
            }

            if (chain.IsRefusalCertain && !readText)
            {
                return Verdict.Refused;
            }

            return chain.End().LastRecord == (ulong)_payloads.Length ? Verdict.Harmless : Verdict.Silent;
        }
        catch (InvalidDataException refusal)
        {
            return refusal.Message.Contains(" offset ", StringComparison.Ordinal) ? Verdict.Refused : Verdict.Silent;
        }
    }

    /// <summary>Flips one bit of the anchor and says what recovery makes of it.</summary>
    public Verdict JudgeAnchor(byte[] anchor, int offset, int bit)
    {
        anchor[offset] ^= (byte)(1 << bit);
        var read = AnchorFile.Read(new BytesFile(anchor));
        anchor[offset] ^= (byte)(1 << bit);
        if (read is null)
        {
            return Verdict.Refused;
        }

        // The slots differ in their generation alone, so the scan would do the same.
        return read.Value with { Generation = 0 } == _anchor with { Generation = 0 } ? Verdict.Harmless : Verdict.Silent;
    }

    /// <summary>Opens a copy with a flipped bit in a piece as the engine does.</summary>
    public Task<Verdict> OpenFlippedAsync(int piece, int offset, int bit)
    {
        var address = _pieces[piece].Address + offset;
        return OpenFlippedAsync(
            string.Create(CultureInfo.InvariantCulture, $"journal.log.{address / SegmentBytes}"),
            (int)(address % SegmentBytes),
            bit);
    }

    /// <summary>Opens a copy with a flipped bit as the engine does, goes on when it may, and opens it again.</summary>
    public async Task<Verdict> OpenFlippedAsync(string name, int offset, int bit)
    {
        var disk = Disk.Copy();
        disk.Flip(name, offset, bit);
        var damaged = disk.List().ToDictionary(file => file, disk.Bytes, StringComparer.Ordinal);
        var next = (ulong)_payloads.Length + 1;
        for (var opening = 0; opening < 2; opening++)
        {
            var journal = Open(disk);
            try
            {
                var expected = 0ul;
                var same = true;
                await journal.RecoverAsync(
                    (sequence, _, payload) => same &= sequence == ++expected && payload.SequenceEqual(Expected(sequence)),
                    CancellationToken.None);
                if (!same || expected != next - 1)
                {
                    return Verdict.Silent;
                }

                await journal.AppendAsync(
                    new[] { new JournalRecord(JournalRecordKind.Accept, DiskRun.Payload(next)) },
                    CancellationToken.None);
                next++;
            }
            catch (InvalidDataException refusal)
            {
                // Nothing may have been changed, so that an operator can mend it.
                return opening == 0
                    && (refusal.Message.Contains(" offset ", StringComparison.Ordinal) || name == AnchorName)
                    && damaged.All(file => disk.Bytes(file.Key).AsSpan().SequenceEqual(file.Value))
                        ? Verdict.Refused
                        : Verdict.Silent;
            }
            finally
            {
                await journal.DisposeAsync();
            }
        }

        return Verdict.Harmless;
    }

    public void Dispose() => _temporary.Delete();

    private ReadOnlySpan<byte> Expected(ulong sequence) =>
        sequence <= (ulong)_payloads.Length ? _payloads[(int)sequence - 1] : DiskRun.Payload(sequence);

    private void Prepare()
    {
        // The chain only takes names from it: the lock is free for the openings.
        using var directory = DataDirectory.Open(_temporary.DataPath, Disk);
        using (var file = Disk.Open(AnchorName, create: false))
        {
            _anchor = AnchorFile.Read(file)!.Value;
        }

        var chain = new BlockChain(directory, SegmentBytes, _anchor, Compare);
        foreach (var segment in directory.ListSegments())
        {
            var bytes = Disk.Bytes($"journal.log.{segment}");
            for (var offset = 0; offset < SegmentBytes && bytes.AsSpan(offset).ContainsAnyExcept((byte)0); offset += PageBytes)
            {
                AddPieces((segment * SegmentBytes) + offset, bytes.AsSpan(offset, PageBytes), chain);
            }
        }

        if (chain.End().LastRecord != (ulong)_payloads.Length)
        {
            throw new InvalidOperationException("The undamaged journal is not whole.");
        }
    }

    private void AddPieces(long address, ReadOnlySpan<byte> page, BlockChain chain)
    {
        var begin = 0;
        while (begin < page.Length)
        {
            // Blocks end at multiples of the alignment, so the next one, with its frame, begins at the first of them behind this one.
            var end = page.Length;
            var block = page[begin..].IndexOf(BlockEnvelope.Magic);
            if (block >= 0 && BlockEnvelope.TryOpen(page[(begin + block)..], out _, out var records))
            {
                var behind = (int)BlockWriter.AlignUp(begin + block + BlockEnvelope.HeaderSize + records.Length);
                end = page[behind..].ContainsAnyExcept((byte)0) ? behind : end;
            }

            _before.Add(chain.Clone());
            _pieces.Add((address + begin, page[begin..end].ToArray()));
            chain.Add(address + begin, page[begin..end]);
            begin = end;
        }
    }

    private void Compare(ulong sequence, JournalRecordKind kind, ReadOnlySpan<byte> payload)
    {
        if (kind != JournalRecordKind.Accept || !payload.SequenceEqual(_payloads[(int)sequence - 1]))
        {
            throw new InvalidOperationException($"Record {sequence} was replayed with other bytes.");
        }
    }

    private sealed class BytesFile(byte[] bytes) : IJournalFile
    {
        public long Length => bytes.Length;

        public int Read(Span<byte> destination, long offset)
        {
            var count = Math.Min(destination.Length, bytes.Length - (int)offset);
            bytes.AsSpan((int)offset, count).CopyTo(destination);
            return count;
        }

        public void Write(ReadOnlySpan<byte> source, long offset) => throw new NotSupportedException();

        public void Flush() => throw new NotSupportedException();

        public void SetLength(long length) => throw new NotSupportedException();

        public void Dispose()
        {
            // It holds nothing.
        }
    }
}

using SettleEngine.Core.Encoding;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Storage;

/// <summary>Verifies and replays the blocks of a log, page after page, and decides whether what is missing was acknowledged.</summary>
/// <remarks>
/// It trusts no length and no frame around a block, whose damage makes FASTER skip to the next page without a word.
/// <para>1. Blocks that continue the chain (number, checksum of the one before, record sequence) are replayed.</para>
/// <para>2. The first whole block that does not continue it ends the prefix; whatever lies behind is only evidence.</para>
/// <para>3. Evidence or anchor that reaches above the prefix means that acknowledged records are missing: the end
/// throws and nothing was changed. Otherwise the rest was never acknowledged.</para>
/// It reads no file, so a test can show it millions of damaged pages. Thread rule: one thread.
/// </remarks>
internal sealed class BlockChain
{
    private readonly DataDirectory _directory;
    private readonly long _segmentBytes;
    private readonly JournalAnchor? _anchor;
    private readonly JournalReplay _replay;
    private List<SegmentStart> _starts = [];

    private ulong? _logId;
    private ulong _nextBlock;
    private ulong _nextRecord;
    private uint _crc;
    private long _endAddress;
    private long _dirtyUntil;
    private bool _chainEnded;
    private ulong _provenSequence;
    private string _proof = "";

    /// <summary>Begins where the log begins.</summary>
    /// <param name="directory">For the names of files in messages.</param>
    /// <param name="segmentBytes">Size the log was made with.</param>
    /// <param name="anchor">The anchor, or null to take the log as far as it verifies.</param>
    /// <param name="replay">Receives each record.</param>
    public BlockChain(DataDirectory directory, long segmentBytes, JournalAnchor? anchor, JournalReplay replay)
    {
        _directory = directory;
        _segmentBytes = segmentBytes;
        _anchor = anchor;
        _replay = replay;
        _logId = anchor?.LogId;

        var first = anchor?.First ?? SegmentStart.Genesis;
        _nextBlock = first.BlockSequence;
        _nextRecord = first.RecordSequence;
        _crc = first.PreviousCrc;
        _endAddress = first.Segment * segmentBytes;
        _dirtyUntil = _endAddress;
    }

    /// <summary>Whether no further page can save the log: the prefix has ended below what is proven to have been durable.</summary>
    public bool IsRefusalCertain => _chainEnded && _provenSequence >= _nextRecord;

    /// <summary>Address of the block whose records are being replayed.</summary>
    public long BlockAddress { get; private set; }

    /// <summary>Number of the block whose records are being replayed.</summary>
    public ulong BlockSequence => _nextBlock;

    /// <summary>A chain in the same state, to be shown other pages.</summary>
    /// <returns>The copy. It replays to the same receiver.</returns>
    public BlockChain Clone()
    {
        var copy = (BlockChain)MemberwiseClone();
        copy._starts = [.. _starts];
        return copy;
    }

    /// <summary>Whether a chain is in the same state, and so will say the same about the same further pages.</summary>
    /// <param name="other">Another chain of the same log.</param>
    /// <returns>Whether it is.</returns>
    public bool StandsLike(BlockChain other) =>
        _nextBlock == other._nextBlock
        && _nextRecord == other._nextRecord
        && _crc == other._crc
        && _endAddress == other._endAddress
        && _chainEnded == other._chainEnded
        && _provenSequence == other._provenSequence
        && _logId == other._logId
        && _starts.Count == other._starts.Count;

    /// <summary>Takes the next page.</summary>
    /// <param name="address">Where it begins.</param>
    /// <param name="page">Its bytes; fewer than a page at the end of a file.</param>
    public void Add(long address, ReadOnlySpan<byte> page)
    {
        var last = page.LastIndexOfAnyExcept((byte)0);
        if (last < 0)
        {
            return;
        }

        _dirtyUntil = address + last + 1;
        var position = 0;
        while (position <= last)
        {
            var found = page[position..].IndexOf(BlockEnvelope.Magic);
            if (found < 0)
            {
                return;
            }

            position += found;

            // Only a block of this log counts: its id is secret, so no payload can contain a block that looks like one.
            if (!BlockEnvelope.TryOpen(page[position..], out var header, out var records)
                || header.LogId != (_logId ??= header.LogId))
            {
                position += BlockEnvelope.Magic.Length;
                continue;
            }

            TakeBlock(address + position, header, records);
            position += BlockEnvelope.HeaderSize + records.Length;
        }
    }

    /// <summary>Ends the reading.</summary>
    /// <returns>The verified prefix.</returns>
    /// <exception cref="InvalidDataException">Acknowledged records are missing or damaged.</exception>
    public JournalScan End()
    {
        VerifyNothingIsMissing();
        return new JournalScan(
            _endAddress,
            _nextBlock - 1,
            _crc,
            _nextRecord - 1,
            _dirtyUntil,
            _logId ?? 0,
            _starts);
    }

    private void TakeBlock(long address, in BlockHeader header, ReadOnlySpan<byte> records)
    {
        if (_anchor is null && _starts.Count == 0)
        {
            // Without an anchor nothing says where a truncated log begins: it begins where it begins.
            _nextBlock = header.BlockSequence;
            _nextRecord = header.FirstRecordSequence;
            _crc = header.PreviousCrc;
        }

        if (_chainEnded
            || header.BlockSequence != _nextBlock
            || header.PreviousCrc != _crc
            || header.FirstRecordSequence != _nextRecord)
        {
            _chainEnded = true;
            if (header.DurableSequenceAtBuild > _provenSequence)
            {
                _provenSequence = header.DurableSequenceAtBuild;
                _proof = $"block {header.BlockSequence} at {Place(address)} was written when they were durable";
            }

            return;
        }

        var segment = address / _segmentBytes;
        if (_starts.Count == 0 || _starts[^1].Segment != segment)
        {
            _starts.Add(new SegmentStart(segment, header.BlockSequence, header.FirstRecordSequence, header.PreviousCrc));
        }

        VerifyAgainstAnchor(address, header);
        BlockAddress = address;
        Replay(address, header, records);
        _nextBlock++;
        _nextRecord += header.RecordCount;
        _crc = header.Crc;
        _endAddress = address + BlockEnvelope.HeaderSize + records.Length;
    }

    private void Replay(long address, in BlockHeader header, ReadOnlySpan<byte> records)
    {
        for (var index = 0u; index < header.RecordCount; index++)
        {
            if (!BlockEnvelope.TryReadRecord(ref records, out var kind, out var payload))
            {
                throw Refusal(
                    address,
                    header.BlockSequence,
                    $"The journal's block {header.BlockSequence} at {Place(address)} has a right checksum and a wrong form: "
                    + "it was written by a program that this one cannot read. Nothing was changed.");
            }

            _replay(header.FirstRecordSequence + index, (JournalRecordKind)kind, payload);
        }
    }

    private void VerifyAgainstAnchor(long address, in BlockHeader header)
    {
        if (_anchor is { } anchor && header.BlockSequence == anchor.BlockSequence && header.Crc != anchor.BlockCrc)
        {
            throw Refusal(
                address,
                header.BlockSequence,
                $"The journal's block {header.BlockSequence} at {Place(address)} is not the one that the anchor "
                + $"{_directory.AnchorPath} saw: segment files and anchor come from different histories, such as an older "
                + "copy. Nothing was changed. Put back files of one and the same moment.");
        }
    }

    private void VerifyNothingIsMissing()
    {
        if (_anchor is { } anchor && anchor.BlockSequence >= _nextBlock && anchor.DurableSequence >= _provenSequence)
        {
            _provenSequence = anchor.DurableSequence;
            _proof = $"the anchor {_directory.AnchorPath} saw block {anchor.BlockSequence} durable";
        }
        else if (_provenSequence < _nextRecord)
        {
            return;
        }

        throw Refusal(
            _endAddress,
            _nextBlock,
            $"The journal is damaged: block {_nextBlock}, with the records from sequence {_nextRecord}, is missing or unreadable "
            + $"at or behind {Place(_endAddress)}, but records up to sequence {_provenSequence} were acknowledged: {_proof}. "
            + "Nothing was changed. Put the segment file back from a copy; do not delete files and start again, because "
            + "the engine would forget payments that it promised to settle.");
    }

    private InvalidDataException Refusal(long address, ulong block, string message) => new JournalDamage(
        _directory.SegmentPath(address / _segmentBytes),
        address % _segmentBytes,
        block,
        _nextRecord,
        _provenSequence,
        message).ToException();

    private string Place(long address) =>
        $"{_directory.SegmentPath(address / _segmentBytes)} offset {address % _segmentBytes}";
}

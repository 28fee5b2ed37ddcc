using SettleEngine.Core.Encoding;
using SettleEngine.Pipeline.Ports;
using SettleEngine.SimulatedWorld.Faults;
using SettleEngine.Storage;

namespace SettleEngine.SimulatedWorld.Storage;

/// <summary>Blocks in sectors, and an anchor in two slots: written, torn, lost, misplaced, rotten. Beside what lies there it
/// remembers what should lie there, which the checkers compare and a restored copy brings back.</summary>
public sealed class SimulatedDisk(World world)
{
    // What the anchor says of segments: one that never ends. Addresses play no part here.
    private const long AnchoredSegmentBytes = 1L << 40;

    // What is given back at once: far more than one append, far less than one checkpoint.
    private const long SegmentBytes = 16 << 10;

    // For the sentences of refusals; nothing is there.
    private static readonly DataDirectory Place = DataDirectory.LookAt("/simulated");

    private readonly List<DiskRecord> _records = [];
    private readonly List<DiskBlock> _blocks = [];
    private readonly List<DiskBlock> _inFlight = [];
    private readonly byte[][] _anchor = [[], []];
    private JournalAnchor _newestAnchor;
    private long _tail;
    private BlockHeader _first = new(0, 0, 0, 1, 1, 0, 0, 0, 0);

    // The journal is its opener's to dispose; the disk only knows how to kill it.
    private Action? _killJournal;

    public DiskFaults Faults { get; } = new();

    public ulong DurableSequence => (ulong)_records.Count;

    /// <summary>Every record that ever became durable, also those whose space was given back: for the checkers.</summary>
    public IReadOnlyList<DiskRecord> Records => _records;

    /// <summary>Records that were lost in crashes so far; nobody was told of them.</summary>
    public int LostRecords { get; private set; }

    /// <summary>Whether anything that was durable is not there any more as it was written.</summary>
    public bool IsDamaged =>
        _blocks.Exists(block => !block.IsIntact && block.Header.FirstRecordSequence <= DurableSequence);

    /// <summary>Told when the journal opens without records that were acknowledged, which it must never do.</summary>
    public Action<ulong>? OnSilentLoss { get; set; }

    /// <summary>Whether both slots of the anchor are whole.</summary>
    private bool IsAnchorWhole => Array.TrueForAll(_anchor, slot => slot.Length == 0 || JournalAnchor.TryDecode(slot, out _));

    /// <summary>Opens the journal. An earlier one must have been closed or lost in a crash.</summary>
    public SimulatedJournal Open()
    {
        if (_killJournal is not null)
        {
            throw new IOException("The disk is in use by another journal.");
        }

        var journal = new SimulatedJournal(world, this);
        _killJournal = journal.Die;
        return journal;
    }

    /// <summary>The power goes: the open journal is dead, and of what was being written anything may have arrived.</summary>
    public void Crash()
    {
        _killJournal?.Invoke();
        _killJournal = null;
        if (_inFlight.Count > 0)
        {
            Spoil();
        }

        if (Faults.Bug == PlantedBug.LosesAcknowledgedRecords && _blocks.Count > 3)
        {
            _blocks.RemoveRange(_blocks.Count - 2, 2);
            WriteAnchor(_blocks[^1]);
            WriteAnchor(_blocks[^1]);
        }

        world.Trace($"disk crash: {_inFlight.Count} blocks in flight, durable {DurableSequence}");
        Land();
        _inFlight.Clear();
    }

    /// <summary>Flips one bit somewhere.</summary>
    public void Rot()
    {
        if (_blocks.Count == 0)
        {
            return;
        }

        // A damaged witness beside a damaged log is more than any journal can notice, whichever of them rots first.
        var slot = world.Next(2);
        if (world.Next(20) == 0 && !IsDamaged && _anchor[slot].Length > 0)
        {
            world.Count(FaultKind.BitRot);
            world.Trace($"bit rot in slot {slot} of the anchor");
            _anchor[slot] = Flip(_anchor[slot].ToArray());
        }
        else if (IsAnchorWhole)
        {
            var block = _blocks[world.Next(_blocks.Count)];
            world.Count(FaultKind.BitRot);
            world.Trace($"bit rot in block {block.Header.BlockSequence} of {_blocks[^1].Header.BlockSequence}");
            block.Stored = Flip(block.CopyStored());
        }
    }

    /// <summary>The operator puts the files back from a copy, as the journal asks when it refuses to open.</summary>
    public void Restore()
    {
        world.Trace("the operator restores the journal");
        foreach (var block in _blocks)
        {
            block.Stored = block.Written;
        }
    }

    internal void Begin(IEnumerable<DiskBlock> blocks) => _inFlight.AddRange(blocks);

    /// <summary>What is in flight has arrived, or so the disk says.</summary>
    internal void Complete()
    {
        foreach (var block in _inFlight)
        {
            block.Stored = block.Written;
        }

        if (IsAnchorWhole && world.Strikes(Faults.LostPerMillion, FaultKind.LostWrite))
        {
            _inFlight.ForEach(block => block.Stored = []);
        }
        else if (_blocks.Count > 0 && IsAnchorWhole && world.Strikes(Faults.MisdirectedPerMillion, FaultKind.MisdirectedWrite))
        {
            Misplace();
        }

        Land();
        _inFlight.ForEach(Remember);
        WriteAnchor(_inFlight[^1]);
        _inFlight.Clear();
    }

    /// <summary>The write of what is in flight failed somewhere.</summary>
    internal void Fail()
    {
        Spoil();
        Land();
        _inFlight.Clear();
    }

    /// <summary>Reads what is there: the engine's own verification decides, as at a real start.</summary>
    /// <param name="replay">Receives the records of the longest unbroken prefix.</param>
    /// <returns>The last block of the prefix, or null when there is none.</returns>
    /// <exception cref="InvalidDataException">Acknowledged records are missing or damaged.</exception>
    internal DiskBlock? Scan(JournalReplay replay)
    {
        var chain = new BlockChain(Place, AnchoredSegmentBytes, ReadAnchor(), replay);
        try
        {
            var address = 0L;
            foreach (var block in _blocks)
            {
                chain.Add(address, block.Stored);
                address += block.Written.Length;
            }

            chain.End();
        }
        catch (InvalidDataException) when (Faults.Bug == PlantedBug.OpensDamagedJournal)
        {
            // What a journal does that believes whatever it can read.
        }

        var length = (int)(chain.BlockSequence - _first.BlockSequence);
        Keep(length);
        return length == 0 ? null : _blocks[length - 1];
    }

    internal void GiveBack(ulong firstRetained)
    {
        // Whole segments are given back, so records of the first that stays may be older than was asked for.
        var first = _blocks.FindLastIndex(block => block.Header.FirstRecordSequence <= firstRetained);
        while (first > 0 && _blocks[first - 1].Segment == _blocks[first].Segment)
        {
            first--;
        }

        if (first > 0)
        {
            // As the journal does: the anchor says where the log begins before anything is deleted.
            _first = _blocks[first].Header;
            WriteAnchor(_newestAnchor);
            WriteAnchor(_newestAnchor);
            _blocks.RemoveRange(0, first);
        }
    }

    internal void Close() => _killJournal = null;

    /// <summary>What the disk holds beyond the prefix is nobody's; what it holds within, and nobody was told of, has been durable since
    /// it arrived there.</summary>
    private void Keep(int length)
    {
        var kept = length == 0 ? 0 : _blocks[length - 1].Header.FirstRecordSequence + _blocks[length - 1].Header.RecordCount - 1;
        if (kept < DurableSequence)
        {
            OnSilentLoss?.Invoke(kept);
        }

        foreach (var rest in _blocks.Skip(length).Where(block => block.Header.FirstRecordSequence > DurableSequence))
        {
            LostRecords += (int)rest.Header.RecordCount;
        }

        _blocks.RemoveRange(length, _blocks.Count - length);
        foreach (var block in _blocks.Where(block => block.Header.FirstRecordSequence > DurableSequence))
        {
            Remember(block);
        }

        if (_blocks.Count > 0)
        {
            WriteAnchor(_blocks[^1]);
            WriteAnchor(_blocks[^1]);
        }
    }

    private void Land()
    {
        foreach (var block in _inFlight)
        {
            block.Segment = _tail / SegmentBytes;
            block.LandedAtTicks = world.Time.Ticks;
            _tail += block.Written.Length;
            _blocks.Add(block);
        }
    }

    private void Remember(DiskBlock block)
    {
        var offset = BlockEnvelope.HeaderSize;
        ReadOnlySpan<byte> rest = block.Written.AsSpan(offset);
        for (var i = 0; i < block.Header.RecordCount; i++)
        {
            BlockEnvelope.TryReadRecord(ref rest, out var kind, out var payload);
            offset += BlockEnvelope.RecordHeaderSize;
            _records.Add(new DiskRecord(
                (JournalRecordKind)kind, block.Written.AsMemory(offset, payload.Length), block.LandedAtTicks));
            offset += payload.Length;
        }
    }

    private void WriteAnchor(DiskBlock newest) => WriteAnchor(new JournalAnchor(
        _newestAnchor.Generation,
        newest.Header.LogId,
        newest.Header.BootEpoch,
        DiskBlock.SectorBytes,
        AnchoredSegmentBytes,
        newest.Header.FirstRecordSequence + newest.Header.RecordCount - 1,
        newest.Header.BlockSequence,
        newest.Crc,
        SegmentStart.Genesis));

    private void WriteAnchor(in JournalAnchor anchor)
    {
        _newestAnchor = anchor with
        {
            Generation = anchor.Generation + 1,
            First = new SegmentStart(0, _first.BlockSequence, _first.FirstRecordSequence, _first.PreviousCrc),
        };
        var slot = new byte[JournalAnchor.Size];
        _newestAnchor.Encode(slot);
        _anchor[_newestAnchor.Generation % 2] = slot;
    }

    private JournalAnchor? ReadAnchor()
    {
        JournalAnchor? newest = null;
        foreach (var slot in _anchor)
        {
            if (JournalAnchor.TryDecode(slot, out var anchor) && anchor.Generation > (newest?.Generation ?? 0))
            {
                newest = anchor;
            }
        }

        return newest;
    }

    private byte[] Flip(byte[] bytes)
    {
        if (bytes.Length > 0)
        {
            bytes[world.Next(bytes.Length)] ^= (byte)(1 << world.Next(8));
        }

        return bytes;
    }

    /// <summary>Decides what became of each sector that was in flight.</summary>
    private void Spoil()
    {
        var sectors = _inFlight.Sum(block => block.SectorCount);
        var mode = world.Next(5);
        switch (mode)
        {
            case 0:
                // None arrived.
                return;
            case 1:
                _inFlight.ForEach(block => block.Stored = block.Written);
                if (world.Next(4) == 0)
                {
                    // The log was safe, and the anchor was being written.
                    _anchor[(_newestAnchor.Generation + 1) % 2] = new byte[JournalAnchor.Size];
                }

                return;
            case 2:
                world.Count(FaultKind.TornWrite);
                var cut = world.Next(sectors);
                Store(index => index < cut, isGarbled: false);
                return;
            default:
                world.Count(mode == 3 ? FaultKind.ReorderedWrite : FaultKind.GarbledWrite);
                Store(_ => world.Next(2) == 0, isGarbled: mode == 4);
                return;
        }
    }

    private void Store(Func<int, bool> hasArrived, bool isGarbled)
    {
        var index = 0;
        foreach (var block in _inFlight)
        {
            var stored = new byte[block.Written.Length];
            for (var at = 0; at < stored.Length; at += DiskBlock.SectorBytes)
            {
                if (hasArrived(index++))
                {
                    block.Written.AsSpan(at, DiskBlock.SectorBytes).CopyTo(stored.AsSpan(at));
                }
                else if (isGarbled)
                {
                    world.Fill(stored.AsSpan(at, DiskBlock.SectorBytes));
                }
            }

            block.Stored = stored.AsSpan().SequenceEqual(block.Written) ? block.Written : stored;
        }
    }

    private void Misplace()
    {
        var at = world.Next(_blocks.Count);
        foreach (var block in _inFlight)
        {
            var bytes = block.Written.AsSpan();
            while (bytes.Length > 0 && at < _blocks.Count)
            {
                var victim = _blocks[at++];
                var stored = victim.CopyStored();
                var length = Math.Min(bytes.Length, stored.Length);
                bytes[..length].CopyTo(stored);
                victim.Stored = stored;
                bytes = bytes[length..];
            }

            block.Stored = [];
        }
    }
}

using SettleEngine.Pipeline.Ports;

namespace SettleEngine.SimulatedWorld.Storage;

/// <summary>What survives a crash: the durable records, and a seeded prefix of what was on its way.</summary>
public sealed class SimulatedDisk(World world)
{
    private readonly List<DiskRecord> _records = [];
    private readonly List<DiskRecord> _undurable = [];

    // The journal is its opener's to dispose; the disk only knows how to kill it.
    private Action? _killJournal;

    public DiskFaults Faults { get; } = new();

    /// <summary>Sequence of the oldest record that was not given back.</summary>
    public ulong FirstRetained { get; private set; } = 1;

    public ulong DurableSequence => (ulong)_records.Count;

    /// <summary>Every record that ever became durable, also those whose space was given back: for the checkers.</summary>
    public IReadOnlyList<DiskRecord> Records => _records;

    /// <summary>Records that were lost in crashes so far.</summary>
    public int LostRecords { get; private set; }

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

    /// <summary>The power goes: the open journal is dead, and of what was not durable a random prefix survives.</summary>
    public void Crash()
    {
        _killJournal?.Invoke();
        _killJournal = null;

        var surviving = _undurable.Count == 0 ? 0 : world.Next(_undurable.Count + 1);
        LostRecords += _undurable.Count - surviving;
        MakeDurable(surviving);
        _undurable.Clear();
        world.Trace($"disk crash: {surviving} undurable records survive, durable {DurableSequence}");
    }

    internal void Write(in JournalRecord record) =>
        _undurable.Add(new DiskRecord(record.Kind, record.Payload.ToArray()));

    internal void MakeDurable(int count)
    {
        foreach (var record in _undurable.GetRange(0, count))
        {
            record.DurableAtTicks = world.Time.Ticks;
            _records.Add(record);
        }

        _undurable.RemoveRange(0, count);
    }

    internal void GiveBack(ulong firstRetained) => FirstRetained = Math.Max(FirstRetained, firstRetained);

    internal void Close() => _killJournal = null;
}

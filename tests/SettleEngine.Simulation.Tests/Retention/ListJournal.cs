using SettleEngine.Core.Encoding;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Simulation.Tests.Retention;

/// <summary>A journal in a list, whose records a test may look at, cut off and forget.</summary>
internal sealed class ListJournal(IEnumerable<(JournalRecordKind Kind, byte[] Payload)> records, ulong first) : IJournal
{
    private readonly List<(JournalRecordKind Kind, byte[] Payload)> _records = [.. records];

    public bool HasRoomForAdmissions => true;

    /// <summary>Sequence of the first record.</summary>
    public ulong First { get; private set; } = first;

    public ulong DurableSequence => First + (ulong)_records.Count - 1;

    public IReadOnlyList<(JournalRecordKind Kind, byte[] Payload)> Records => _records;

    /// <summary>How long it stays closed before it begins to replay; forever when negative.</summary>
    public Task Opening { get; init; } = Task.CompletedTask;

    /// <summary>When set, what may be given back stays all the same.</summary>
    public bool KeepsEverything { get; init; }

    public ListJournal Reopen() => new(_records, First) { KeepsEverything = KeepsEverything };

    /// <summary>The journal as a crash behind some record leaves it.</summary>
    public ListJournal CutBehind(int count) => new(_records.Take(count), First);

    /// <summary>The journal without its first records.</summary>
    public ListJournal Without(int count) => new(_records.Skip(count), First + (ulong)count);

    public ValueTask<ulong> AppendAsync(ReadOnlyMemory<JournalRecord> records, CancellationToken cancellationToken)
    {
        var sequence = DurableSequence + 1;
        foreach (var record in records.Span)
        {
            _records.Add((record.Kind, record.Payload.ToArray()));
        }

        return new ValueTask<ulong>(sequence);
    }

    public async ValueTask RecoverAsync(JournalReplay replay, CancellationToken cancellationToken)
    {
        await Opening;
        for (var i = 0; i < _records.Count; i++)
        {
            replay(First + (ulong)i, _records[i].Kind, _records[i].Payload);
        }
    }

    public ValueTask CheckpointAsync(CancellationToken cancellationToken) => default;

    public ValueTask TruncateAsync(ulong firstRetained, CancellationToken cancellationToken)
    {
        if (!KeepsEverything)
        {
            _records.RemoveRange(0, (int)(firstRetained - First));
            First = firstRetained;
        }

        return default;
    }

    public ValueTask DisposeAsync() => default;
}

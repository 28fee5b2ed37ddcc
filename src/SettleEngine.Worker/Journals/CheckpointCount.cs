using SettleEngine.Core.Encoding;
using SettleEngine.Core.Retention;
using SettleEngine.Storage;

namespace SettleEngine.Worker.Journals;

/// <summary>Finds out whether a journal whose beginning was given back holds a whole checkpoint that stands for it.</summary>
internal sealed class CheckpointCount
{
    private ulong? _asOf;
    private ulong _parts;
    private ulong _items;
    private ulong? _whole;

    /// <summary>Counts a record.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="payload">Its bytes.</param>
    public void Add(JournalRecordKind kind, ReadOnlySpan<byte> payload)
    {
        switch (kind)
        {
            case JournalRecordKind.CheckpointBegin:
                (_asOf, _parts, _items) = (CheckpointBeginRecord.Read(payload).AsOf, 0, 0);
                break;
            case JournalRecordKind.CheckpointPart when CheckpointPartHeader.Read(payload) is var part && part.AsOf == _asOf:
                _parts++;
                _items += part.Count;
                break;
            case JournalRecordKind.CheckpointEnd when CheckpointEndRecord.Read(payload) is var end && end.AsOf == _asOf:
                _whole = end.Parts == _parts && end.Items == _items ? end.AsOf : _whole;
                break;
            default:
                // No part of a checkpoint that is being read.
                break;
        }
    }

    /// <summary>Judges.</summary>
    /// <param name="reading">What was read.</param>
    /// <returns>What is wrong, or null.</returns>
    public JournalDamage? Judge(JournalReading reading) =>
        reading.FirstSequence == 1 || reading.FirstSequence <= _whole + 1
            ? null
            : new JournalDamage(
                reading.End.File,
                reading.End.Offset,
                0,
                1,
                reading.LastSequence,
                $"The journal begins at sequence {reading.FirstSequence} and holds no whole checkpoint that stands for what was before. "
                + "Put the segment files back from a copy.");
}

using SettleEngine.Core.Encoding;
using SettleEngine.Core.Retention;
using SettleEngine.Pipeline.Confirm;

namespace SettleEngine.Pipeline.Recovery;

/// <summary>Feeds a journal to its view: from the very first record, or from the first whole checkpoint of a journal whose
/// beginning was given back.</summary>
/// <param name="view">Receives checkpoint and records.</param>
/// <param name="outcomes">Receives the outcomes of the checkpoint.</param>
/// <remarks>
/// A checkpoint is written while the engine goes on, so records that it does not contain lie in front of its end. They are
/// kept aside until it is whole. One that a crash has cut short is passed over, and so is one that ends before the journal
/// begins; the next one says the same and more.
/// </remarks>
internal sealed class JournalReplayer(JournalView view, OutcomeLog outcomes)
{
    private readonly List<(ulong Sequence, JournalRecordKind Kind, byte[] Payload)> _aside = [];
    private ulong _first;
    private bool _isDirect;
    private CheckpointContent? _checkpoint;

    /// <summary>Records so far.</summary>
    public ulong Records { get; private set; }

    /// <summary>Bytes of the records that no checkpoint holds.</summary>
    public long Bytes { get; private set; }

    /// <summary>Bytes of the checkpoint that was read; 0 when there was none.</summary>
    public long CheckpointBytes { get; private set; }

    /// <summary>Takes the next record.</summary>
    /// <param name="sequence">Its sequence.</param>
    /// <param name="kind">What it says.</param>
    /// <param name="payload">Its bytes.</param>
    /// <exception cref="InvalidDataException">A checkpoint is not what it says.</exception>
    public void Apply(ulong sequence, JournalRecordKind kind, ReadOnlySpan<byte> payload)
    {
        if (Records++ == 0)
        {
            _first = sequence;
            _isDirect = sequence == 1;
        }

        if (_isDirect)
        {
            Count(kind, payload.Length);
            view.Apply(sequence, kind, payload);
        }
        else
        {
            Seek(sequence, kind, payload);
        }
    }

    /// <summary>Ends the replay.</summary>
    /// <exception cref="InvalidDataException">The beginning was given back, and nothing stands for it.</exception>
    public void End()
    {
        if (Records > 0 && !_isDirect)
        {
            throw new InvalidDataException(
                $"The journal begins at sequence {_first} and holds no whole checkpoint that stands for what was before. "
                + "Nothing was changed. Put the segment files back from a copy.");
        }
    }

    private void Seek(ulong sequence, JournalRecordKind kind, ReadOnlySpan<byte> payload)
    {
        switch (kind)
        {
            case JournalRecordKind.CheckpointBegin:
                Begin(CheckpointBeginRecord.Read(payload));
                break;
            case JournalRecordKind.CheckpointPart:
                _checkpoint?.Add(payload);
                CheckpointBytes += payload.Length;
                break;
            case JournalRecordKind.CheckpointEnd:
                End(sequence, CheckpointEndRecord.Read(payload));
                break;
            default:
                if (_checkpoint is null || sequence > _checkpoint.Begin.AsOf)
                {
                    _aside.Add((sequence, kind, payload.ToArray()));
                }

                break;
        }
    }

    private void Begin(in CheckpointBeginRecord begin)
    {
        // One that began before was cut short by a crash.
        var asOf = begin.AsOf;
        outcomes.Clear();
        CheckpointBytes = 0;
        _checkpoint = new CheckpointContent(begin, outcomes);
        _aside.RemoveAll(record => record.Sequence <= asOf);
    }

    private void End(ulong sequence, in CheckpointEndRecord end)
    {
        if (_checkpoint is not { } checkpoint || !checkpoint.TryEnd(end))
        {
            return;
        }

        _checkpoint = null;
        if (_first > checkpoint.Begin.AsOf + 1)
        {
            // An older one: the journal was given back up to a later one, whose segment begins between what this one holds and
            // where it was written.
            return;
        }

        view.Install(checkpoint);
        foreach (var (earlier, kind, payload) in _aside)
        {
            Count(kind, payload.Length);
            view.Apply(earlier, kind, payload);
        }

        view.Apply(sequence, JournalRecordKind.CheckpointEnd, []);
        _aside.Clear();
        _aside.TrimExcess();
        _isDirect = true;
    }

    private void Count(JournalRecordKind kind, int bytes)
    {
        if (kind < JournalRecordKind.CheckpointBegin)
        {
            Bytes += bytes;
        }
    }
}

using System.Buffers.Binary;
using SettleEngine.Core;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Pipeline.Confirm;

/// <summary>Durable outcomes in sequence order, packed, the oldest dropped when there are too many; and those who want to hear
/// of new ones.</summary>
/// <param name="maxOutcomes">Most outcomes that are kept.</param>
/// <remarks>Thread rule: any thread reads; only the journal's view adds.</remarks>
internal sealed class OutcomeLog(int maxOutcomes)
{
    private const int LineSize = sizeof(ulong) + OutcomeRecord.Size;
    private const int RunLines = 512;

    private readonly Lock _gate = new();

    // Runs of lines: sequence 8, then the record as in the journal.
    private readonly List<byte[]> _runs = [];
    private int _count;
    private ISettlementSink[] _sinks = [];

    /// <summary>Sequence below which outcomes were dropped; 1 while none was.</summary>
    public ulong FirstRetained { get; private set; } = 1;

    /// <summary>Bytes that the outcomes take.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return (long)_runs.Count * RunLines * LineSize;
            }
        }
    }

    /// <summary>Adds an outcome that is durable, without telling anybody.</summary>
    /// <param name="sequence">Its journal sequence.</param>
    /// <param name="record">The record's bytes.</param>
    public void Add(ulong sequence, ReadOnlySpan<byte> record)
    {
        lock (_gate)
        {
            Invariant.Holds(_count == 0 || SequenceAt(_count - 1) < sequence);
            if (_count == _runs.Count * RunLines)
            {
                _runs.Add(new byte[RunLines * LineSize]);
            }

            var line = Line(_count++);
            BinaryPrimitives.WriteUInt64LittleEndian(line, sequence);
            record[..OutcomeRecord.Size].CopyTo(line[sizeof(ulong)..]);
            while (_count - RunLines >= maxOutcomes)
            {
                DropRun();
            }
        }
    }

    /// <summary>Drops the oldest outcomes.</summary>
    /// <param name="first">Sequence of the first one that may be kept.</param>
    public void DropBelow(ulong first)
    {
        lock (_gate)
        {
            while (_count >= RunLines && SequenceAt(RunLines - 1) < first)
            {
                DropRun();
            }

            FirstRetained = Math.Max(FirstRetained, first);
        }
    }

    /// <summary>Drops everything: what was read belonged to a checkpoint that is not whole.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _runs.Clear();
            _count = 0;
            FirstRetained = 1;
        }
    }

    /// <summary>Tells the sinks about outcomes that were added.</summary>
    /// <param name="notices">The outcomes, in sequence order.</param>
    public void Tell(IReadOnlyList<OutcomeNotice> notices)
    {
        var sinks = Volatile.Read(ref _sinks);
        foreach (var notice in notices)
        {
            foreach (var sink in sinks)
            {
                sink.OnOutcome(notice);
            }
        }
    }

    /// <summary>Tells the sinks that a payment became part of a signed transaction.</summary>
    /// <param name="id">The payment.</param>
    /// <param name="transactionHash">The transaction.</param>
    public void Signed(AdmissionSequence id, Hash256 transactionHash)
    {
        foreach (var sink in Volatile.Read(ref _sinks))
        {
            sink.OnSigned(id, transactionHash);
        }
    }

    /// <summary>Reads outcomes after a sequence.</summary>
    /// <param name="after">Sequence of the last outcome that the reader has.</param>
    /// <param name="max">Most outcomes to return.</param>
    /// <returns>The outcomes.</returns>
    public IReadOnlyList<OutcomeNotice> Read(ulong after, int max)
    {
        lock (_gate)
        {
            var first = IndexAfter(after);
            var notices = new OutcomeNotice[Math.Min(max, _count - first)];
            for (var i = 0; i < notices.Length; i++)
            {
                var record = OutcomeRecord.Read(Line(first + i)[sizeof(ulong)..]);
                notices[i] = OutcomeWriter.ToNotice(record, SequenceAt(first + i));
            }

            return notices;
        }
    }

    /// <summary>Copies lines out: sequence 8, then the record.</summary>
    /// <param name="after">Sequence of the last line that was copied; 0 at first.</param>
    /// <param name="until">Highest sequence to copy.</param>
    /// <param name="destination">Room for whole lines.</param>
    /// <param name="last">Sequence of the last line copied now.</param>
    /// <returns>How many were copied; 0 at the end.</returns>
    public int Copy(ulong after, ulong until, Span<byte> destination, out ulong last)
    {
        lock (_gate)
        {
            last = after;
            var copied = 0;
            for (var index = IndexAfter(after); index < _count && (copied + 1) * LineSize <= destination.Length; index++)
            {
                var sequence = SequenceAt(index);
                if (sequence > until)
                {
                    break;
                }

                Line(index).CopyTo(destination[(copied * LineSize)..]);
                copied++;
                last = sequence;
            }

            return copied;
        }
    }

    /// <summary>Adds a listener.</summary>
    /// <param name="sink">The listener.</param>
    public void Subscribe(ISettlementSink sink)
    {
        lock (_gate)
        {
            _sinks = [.. _sinks, sink];
        }
    }

    /// <summary>Removes a listener.</summary>
    /// <param name="sink">The listener.</param>
    public void Unsubscribe(ISettlementSink sink)
    {
        lock (_gate)
        {
            _sinks = Array.FindAll(_sinks, known => !ReferenceEquals(known, sink));
        }
    }

    private void DropRun()
    {
        FirstRetained = SequenceAt(RunLines - 1) + 1;
        _runs.RemoveAt(0);
        _count -= RunLines;
    }

    private int IndexAfter(ulong sequence)
    {
        var low = 0;
        var high = _count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (SequenceAt(middle) <= sequence)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private ulong SequenceAt(int index) => BinaryPrimitives.ReadUInt64LittleEndian(Line(index));

    private Span<byte> Line(int index) => _runs[index / RunLines].AsSpan(index % RunLines * LineSize, LineSize);
}

using Microsoft.Extensions.Logging;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Retention;
using SettleEngine.Core.Submit;
using SettleEngine.Pipeline.Confirm;
using SettleEngine.Pipeline.Dedupe;
using SettleEngine.Pipeline.Ports;
using SettleEngine.Pipeline.Recovery;

namespace SettleEngine.Pipeline.Retention;

/// <summary>Writes what the process knows into the journal, in parts, so that older records are not needed any more.</summary>
/// <param name="journal">Where it goes.</param>
/// <param name="table">Decided payments.</param>
/// <param name="outcomes">Outcomes.</param>
/// <param name="logger">Receives one line per checkpoint.</param>
/// <remarks>
/// What can change is copied at one moment; what is decided cannot, and is read bit by bit while the engine goes on. Nothing may be
/// forgotten meanwhile: the retention stage does one after the other.
/// </remarks>
internal sealed partial class CheckpointWriter(JournalKeeper journal, AdmissionTable table, OutcomeLog outcomes, ILogger logger)
{
    private const int PartBytes = 32 << 10;
    private const int AppendBytes = 1 << 20;

    private readonly List<JournalRecord> _waiting = [];
    private int _waitingBytes;
    private ulong _asOf;
    private ulong _parts;
    private ulong _items;
    private long _written;

    /// <summary>Writes a checkpoint and gives back what it stands for.</summary>
    /// <returns>Bytes of the checkpoint.</returns>
    /// <exception cref="IOException">The journal is broken.</exception>
    public async ValueTask<long> WriteAsync()
    {
        var (begin, changing, counted) = journal.Look(Capture);
        foreach (var record in changing)
        {
            await AddAsync(record);
        }

        await WriteClosedAsync(begin.AsOf);
        await WriteOutcomesAsync(begin.AsOf);

        var end = new byte[CheckpointEndRecord.Size];
        new CheckpointEndRecord(begin.AsOf, _parts, _items, outcomes.FirstRetained).WriteTo(end);
        await AddAsync(new JournalRecord(JournalRecordKind.CheckpointEnd, end));
        await FlushAsync();

        // Only now does it count; what it stands for is given back last.
        await journal.CheckpointAsync(CancellationToken.None);
        await journal.TruncateAsync(begin.AsOf + 1, CancellationToken.None);
        journal.CountFrom(counted);
        LogWritten(logger, begin.AsOf, _items, _written);
        return _written;
    }

    private (CheckpointBeginRecord Begin, List<JournalRecord> Changing, long Counted) Capture(JournalView view)
    {
        _asOf = view.LastSequence;
        _parts = 0;
        _items = 0;
        _written = 0;
        var begin = new CheckpointBeginRecord(_asOf, view.Boot!.Value, view.Forgotten);
        var payload = new byte[CheckpointBeginRecord.Size];
        begin.WriteTo(payload);
        var records = new List<JournalRecord> { new(JournalRecordKind.CheckpointBegin, payload) };

        var lanes = new PartBuilder(_asOf, CheckpointSection.Lanes, records);
        var starts = new PartBuilder(_asOf, CheckpointSection.Starts, records);
        var attempts = new PartBuilder(_asOf, CheckpointSection.Attempts, records);
        foreach (var (account, lane) in view.Lanes.OrderBy(entry => entry.Key.ToString(), StringComparer.Ordinal))
        {
            var state = lane.ToRecord(account);
            state.WriteTo(lanes.Next(state.Size));
            if (lane.First.Value > 0)
            {
                new LaneStartRecord(account, lane.First).WriteTo(starts.Next(LaneStartRecord.Size));
            }

            foreach (var (sequence, attempt) in lane.Fillings.Values.Concat(lane.Open.Values).SelectMany(same => same))
            {
                WriteAttempt(attempts.Next(12 + attempt.Size), sequence, attempt);
            }
        }

        var open = new PartBuilder(_asOf, CheckpointSection.Open, records);
        foreach (var payment in view.Open)
        {
            var record = payment.ToRecord();
            record.WriteTo(open.Next(record.Size));
        }

        PartBuilder[] sections = [lanes, starts, attempts, open];
        foreach (var section in sections)
        {
            section.End();
            _parts += section.Parts;
            _items += section.Items;
        }

        return (begin, records, journal.BytesSinceCheckpoint);
    }

    private static void WriteAttempt(Span<byte> destination, ulong sequence, AttemptRecord attempt)
    {
        var writer = new RecordWriter(destination);
        writer.WriteUInt64(sequence);
        writer.WriteUInt32((uint)attempt.Size);
        attempt.WriteTo(destination[writer.Length..]);
    }

    private async ValueTask WriteClosedAsync(ulong asOf)
    {
        var after = 0UL;
        while (true)
        {
            var payload = new byte[CheckpointPartHeader.Size + (PartBytes / ClosedPayment.Size * ClosedPayment.Size)];
            var count = table.CopyClosed(after, asOf, payload.AsSpan(CheckpointPartHeader.Size), out after);
            if (count == 0)
            {
                return;
            }

            await AddPartAsync(CheckpointSection.Closed, payload, count, ClosedPayment.Size);
        }
    }

    private async ValueTask WriteOutcomesAsync(ulong asOf)
    {
        const int ItemSize = sizeof(ulong) + OutcomeRecord.Size;
        var after = 0UL;
        while (true)
        {
            var payload = new byte[CheckpointPartHeader.Size + (PartBytes / ItemSize * ItemSize)];
            var count = outcomes.Copy(after, asOf, payload.AsSpan(CheckpointPartHeader.Size), out after);
            if (count == 0)
            {
                return;
            }

            await AddPartAsync(CheckpointSection.Outcomes, payload, count, ItemSize);
        }
    }

    private ValueTask AddPartAsync(CheckpointSection section, byte[] payload, int count, int itemSize)
    {
        new CheckpointPartHeader(_asOf, section, (uint)count).WriteTo(payload);
        _parts++;
        _items += (ulong)count;
        return AddAsync(new JournalRecord(
            JournalRecordKind.CheckpointPart,
            payload.AsMemory(0, CheckpointPartHeader.Size + (count * itemSize))));
    }

    private async ValueTask AddAsync(JournalRecord record)
    {
        if (_waitingBytes + record.Payload.Length > AppendBytes)
        {
            await FlushAsync();
        }

        _waiting.Add(record);
        _waitingBytes += record.Payload.Length;
        _written += record.Payload.Length;
    }

    private async ValueTask FlushAsync()
    {
        if (_waiting.Count > 0)
        {
            await journal.AppendAsync(_waiting.ToArray(), CancellationToken.None);
            _waiting.Clear();
            _waitingBytes = 0;
        }
    }

    [LoggerMessage(EventId = 3302, Level = LogLevel.Information, Message = "Checkpoint as of sequence {AsOf}: {Items} items in {Bytes} bytes")]
    private static partial void LogWritten(ILogger logger, ulong asOf, ulong items, long bytes);
}

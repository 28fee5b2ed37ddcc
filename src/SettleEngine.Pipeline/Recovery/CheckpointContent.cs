using SettleEngine.Core;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Retention;
using SettleEngine.Core.Submit;
using SettleEngine.Pipeline.Confirm;

namespace SettleEngine.Pipeline.Recovery;

/// <summary>A checkpoint as it is read back, part by part.</summary>
/// <param name="begin">How it begins.</param>
/// <param name="outcomes">Receives the outcomes.</param>
internal sealed class CheckpointContent(CheckpointBeginRecord begin, OutcomeLog outcomes)
{
    private ulong _parts;
    private ulong _items;
    private int _nextOpen;

    /// <summary>How it begins.</summary>
    public CheckpointBeginRecord Begin { get; } = begin;

    /// <summary>Lanes.</summary>
    public List<LaneStateRecord> Lanes { get; } = [];

    /// <summary>Where lanes began that did not begin at account nonce 0. A checkpoint of an older version has none.</summary>
    public Dictionary<Address, AccountNonce> Starts { get; } = [];

    /// <summary>Open attempts and fillings, each with its journal sequence.</summary>
    public List<(ulong Sequence, AttemptRecord Record)> Attempts { get; } = [];

    /// <summary>Open payments, in the order of admission.</summary>
    public List<OpenPaymentRecord> Open { get; } = [];

    /// <summary>Decided payments, and places for the open ones.</summary>
    public PaymentBook Book { get; } = new();

    /// <summary>Takes a part.</summary>
    /// <param name="payload">The record's bytes.</param>
    public void Add(ReadOnlySpan<byte> payload)
    {
        var header = CheckpointPartHeader.Read(payload);
        if (header.AsOf != Begin.AsOf)
        {
            return;
        }

        _parts++;
        _items += header.Count;
        var reader = new RecordReader(payload[CheckpointPartHeader.Size..]);
        for (var i = 0u; i < header.Count; i++)
        {
            Add(header.Section, ref reader);
        }

        Invariant.Holds(reader.Remaining == 0);
    }

    /// <summary>Ends the checkpoint.</summary>
    /// <param name="end">How it ends.</param>
    /// <returns>False when it is the end of another one.</returns>
    /// <exception cref="InvalidDataException">Parts are missing.</exception>
    public bool TryEnd(in CheckpointEndRecord end)
    {
        if (end.AsOf != Begin.AsOf)
        {
            return false;
        }

        if (end.Parts != _parts || end.Items != _items)
        {
            throw new InvalidDataException(
                $"The journal's checkpoint as of sequence {end.AsOf} has {_parts} parts with {_items} items instead of "
                + $"{end.Parts} with {end.Items}. Nothing was changed. Put the segment files back from a copy.");
        }

        ReserveOpenBelow(ulong.MaxValue);
        outcomes.DropBelow(end.FirstOutcome);
        return true;
    }

    private void Add(CheckpointSection section, ref RecordReader reader)
    {
        switch (section)
        {
            case CheckpointSection.Lanes:
                Lanes.Add(LaneStateRecord.Read(ref reader));
                break;
            case CheckpointSection.Attempts:
                var sequence = reader.ReadUInt64();
                Attempts.Add((sequence, AttemptRecord.Read(reader.ReadBytes(checked((int)reader.ReadUInt32())))));
                break;
            case CheckpointSection.Open:
                Open.Add(OpenPaymentRecord.Read(ref reader));
                break;
            case CheckpointSection.Closed:
                AddClosed(reader.ReadBytes(ClosedPayment.Size));
                break;
            case CheckpointSection.Starts:
                var start = LaneStartRecord.Read(reader.ReadBytes(LaneStartRecord.Size));
                Starts.Add(start.Lane, start.First);
                break;
            default:
                Invariant.Holds(section == CheckpointSection.Outcomes);
                outcomes.Add(reader.ReadUInt64(), reader.ReadBytes(Core.Confirm.OutcomeRecord.Size));
                break;
        }
    }

    private void AddClosed(ReadOnlySpan<byte> payment)
    {
        var id = new RecordReader(payment).ReadUInt64();
        ReserveOpenBelow(id);
        if (_nextOpen < Open.Count && Open[_nextOpen].Id.Value == id)
        {
            // It was open as of the checkpoint and was closed while the checkpoint was written: the records say so again.
            return;
        }

        Book.AddClosed(new AdmissionSequence(id), payment);
    }

    private void ReserveOpenBelow(ulong id)
    {
        for (; _nextOpen < Open.Count && Open[_nextOpen].Id.Value < id; _nextOpen++)
        {
            Book.Reserve(Open[_nextOpen].Id);
        }
    }
}

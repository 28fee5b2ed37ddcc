using SettleEngine.Core.Encoding;
using SettleEngine.Core.Retention;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Pipeline.Retention;

/// <summary>Fills parts of a checkpoint with items of one section.</summary>
/// <param name="asOf">Which checkpoint.</param>
/// <param name="section">What the items are.</param>
/// <param name="records">Receives the parts.</param>
internal sealed class PartBuilder(ulong asOf, CheckpointSection section, List<JournalRecord> records)
{
    private const int PartBytes = 32 << 10;

    private byte[] _part = [];
    private int _length;
    private uint _count;

    /// <summary>Parts so far.</summary>
    public ulong Parts { get; private set; }

    /// <summary>Items so far.</summary>
    public ulong Items { get; private set; }

    /// <summary>Room for the next item.</summary>
    /// <param name="size">Its bytes.</param>
    /// <returns>Exactly as many bytes.</returns>
    public Span<byte> Next(int size)
    {
        if (_length + size > _part.Length)
        {
            End();
            _part = new byte[Math.Max(PartBytes, CheckpointPartHeader.Size + size)];
            _length = CheckpointPartHeader.Size;
        }

        var room = _part.AsSpan(_length, size);
        _length += size;
        _count++;
        Items++;
        return room;
    }

    /// <summary>Ends the last part.</summary>
    public void End()
    {
        if (_count == 0)
        {
            return;
        }

        new CheckpointPartHeader(asOf, section, _count).WriteTo(_part);
        records.Add(new JournalRecord(JournalRecordKind.CheckpointPart, _part.AsMemory(0, _length)));
        Parts++;
        _count = 0;
        _part = [];
        _length = 0;
    }
}

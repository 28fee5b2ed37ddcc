using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Storage;

/// <summary>A block that is being filled: header space, encoded records, and who waits for them.</summary>
/// <remarks>Thread rule: the journal fills it under its lock, then the committer alone owns it.</remarks>
internal sealed class AppendBlock(int recordCapacity)
{
    private readonly List<(TaskCompletionSource<ulong> Waiter, ulong Sequence)> _waiters = [];
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(
        BlockEnvelope.HeaderSize + recordCapacity + BlockWriter.Alignment);

    /// <summary>Bytes of records that fit.</summary>
    public int RecordCapacity => recordCapacity;

    /// <summary>Sequence of the first record.</summary>
    public ulong FirstRecordSequence { get; private set; } = 1;

    /// <summary>Records in it.</summary>
    public uint RecordCount { get; private set; }

    /// <summary>Bytes of records in it.</summary>
    public int RecordBytes { get; private set; }

    /// <summary>Sequence of the newest record; that of the one before the first when there is none.</summary>
    public ulong LastRecordSequence => FirstRecordSequence + RecordCount - 1;

    /// <summary>Bytes that a group takes in a block.</summary>
    /// <param name="records">The group.</param>
    /// <returns>Bytes, payloads and record headers.</returns>
    public static long Measure(ReadOnlySpan<JournalRecord> records)
    {
        var bytes = (long)BlockEnvelope.RecordHeaderSize * records.Length;
        foreach (ref readonly var record in records)
        {
            bytes += record.Payload.Length;
        }

        return bytes;
    }

    /// <summary>Empties the block for use.</summary>
    /// <param name="firstRecordSequence">Sequence that its first record will have.</param>
    /// <returns>The same block.</returns>
    public AppendBlock Begin(ulong firstRecordSequence)
    {
        _waiters.Clear();
        FirstRecordSequence = firstRecordSequence;
        RecordCount = 0;
        RecordBytes = 0;
        return this;
    }

    /// <summary>Whether a group still fits.</summary>
    /// <param name="bytes">What <see cref="Measure"/> gave.</param>
    /// <returns>Whether it fits.</returns>
    public bool HasRoomFor(long bytes) => RecordBytes + bytes <= recordCapacity;

    /// <summary>Copies a group behind what is there.</summary>
    /// <param name="records">The group; it fits.</param>
    /// <param name="waiter">Who waits for it.</param>
    public void Add(ReadOnlySpan<JournalRecord> records, TaskCompletionSource<ulong> waiter)
    {
        _waiters.Add((waiter, FirstRecordSequence + RecordCount));
        foreach (ref readonly var record in records)
        {
            var destination = _buffer.AsSpan(BlockEnvelope.HeaderSize + RecordBytes);
            RecordBytes += BlockEnvelope.WriteRecord(destination, (byte)record.Kind, record.Payload.Span);
        }

        RecordCount += (uint)records.Length;
    }

    /// <summary>The block's bytes: header space and records.</summary>
    /// <returns>The bytes.</returns>
    public Span<byte> AsSpan() => _buffer.AsSpan(0, BlockEnvelope.HeaderSize + RecordBytes);

    /// <summary>The block's bytes with zeros behind them.</summary>
    /// <param name="length">Header, records and padding.</param>
    /// <returns>The bytes.</returns>
    public ReadOnlySpan<byte> Pad(int length)
    {
        _buffer.AsSpan(0, length)[(BlockEnvelope.HeaderSize + RecordBytes)..].Clear();
        return _buffer.AsSpan(0, length);
    }

    /// <summary>Tells everyone who waits that the records are durable. Continuations run elsewhere.</summary>
    public void Complete()
    {
        foreach (var (waiter, sequence) in _waiters)
        {
            waiter.TrySetResult(sequence);
        }
    }

    /// <summary>Tells everyone who waits that nobody will ever know whether the records are durable.</summary>
    /// <param name="failure">Why.</param>
    public void Fail(IOException failure)
    {
        foreach (var (waiter, _) in _waiters)
        {
            waiter.TrySetException(failure);
        }
    }
}

using SettleEngine.Storage.Files;

namespace SettleEngine.Storage;

/// <summary>Writes blocks to the zeroed segment files themselves: one write each, one flush for all of a commit.</summary>
/// <remarks>Thread rule: one thread, the committer.</remarks>
internal sealed class SegmentBlockLog(DataDirectory directory, long segmentBytes, long begin) : IBlockLog
{
    private IJournalFile? _file;
    private long _segment = -1;
    private bool _isDirty;

    /// <inheritdoc/>
    public int FrameBytes => 0;

    /// <inheritdoc/>
    public long TailAddress { get; private set; } = begin;

    /// <inheritdoc/>
    public void Write(long address, ReadOnlySpan<byte> block)
    {
        var segment = address / segmentBytes;
        if (segment != _segment)
        {
            // What was written to the segment before must not be lost with its handle.
            MakeDurable();
            _file?.Dispose();
            _file = directory.OpenSegment(segment, create: false)
                ?? throw new IOException($"{directory.SegmentPath(segment)} is gone.");
            _segment = segment;
        }

        _isDirty = true;
        _file!.Write(block, address % segmentBytes);
        TailAddress = address + block.Length;
    }

    /// <inheritdoc/>
    public void MakeDurable()
    {
        if (_isDirty)
        {
            _file!.Flush();
            _isDirty = false;
        }
    }

    /// <inheritdoc/>
    public void Forget(long address)
    {
        // Nothing is kept about what lies behind.
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}

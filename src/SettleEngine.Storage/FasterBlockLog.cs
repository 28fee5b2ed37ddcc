using System.Diagnostics.CodeAnalysis;
using FASTER.core;
using SettleEngine.Core;

namespace SettleEngine.Storage;

/// <summary>Puts blocks into FasterLog and waits until they are on disk.</summary>
/// <remarks>
/// FASTER's part is the paged buffer, the order of writes and the commit that covers many blocks. It is told where the
/// log ends instead of being asked, because its own recovery believes damaged metadata; see docs/decisions.
/// Thread rule: one thread, the committer.
/// </remarks>
[SuppressMessage("Design", "MA0045", Justification = "The committer is a thread of its own that has nothing else to do.")]
internal sealed class FasterBlockLog : IBlockLog
{
    private readonly FasterDevice _device;
    private readonly FasterLog _log;
    private readonly TimeSpan _commitTimeout;

    /// <summary>Opens the log.</summary>
    /// <param name="directory">The locked directory.</param>
    /// <param name="options">Memory and time-outs.</param>
    /// <param name="anchor">Sizes, and where the retained log begins.</param>
    /// <param name="begin">Where it goes on.</param>
    public FasterBlockLog(DataDirectory directory, JournalOptions options, in JournalAnchor anchor, long begin)
    {
        _commitTimeout = options.CommitTimeout;
        _device = new FasterDevice(directory);
        _log = new FasterLog(new FasterLogSettings
        {
            LogDevice = _device,
            LogCommitManager = new EnvelopeCommitManager(),
            PageSize = anchor.PageBytes,
            SegmentSize = anchor.SegmentBytes,
            MemorySize = Math.Max(options.MemoryBytes, 4L * anchor.PageBytes),
            FastCommitMode = true,
            LogChecksum = LogChecksumType.PerEntry,
            TolerateDeviceFailure = false,
            TryRecoverLatest = false,
            AutoCommit = false,
        });
        if (begin > 0)
        {
            _log.Initialize(Math.Max(anchor.First.Segment * anchor.SegmentBytes, _log.BeginAddress), begin);
        }
    }

    /// <inheritdoc/>
    public int FrameBytes => 12;

    /// <inheritdoc/>
    public long TailAddress => _log.TailAddress;

    /// <inheritdoc/>
    public void Write(long address, ReadOnlySpan<byte> block)
    {
        // FASTER's own loop would wait for ever for room in a page whose flush has failed.
        long placed;
        while (!_log.TryEnqueue(block, out placed))
        {
            if (_device.Failure is { } cause)
            {
                throw new IOException(cause.Message, cause);
            }

            Thread.Yield();
        }

        Invariant.Holds(placed == address);
    }

    /// <inheritdoc/>
    public void MakeDurable()
    {
        var end = _log.TailAddress;
        try
        {
            if (!_log.CommitAsync(CancellationToken.None).AsTask().Wait(_commitTimeout))
            {
                throw new TimeoutException($"A commit was not answered within {_commitTimeout}.");
            }
        }
        catch (AggregateException) when (_device.Failure is { } cause)
        {
            throw new IOException(cause.Message, cause);
        }

        Invariant.Holds(_log.CommittedUntilAddress >= end);
    }

    /// <inheritdoc/>
    public void Forget(long address)
    {
        _log.TruncateUntil(address);
        MakeDurable();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _log.Dispose();
        _device.Dispose();
    }
}

using System.Numerics;
using SettleEngine.Storage.Files;

namespace SettleEngine.Storage;

/// <summary>Settings of a journal, checked together when it is opened; the same for both adapters.</summary>
public sealed record JournalOptions
{
    /// <summary>Directory that holds the journal and nothing else.</summary>
    /// <value>Required. Made with mode 0700 when it is missing.</value>
    public required string DataDirectory { get; init; }

    /// <summary>Size of one segment file, in bytes; fixed when the journal is made.</summary>
    /// <value>Default 256 MiB, a power of two: about 1 million admissions. Zeroing the next one ahead of need takes about
    /// a second, and truncation frees whole segments.</value>
    public long SegmentBytes { get; init; } = 256L << 20;

    /// <summary>Size of one page, in bytes; fixed when the journal is made. No block crosses a page.</summary>
    /// <value>Default 4 MiB, a power of two. Bounds the largest group of records that can be appended as one unit.</value>
    public int PageBytes { get; init; } = 4 << 20;

    /// <summary>Memory for pages that are being written, in bytes.</summary>
    /// <value>Default 64 MiB, a power of two, at least 4 pages. One commit uses at most a quarter of it.</value>
    public long MemoryBytes { get; init; } = 64L << 20;

    /// <summary>Size at which a block is closed and a new one begun, in bytes.</summary>
    /// <value>Default 256 KiB: writes of this size had the best median latency (281 µs) on the disk it was measured on.</value>
    public int BlockBytes { get; init; } = 256 << 10;

    /// <summary>How often the anchor follows the durable sequence while there is work.</summary>
    /// <value>Default 100 ms. The newest acknowledged records within this time are the only ones whose damage on disk,
    /// after a crash, cannot be told from a torn write.</value>
    public TimeSpan AnchorInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long the disk may make no progress before admissions are refused; they are taken in again as soon as it
    /// goes on.</summary>
    /// <value>Default 5 s: what is admitted after that would only wait.</value>
    public TimeSpan StallAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the disk may make no progress, in a commit or at the change of segments, before the journal counts
    /// as broken.</summary>
    /// <value>Default 30 s. A device that lost a write never answers, and waiting for it would hang every caller.</value>
    public TimeSpan CommitTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether a log whose anchor file is gone may be opened as far as it verifies, and a new anchor be written.</summary>
    /// <value>Default false: without the anchor nothing proves that the newest records are still there. An operator who
    /// has compared the journal with another source may set it once.</value>
    public bool AcceptMissingAnchor { get; init; }

    /// <summary>The journal's files; a test puts a disk of its own here.</summary>
    /// <value>Default: null, those of <see cref="DataDirectory"/>.</value>
    internal IJournalFiles? Files { get; init; }

    /// <summary>Largest group that can be appended as one unit, in bytes of payload and 5 bytes per record.</summary>
    public int MaxGroupBytes => PageBytes - (2 * BlockWriter.Alignment);

    /// <summary>Checks values and their relations.</summary>
    /// <exception cref="ArgumentException">Some setting cannot work; the text says which and why.</exception>
    public void Validate()
    {
        Require(!string.IsNullOrWhiteSpace(DataDirectory), "DataDirectory (--data) must name a directory");
        Require(IsPowerOfTwo(PageBytes) && PageBytes >= 64 << 10, "PageBytes must be a power of two of at least 64 KiB");
        Require(
            IsPowerOfTwo(SegmentBytes) && SegmentBytes >= PageBytes && SegmentBytes <= 1L << 40,
            "SegmentBytes must be a power of two, at least PageBytes and at most 1 TiB");
        Require(
            IsPowerOfTwo(MemoryBytes) && MemoryBytes >= 4L * PageBytes,
            "MemoryBytes must be a power of two and at least four pages");
        Require(
            BlockBytes >= 4 << 10 && BlockBytes <= MaxGroupBytes,
            "BlockBytes must be at least 4 KiB and fit into a page with its envelope");
        Require(AnchorInterval > TimeSpan.Zero, "AnchorInterval must be positive");
        Require(StallAfter > TimeSpan.Zero, "StallAfter must be positive");
        Require(CommitTimeout > TimeSpan.Zero, "CommitTimeout must be positive");
    }

    private static bool IsPowerOfTwo(long value) => value > 0 && BitOperations.IsPow2(value);

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new ArgumentException($"Journal settings: {message}.");
        }
    }
}

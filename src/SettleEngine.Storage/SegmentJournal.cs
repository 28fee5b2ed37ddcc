using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace SettleEngine.Storage;

/// <summary>The journal on plain segment files: zeroed ahead of need, written and flushed by the committer itself.</summary>
public sealed class SegmentJournal : BlockJournal
{
    private SegmentJournal(JournalOptions options, ILogger logger)
        : base(options, logger)
    {
    }

    /// <summary>Takes the data directory for this process. <see cref="BlockJournal.RecoverAsync"/> comes next.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="logger">Where opening, repair and failure are logged.</param>
    /// <returns>The journal, not yet recovered.</returns>
    /// <exception cref="ArgumentException">The settings contradict each other.</exception>
    /// <exception cref="IOException">The directory is in use by another process or cannot be written.</exception>
    public static SegmentJournal Open(JournalOptions options, ILogger<SegmentJournal>? logger = null) =>
        new(options, logger ?? NullLogger<SegmentJournal>.Instance);

    /// <inheritdoc/>
    private protected override IBlockLog OpenLog(DataDirectory directory, in JournalAnchor anchor, long begin) =>
        new SegmentBlockLog(directory, anchor.SegmentBytes, begin);
}

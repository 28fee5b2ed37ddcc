using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace SettleEngine.Storage;

/// <summary>The journal on FASTER.</summary>
public sealed class FasterJournal : BlockJournal
{
    private readonly JournalOptions _options;

    private FasterJournal(JournalOptions options, ILogger logger)
        : base(options, logger)
    {
        _options = options;
    }

    /// <summary>Takes the data directory for this process. <see cref="BlockJournal.RecoverAsync"/> comes next.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="logger">Where opening, repair and failure are logged.</param>
    /// <returns>The journal, not yet recovered.</returns>
    /// <exception cref="ArgumentException">The settings contradict each other.</exception>
    /// <exception cref="IOException">The directory is in use by another process or cannot be written.</exception>
    public static FasterJournal Open(JournalOptions options, ILogger<FasterJournal>? logger = null) =>
        new(options, logger ?? NullLogger<FasterJournal>.Instance);

    /// <inheritdoc/>
    private protected override IBlockLog OpenLog(DataDirectory directory, in JournalAnchor anchor, long begin) =>
        new FasterBlockLog(directory, _options, anchor, begin);
}

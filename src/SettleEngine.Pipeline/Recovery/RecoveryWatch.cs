using System.Globalization;
using Microsoft.Extensions.Logging;

namespace SettleEngine.Pipeline.Recovery;

/// <summary>Tells when recovery stands still: a disk or an endpoint that never answers raises no error of its own.</summary>
/// <param name="troubles">Where it is told.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">Receives one line when it stands still.</param>
/// <remarks>Thread rule: any thread reports; one loop looks.</remarks>
internal sealed partial class RecoveryWatch(TroubleBoard troubles, EngineClock clock, ILogger logger)
{
    private const string Cause = "recovery";
    private const long PatienceMs = 30_000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private volatile string _step = "the journal is opened; look at the disk of --data";
    private ulong _records;
    private long _changedAtMs;
    private volatile bool _isOver;

    /// <summary>Reports a record that was read.</summary>
    /// <param name="records">Records so far.</param>
    public void Read(ulong records)
    {
        // Asking the clock for each of millions of records would cost more than reading them.
        if (records % 1_024 == 1)
        {
            Volatile.Write(ref _records, records);
            Volatile.Write(ref _changedAtMs, clock.NowMs);
            _step = "the journal is read; look at the disk of --data";
        }
    }

    /// <summary>Reports that the journal is read and the chain is asked.</summary>
    public void AskChain()
    {
        Volatile.Write(ref _changedAtMs, clock.NowMs);
        _step = "the journal is read and the chain is asked; look at --rpc";
    }

    /// <summary>Reports that recovery is over.</summary>
    public void End()
    {
        _isOver = true;
        troubles.Set(Cause, null);
    }

    /// <summary>Looks until recovery is over.</summary>
    /// <returns>A task that ends soon after <see cref="End"/>.</returns>
    public async Task RunAsync()
    {
        while (!_isOver)
        {
            await Task.Delay(Pause, clock.Provider, CancellationToken.None);
            Look();
        }
    }

    private void Look()
    {
        var silentMs = clock.NowMs - Volatile.Read(ref _changedAtMs);
        if (_isOver || silentMs < PatienceMs)
        {
            troubles.Set(Cause, null);
            return;
        }

        var sentence = string.Create(
            CultureInfo.InvariantCulture,
            $"Recovery has made no progress for more than {PatienceMs / 1_000} s, after {Volatile.Read(ref _records)} records: {_step}.");
        if (troubles.Set(Cause, sentence))
        {
            LogStill(logger, sentence);
        }
    }

    [LoggerMessage(EventId = 3204, Level = LogLevel.Warning, Message = "{Sentence}")]
    private static partial void LogStill(ILogger logger, string sentence);
}

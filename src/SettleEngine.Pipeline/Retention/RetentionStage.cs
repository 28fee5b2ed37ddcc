using Microsoft.Extensions.Logging;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Retention;
using SettleEngine.Pipeline.Confirm;
using SettleEngine.Pipeline.Dedupe;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Pipeline.Retention;

/// <summary>Forgets what the chain has made worthless, and replaces the journal's old records by checkpoints. One after the other,
/// so that nothing is forgotten while a checkpoint is written.</summary>
/// <param name="journal">The journal.</param>
/// <param name="table">What is remembered.</param>
/// <param name="outcomes">The outcome feed.</param>
/// <param name="head">Knows the finalized block.</param>
/// <param name="options">How long, and when.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">Receives one line per sweep that found something, and one per checkpoint.</param>
internal sealed partial class RetentionStage(
    JournalKeeper journal,
    AdmissionTable table,
    OutcomeLog outcomes,
    HeadView head,
    RetentionOptions options,
    EngineClock clock,
    ILogger logger)
{
    private readonly CheckpointWriter _checkpoints = new(journal, table, outcomes, logger);
    private long _checkpointBytes = journal.CheckpointBytesRead;

    /// <summary>Runs until it is cancelled.</summary>
    /// <param name="cancellationToken">Stops the stage between steps.</param>
    /// <returns>A task that ends with the cancellation.</returns>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // What was allowed in an earlier life is forgotten again, whether the chain can be read now or not.
        await SweepAsync(cancellationToken);
        while (true)
        {
            await Task.Delay(options.ForgetInterval, clock.Provider, cancellationToken);
            await ForgetAsync(cancellationToken);
            await CheckpointAsync();
        }
    }

    private async ValueTask ForgetAsync(CancellationToken cancellationToken)
    {
        if (head.Finalized is not { } finalized)
        {
            return;
        }

        // Finalized block time decides. The wall clock can only make it later: an endpoint that invents a time must not be able
        // to make the engine forget what is still valid.
        var time = new UnixSeconds(Math.Min(finalized.Timestamp.Value, clock.UnixMs / 1_000));
        var rule = ForgetRecord.At(finalized.Number, time, (ulong)options.ForgetMargin.TotalSeconds);
        var known = journal.Look(view => view.Forgotten);
        if (rule.Before.Value <= known.Before.Value
            || rule.FinalizedBlock < known.FinalizedBlock
            || !table.HasForgettable(rule))
        {
            return;
        }

        var payload = new byte[ForgetRecord.Size];
        rule.WriteTo(payload);
        await journal.AppendAsync(new[] { new JournalRecord(JournalRecordKind.Forget, payload) }, CancellationToken.None);
        await SweepAsync(cancellationToken);
    }

    private async ValueTask SweepAsync(CancellationToken cancellationToken)
    {
        var total = 0;
        for (var next = 0; next >= 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            next = table.Sweep(next, out var forgotten);
            total += forgotten;
            if (forgotten > 0)
            {
                // Admissions take their turn between two pieces of the sweep.
                await Task.Yield();
            }
        }

        if (total > 0)
        {
            LogForgotten(logger, total, table.Count);
        }
    }

    private async ValueTask CheckpointAsync()
    {
        // A nearly full disk keeps its last room for what was promised. It is the operator's turn then, who was told.
        if (journal.BytesSinceCheckpoint >= Math.Max(options.CheckpointBytes, _checkpointBytes) && journal.HasRoomForAdmissions)
        {
            _checkpointBytes = await _checkpoints.WriteAsync();
        }
    }

    [LoggerMessage(EventId = 3301, Level = LogLevel.Information, Message = "{Forgotten} keys forgotten, {Kept} kept")]
    private static partial void LogForgotten(ILogger logger, int forgotten, int kept);
}

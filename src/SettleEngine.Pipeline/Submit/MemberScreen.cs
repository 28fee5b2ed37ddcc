using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SettleEngine.Core;
using SettleEngine.Core.Batch;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Batch;
using SettleEngine.Pipeline.Confirm;
using SettleEngine.Pipeline.Dedupe;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Pipeline.Submit;

/// <summary>
/// Looks at the payers of a batch once more, just before it is signed: one question for all of them. Whoever has got code since it
/// was verified goes to Confirm, which sends the payment again if the token would still take it. Everybody with code goes back from a
/// batch that goes through Multicall3, where nothing bounds what one of them burns.
/// </summary>
/// <param name="chain">Who is asked.</param>
/// <param name="watch">Payers that can burn gas.</param>
/// <param name="confirm">Input of the confirm stage.</param>
/// <param name="useSettler">Whether batches that fit go through the guarded settler.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">Receives one line per batch that loses members.</param>
/// <remarks>Thread rule: any lane.</remarks>
internal sealed partial class MemberScreen(
    IChainClient chain,
    PayerWatch watch,
    ChannelWriter<ConfirmInput> confirm,
    bool useSettler,
    EngineClock clock,
    ILogger logger)
{
    // Money is not at risk here, gas is: a chain that is slow to answer must not stop a lane.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>Takes those members out of a batch that must not be in it.</summary>
    /// <param name="batch">The batch; owned by the lane.</param>
    /// <param name="batches">Where members go that are taken out.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>What is left to sign, or null when nothing is.</returns>
    public async ValueTask<SettlementBatch?> ScreenAsync(
        SettlementBatch batch,
        ChannelWriter<BatchInput> batches,
        CancellationToken cancellationToken)
    {
        var members = batch.Members;
        if (members.Length <= 1)
        {
            // Alone it can spoil nothing but its own plain call, whose limit is small.
            return batch;
        }

        var wasWatched = Array.ConvertAll(members, member => watch.IsWatched(member.Item.Authorization.Payer));
        await LookAsync(members, cancellationToken);
        if (watch.IsEmpty)
        {
            return batch;
        }

        var isGuarded = useSettler && SettlerCalldata.FitTogether(Array.ConvertAll(members, member => member.Item));
        var kept = new List<Admission>(members.Length);
        var removed = 0;
        for (var i = 0; i < members.Length; i++)
        {
            var isWatched = watch.IsWatched(members[i].Item.Authorization.Payer);
            if (!isWatched || (isGuarded && wasWatched[i]))
            {
                kept.Add(members[i]);
                continue;
            }

            GiveBack(members[i], isNews: !wasWatched[i], isGuarded, batches);
            removed++;
        }

        if (removed == 0)
        {
            return batch;
        }

        LogTakenOut(logger, removed, members.Length);

        // What is left needs less; only a plain call must not keep the limit of a batch.
        return kept.Count == 0 ? null
            : new SettlementBatch([.. kept], kept.Count == 1 ? GasFormula.Limit(1, 0) : batch.GasLimit);
    }

    private void GiveBack(Admission member, bool isNews, bool isGuarded, ChannelWriter<BatchInput> batches)
    {
        if (!isGuarded)
        {
            // Whatever made this batch go through Multicall3 may do so with the next one.
            member.MaxCompany = Company.Alone;
        }

        // Whoever holds a request open for it wants it signed in seconds, whatever becomes of it.
        var sent = isNews && !member.IsHeldRequest
            ? confirm.TryWrite(ConfirmInput.Resolve(member))
            : batches.TryWrite(BatchInput.Returned(new[] { member }));
        Invariant.Holds(sent);
    }

    private async ValueTask LookAsync(Admission[] members, CancellationToken cancellationToken)
    {
        var payers = Array.ConvertAll(members, member => member.Item.Authorization.Payer);
        var reading = ReadAsync(payers, cancellationToken);

        // As in InputWait: a cancelled delay would continue on the thread pool.
        var due = new TaskCompletionSource();
        await using var timer = clock.Provider.CreateTimer(
            static state => ((TaskCompletionSource)state!).TrySetResult(),
            due,
            Patience,
            Timeout.InfiniteTimeSpan);
        await Task.WhenAny(reading, due.Task);
        if (!reading.IsCompleted || await reading is not { } haveCode)
        {
            LogUnanswered(logger, members.Length);
            return;
        }

        for (var i = 0; i < payers.Length; i++)
        {
            watch.Saw(payers[i], haveCode[i]);
        }
    }

    private async Task<bool[]?> ReadAsync(Address[] payers, CancellationToken cancellationToken)
    {
        try
        {
            return await chain.HaveCodeAsync(payers, cancellationToken);
        }
        catch (ChainUnavailableException)
        {
            return null;
        }
    }

    [LoggerMessage(EventId = 5010, Level = LogLevel.Information, Message = "Took {Count} of {Members} payments out of a batch: their payers have code")]
    private static partial void LogTakenOut(ILogger logger, int count, int members);

    [LoggerMessage(EventId = 5011, Level = LogLevel.Debug, Message = "Nobody said in time which payers of a batch of {Members} have code")]
    private static partial void LogUnanswered(ILogger logger, int members);
}

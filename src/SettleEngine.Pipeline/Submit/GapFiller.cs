using Microsoft.Extensions.Logging;
using SettleEngine.Core.Batch;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;
using SettleEngine.Pipeline.Dedupe;

namespace SettleEngine.Pipeline.Submit;

/// <summary>Carries out what <see cref="LaneGap"/> decides: fills account nonces below a lane's first with empty transactions, beside
/// the lane's rule, which knows of nothing there.</summary>
/// <param name="lane">Index of the lane.</param>
/// <param name="first">Account nonce that the lane began with.</param>
/// <param name="fillings">Newest filling at each account nonce; of an earlier life at first.</param>
/// <param name="transactions">Signs and sends.</param>
/// <param name="services">What all lanes share.</param>
/// <remarks>Thread rule: the lane's loop.</remarks>
internal sealed partial class GapFiller(
    int lane,
    AccountNonce first,
    SortedDictionary<ulong, SignedAttempt> fillings,
    LaneTransactions transactions,
    LaneServices services)
{
    private readonly LaneGap _gap = new(first, (long)services.Options.StallAfter.TotalMilliseconds);

    /// <summary>Records what the chain says.</summary>
    /// <param name="included">Transaction count of the account at the newest block.</param>
    /// <param name="finalized">The same at the finalized one.</param>
    public void OnNews(AccountNonce included, AccountNonce finalized) =>
        _gap.OnNews(included, finalized, services.Clock.NowMs);

    /// <summary>Fills what is to be filled now.</summary>
    /// <param name="cancellationToken">Stops between actions; what is signed is durable.</param>
    /// <returns>A task that completes when all of it was sent, or could not be signed.</returns>
    public async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (!transactions.CanSign || !_gap.TryTake(services.Clock.NowMs, out var from, out var below))
        {
            return;
        }

        LogGap(services.Logger, lane, from.Value, below.Value - 1);
        for (var at = from; at.Value < below.Value; at = at.Next())
        {
            if (await SignAsync(new LaneSlot(lane, at), cancellationToken) is not { } filling)
            {
                return;
            }

            await transactions.SendAsync(filling, cancellationToken);
        }
    }

    private async ValueTask<SignedAttempt?> SignAsync(LaneSlot slot, CancellationToken cancellationToken)
    {
        var fees = services.Fees.First(services.BaseFeePerGasWei);
        var hasPrevious = fillings.TryGetValue(slot.AccountNonce.Value, out var previous);
        if (hasPrevious && !services.Fees.TryReplace(previous!.Fees, services.BaseFeePerGasWei, out fees))
        {
            // The same bytes again: at the limit of fees there is no better offer.
            return previous;
        }

        if (await transactions.TrySignAsync(slot, [], GasFormula.Limit(0, 0), fees, isFirst: !hasPrevious, cancellationToken) is not { } filling)
        {
            return null;
        }

        services.Spend.Book(slot, services.Spend.WorstCaseWei(filling.GasLimit, fees, LaneServices.BytesOf(0)));
        return fillings[slot.AccountNonce.Value] = filling;
    }

    [LoggerMessage(EventId = 5012, Level = LogLevel.Warning, Message = "Lane {Lane}: account nonces {From} to {To}, used by somebody else before the lane was started, are unused again after a reorg; they are filled with empty transactions")]
    private static partial void LogGap(ILogger logger, int lane, ulong from, ulong to);
}

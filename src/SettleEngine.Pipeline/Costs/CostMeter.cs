using SettleEngine.Core.Batch.Cost;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Batch;
using SettleEngine.Pipeline.Confirm;
using SettleEngine.Pipeline.Diagnostics;
using SettleEngine.Pipeline.Submit;

namespace SettleEngine.Pipeline.Costs;

/// <summary>Holds receipts against predictions: books what our transactions cost, and corrects the model by it.</summary>
/// <param name="chain">What the chain charges for.</param>
/// <param name="accounts">Accounts of the lanes, by lane index.</param>
/// <param name="view">Predicts, and learns.</param>
/// <param name="payees">Who was paid before.</param>
/// <param name="book">Where costs go.</param>
/// <param name="clock">The time, where a block's is not known.</param>
/// <param name="metrics">Counts.</param>
/// <remarks>One owner: the confirm stage.</remarks>
internal sealed class CostMeter(
    ChainCosts chain,
    IReadOnlyList<Address> accounts,
    CostView view,
    KnownPayees payees,
    CostBook book,
    EngineClock clock,
    PipelineMetrics metrics)
{
    /// <summary>Books a transaction of ours that was found in a block.</summary>
    /// <param name="attempt">The transaction.</param>
    /// <param name="receipt">What the block shows of it.</param>
    /// <param name="blockTime">The block's time, or null when it is not known.</param>
    /// <param name="decided">Payments that the receipt decides.</param>
    /// <returns>What was booked.</returns>
    public BatchCost OnIncluded(
        SignedAttempt attempt,
        TransactionReceipt receipt,
        UnixSeconds? blockTime,
        IReadOnlyList<DecidedPayment> decided)
    {
        var cost = SubmissionCost.Of(receipt, blockTime ?? new UnixSeconds(clock.UnixMs / 1_000));
        var batch = Measure(attempt, receipt, cost, decided) with { NativeUsd = view.NativeUsd };
        var isLesson = false;
        if (batch.Kind is { } kind)
        {
            var shape = ShapeOf(attempt);
            var bytes = attempt.Transaction.RawTransaction.Length;
            batch = batch with { PredictedGas = view.Estimate(kind, shape, bytes).Gas };

            // A failed payment says nothing of what others need, and of a payee that was never paid nobody knows whether it has a balance.
            isLesson = batch.Settled == batch.Payments && shape.FreshPayees == 0;
            view.OnReceipt(kind, isLesson ? batch.PredictedGas : null, receipt, bytes);
        }

        metrics.Cost(batch, isLesson);
        return book.Add(batch);
    }

    /// <summary>Books what a later receipt of the same transaction in the same block shows better, if it does.</summary>
    /// <param name="booked">What was booked.</param>
    /// <param name="attempt">The transaction.</param>
    /// <param name="receipt">The later receipt.</param>
    /// <param name="blockTime">The block's time, or null when it is not known.</param>
    /// <param name="decided">Payments that it decides.</param>
    /// <returns>What is booked now.</returns>
    public BatchCost OnShownAgain(
        BatchCost booked,
        SignedAttempt attempt,
        TransactionReceipt receipt,
        UnixSeconds? blockTime,
        IReadOnlyList<DecidedPayment> decided)
    {
        var cost = SubmissionCost.Of(receipt, blockTime ?? booked.Cost.BlockTime);
        if (cost == booked.Cost && decided.Count(IsSettled) == booked.Settled)
        {
            return booked;
        }

        var batch = Measure(attempt, receipt, cost, decided);
        return book.Replace(booked, batch with { NativeUsd = booked.NativeUsd, PredictedGas = booked.PredictedGas });
    }

    /// <summary>Takes back what a reorg took out of its block.</summary>
    /// <param name="booked">What was booked.</param>
    public void OnUndone(BatchCost booked) => book.TakeBack(booked);

    private static bool IsSettled(DecidedPayment payment) => payment.Outcome == SettlementOutcome.Settled;

    private BatchCost Measure(
        SignedAttempt attempt,
        TransactionReceipt receipt,
        SubmissionCost cost,
        IReadOnlyList<DecidedPayment> decided)
    {
        var settled = decided.Where(IsSettled).Select(payment => payment.Admission).ToHashSet();
        var final = new SubmissionFinalRecord(
            accounts[attempt.Slot.Lane],
            attempt.Slot.AccountNonce,
            receipt.TransactionHash,
            receipt.BlockNumber,
            receipt.BlockHash)
        {
            Cost = cost,
        };
        return BatchCost.Of(
            chain,
            final,
            attempt.Transaction.RawTransaction.Span,
            Array.ConvertAll(attempt.Members, member => new BatchMember(member.Item, settled.Contains(member))));
    }

    private BatchShape ShapeOf(SignedAttempt attempt)
    {
        var items = Array.ConvertAll(attempt.Members, member => member.Item);
        var fresh = items
            .Where(item => !payees.Contains(item.Token, item.Authorization.Payee))
            .Select(item => item.Authorization.Payee)
            .Distinct()
            .Count();
        return BatchShape.Of(items) with { FreshPayees = fresh };
    }
}

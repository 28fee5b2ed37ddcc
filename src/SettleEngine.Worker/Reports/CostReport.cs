using SettleEngine.Core.Batch.Cost;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Costs;
using SettleEngine.Worker.Chains;
using SettleEngine.Worker.Journals;

namespace SettleEngine.Worker.Reports;

/// <summary>What the final transactions of a journal cost. It needs nothing but the journal.</summary>
internal sealed class CostReport
{
    private CostReport(ChainEntry chain, JournalBook book, UnixSeconds since)
    {
        Chain = chain;
        Book = book;
        Since = since;
    }

    /// <summary>The journal's chain.</summary>
    public ChainEntry Chain { get; }

    /// <summary>The journal.</summary>
    public JournalBook Book { get; }

    /// <summary>Block time of the oldest transaction that counts.</summary>
    public UnixSeconds Since { get; }

    /// <summary>Our transactions since then, in the order of the chain.</summary>
    public IReadOnlyList<BatchCost> Batches { get; private set; } = [];

    /// <summary>The sum of all of them.</summary>
    public CostTotals Total { get; private set; }

    /// <summary>Block time of the oldest transaction whose cost the journal holds, or null when it holds none.</summary>
    public UnixSeconds? Oldest { get; private set; }

    /// <summary>Our final transactions that a program wrote down which did not note costs yet: they are in no sum.</summary>
    public int WithoutCost { get; private set; }

    /// <summary>Signed transactions that are not final yet: they are in no sum.</summary>
    public int Open { get; private set; }

    /// <summary>Makes a report.</summary>
    /// <param name="book">The journal.</param>
    /// <param name="chains">What chains charge for.</param>
    /// <param name="since">Block time of the oldest transaction that counts.</param>
    /// <param name="nativeUsd">US dollars for one native coin, or null for a report without dollars.</param>
    /// <returns>The report.</returns>
    public static CostReport Of(JournalBook book, ChainTable chains, UnixSeconds since, double? nativeUsd)
    {
        var report = new CostReport(chains.For(book.Boot?.ChainId ?? 0), book, since);
        var batches = new List<BatchCost>();
        foreach (var lane in book.Lanes.Values)
        {
            report.Open += lane.Attempts.Keys.Count(accountNonce => !lane.Final.ContainsKey(accountNonce));
            foreach (var final in lane.Final.Values.Where(final => !final.TransactionHash.IsZero))
            {
                if (final.Cost is not { } cost)
                {
                    report.WithoutCost++;
                    continue;
                }

                report.Oldest = report.Oldest is { } oldest && oldest.Value <= cost.BlockTime.Value ? oldest : cost.BlockTime;
                if (cost.BlockTime.Value >= since.Value)
                {
                    batches.Add(report.Measure(lane, final) with { NativeUsd = nativeUsd });
                }
            }
        }

        report.Batches = [.. batches.OrderBy(batch => batch.BlockNumber).ThenBy(batch => batch.Lane.ToString(), StringComparer.Ordinal)];
        report.Total = batches.Aggregate(default(CostTotals), (sum, batch) => sum + batch.Totals);
        return report;
    }

    private BatchCost Measure(BookedLane lane, in SubmissionFinalRecord final)
    {
        var hash = final.TransactionHash;
        var attempt = lane.Attempts.GetValueOrDefault(final.AccountNonce.Value)?.Find(one => one.Record.TransactionHash == hash)?.Record;
        var members = (attempt?.Members ?? []).Select(member => MemberOf(member, hash)).ToArray();
        var batch = BatchCost.Of(Chain.Costs, final, attempt is null ? default : attempt.RawTransaction.Span, members);
        return batch.Kind is { } kind && Array.TrueForAll(members, member => member.Item is not null)
            ? batch with
            {
                PredictedGas = GasModel.Predict(kind, BatchShape.Of(Array.ConvertAll(members, member => member.Item!.Value))),
            }
            : batch;
    }

    private BatchMember MemberOf(AdmissionSequence id, Hash256 transactionHash)
    {
        var payment = Book.Payments.GetValueOrDefault(id.Value);
        var isSettled = payment?.Outcome is { } outcome
            && outcome.Record.Outcome == SettlementOutcome.Settled
            && outcome.Record.Proof.TransactionHash == transactionHash;
        return new BatchMember(payment?.Accept?.Item, isSettled);
    }
}

using Microsoft.Extensions.Logging;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Batch;
using SettleEngine.Pipeline.Costs;
using SettleEngine.Pipeline.Dedupe;
using SettleEngine.Pipeline.Diagnostics;
using SettleEngine.Pipeline.Ports;
using SettleEngine.Pipeline.Submit;

namespace SettleEngine.Pipeline.Confirm;

/// <summary>
/// Finds our submissions in blocks: looks for receipts of every attempt, and reads each payment's proof out of the logs.
/// Transaction status is never asked.
/// </summary>
/// <param name="chain">Where receipts come from.</param>
/// <param name="canonical">Which blocks count.</param>
/// <param name="submissions">Our submissions.</param>
/// <param name="inclusions">Follows what was found.</param>
/// <param name="spend">Hears what was paid.</param>
/// <param name="costs">Books what was paid.</param>
/// <param name="watch">Payers that can burn gas.</param>
/// <param name="landing">Learns how long it took.</param>
/// <param name="metrics">Counts.</param>
/// <param name="logger">Receives one line per transaction.</param>
/// <remarks>One owner: the confirm stage.</remarks>
internal sealed partial class SubmissionTracker(
    IChainClient chain,
    CanonicalChain canonical,
    SubmissionBook submissions,
    InclusionTracker inclusions,
    SpendBook spend,
    CostMeter costs,
    PayerWatch watch,
    LandingView landing,
    PipelineMetrics metrics,
    ILogger logger)
{
    // Receipts may lag behind the account's count: the endpoints are asked for facts after this many looks found nothing.
    private const int LooksBeforeForeign = 50;

    /// <summary>Looks for receipts of everything that the accounts' counts say is in a block.</summary>
    /// <param name="snapshot">What the chain says.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when every receipt found was read.</returns>
    public async ValueTask CollectAsync(ChainSnapshot snapshot, CancellationToken cancellationToken)
    {
        submissions.AcceptForeign(snapshot);
        var candidates = submissions.Candidates(snapshot);
        if (candidates.Count == 0)
        {
            return;
        }

        var hashes = candidates.ConvertAll(candidate => candidate.Attempt.Transaction.TransactionHash).ToArray();
        var receipts = await chain.GetReceiptsAsync(hashes, cancellationToken);
        for (var i = 0; i < receipts.Length; i++)
        {
            var (submission, attempt) = candidates[i];
            if (receipts[i] is { } receipt
                && submission.Inclusion is null
                && await canonical.FindTimeAsync(receipt.BlockNumber, receipt.BlockHash, cancellationToken) is { } blockTime)
            {
                Include(submission, attempt, receipt, blockTime);
            }
        }

        var lost = candidates
            .Select(candidate => candidate.Submission)
            .Distinct()
            .Where(submission => IsOverdue(submission, snapshot))
            .ToArray();
        if (lost.Length > 0)
        {
            await ConcludeAsync(lost, cancellationToken);
        }
    }

    /// <summary>Reads the receipt of one of our transactions once more, because a payment in it is used by it and the receipt that
    /// was read did not show so.</summary>
    /// <param name="transactionHash">The transaction.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when what was left out is decided, if the receipt shows it now.</returns>
    public async ValueTask LookAgainAsync(Hash256 transactionHash, CancellationToken cancellationToken)
    {
        var inclusion = inclusions.FindOurs(transactionHash);
        if (inclusion?.Submission?.Find(transactionHash) is not { } attempt)
        {
            return;
        }

        var receipts = await chain.GetReceiptsAsync(new[] { transactionHash }, cancellationToken);
        if (receipts[0] is not { } receipt || receipt.BlockHash != inclusion.BlockHash)
        {
            return;
        }

        foreach (var decided in AttemptProofs.Read(attempt, receipt, isFinal: false))
        {
            if (!inclusion.Decides(decided.Admission))
            {
                inclusion.Decided.Add(decided);
                Credit(decided);
                inclusions.Announce(decided, inclusion.Level);
            }
        }

        inclusions.BookAgain(inclusion, attempt, receipt);
    }

    private void Include(Submission submission, SignedAttempt attempt, TransactionReceipt receipt, UnixSeconds? blockTime)
    {
        var inclusion = new Inclusion(receipt.TransactionHash, receipt.BlockNumber, receipt.BlockHash, submission)
        {
            BlockTime = blockTime,
        };
        submission.Inclusion = inclusion;
        inclusions.Watch(inclusion);
        submission.FruitlessLooks = 0;
        if (attempt.Members is [{ Cut: { } cut }, ..])
        {
            landing.OnIncluded(cut, receipt.BlockNumber);
        }

        foreach (var decided in AttemptProofs.Read(attempt, receipt, isFinal: false))
        {
            inclusion.Decided.Add(decided);
            Credit(decided);
            inclusions.Announce(decided, ConfirmationLevel.Included);
        }

        ReleaseUnsettled(inclusion, attempt.Members);

        ReleaseOthers(submission, attempt);
        spend.OnPaid(submission.Slot, receipt, attempt.Transaction.RawTransaction.Length);
        inclusion.Cost = costs.OnIncluded(attempt, receipt, blockTime, inclusion.Decided);
        metrics.Included(attempt.Members.Length, inclusion.Decided.Count, receipt);
        LogIncluded(
            logger,
            receipt.TransactionHash,
            receipt.BlockNumber,
            inclusion.Decided.Count,
            attempt.Members.Length,
            receipt.GasUsed);
    }

    private void Credit(DecidedPayment decided)
    {
        if (decided.Outcome == SettlementOutcome.Settled)
        {
            watch.Settle(decided.Admission.Item.Authorization.Payer, decided.Admission.Id);
        }
    }

    private void ReleaseUnsettled(Inclusion inclusion, Admission[] members)
    {
        // Nothing settled at all: one payer may have spoiled it for everybody.
        var company = inclusion.Decided.Count == 0 && members.Length > 1
            ? new FailedCompany(Array.ConvertAll(members, member => member.Item.Authorization.Payer))
            : null;
        foreach (var member in members)
        {
            if (!member.IsDecided && !inclusion.Decides(member))
            {
                member.Failures++;
                member.FailedCompany = company;
                submissions.Undecided.Enqueue(member);
            }
        }
    }

    private void ReleaseOthers(Submission submission, SignedAttempt included)
    {
        // A cancellation consumed the account nonce: the payments of the attempts that lost are free again.
        foreach (var member in submission.Attempts.SelectMany(attempt => attempt.Members).Distinct())
        {
            if (!included.Members.Contains(member) && !member.IsDecided)
            {
                submissions.Undecided.Enqueue(member);
            }
        }
    }

    private static bool IsOverdue(Submission submission, ChainSnapshot snapshot) =>
        submission.Inclusion is null
        && snapshot.IsDead(submission.Slot)
        && ++submission.FruitlessLooks % LooksBeforeForeign == 0;

    private async ValueTask ConcludeAsync(Submission[] lost, CancellationToken cancellationToken)
    {
        var attempts = lost.SelectMany(submission => submission.Attempts.Select(attempt => (submission, attempt))).ToArray();
        var receipts = await chain.GetFinalReceiptsAsync(
            Array.ConvertAll(attempts, one => one.attempt.Transaction.TransactionHash),
            cancellationToken);
        for (var i = 0; i < attempts.Length; i++)
        {
            var (submission, attempt) = attempts[i];
            if (receipts[i] is { IsAgreed: true, Receipt: { } receipt } && submission.Inclusion is null)
            {
                Include(submission, attempt, receipt, blockTime: null);
            }
        }

        foreach (var known in attempts.Zip(receipts).GroupBy(one => one.First.submission))
        {
            if (known.Key.Inclusion is null && known.All(one => one.Second.IsAgreed))
            {
                submissions.Release(known.Key);
            }
        }
    }

    [LoggerMessage(EventId = 6001, Level = LogLevel.Information, Message = "{Transaction} is in block {Block}: {Settled} of {Count} payments proven, {GasUsed} gas")]
    private static partial void LogIncluded(ILogger logger, Hash256 transaction, ulong block, int settled, int count, ulong gasUsed);
}

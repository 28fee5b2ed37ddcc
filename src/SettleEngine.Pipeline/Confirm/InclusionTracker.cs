using Microsoft.Extensions.Logging;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Costs;
using SettleEngine.Pipeline.Dedupe;
using SettleEngine.Pipeline.Ports;
using SettleEngine.Pipeline.Submit;

namespace SettleEngine.Pipeline.Confirm;

/// <summary>
/// Follows what blocks have decided, in our transactions and in others, from included to finalized, and takes back what a reorg
/// undid.
/// </summary>
/// <param name="chain">Where receipts come from.</param>
/// <param name="canonical">Which blocks count.</param>
/// <param name="submissions">Our submissions.</param>
/// <param name="writer">Where outcomes go.</param>
/// <param name="costs">Books what was paid.</param>
/// <param name="logger">Receives one line per change.</param>
/// <remarks>One owner: the confirm stage.</remarks>
internal sealed partial class InclusionTracker(
    IChainClient chain,
    CanonicalChain canonical,
    SubmissionBook submissions,
    OutcomeWriter writer,
    CostMeter costs,
    ILogger logger)
{
    private readonly List<Inclusion> _inclusions = [];

    /// <summary>Lowest height that a payment still depends on, or the given one when none does.</summary>
    /// <param name="finalized">Height of the finalized block.</param>
    /// <returns>A height.</returns>
    public ulong LowestWatched(ulong finalized) =>
        _inclusions.Count == 0 ? finalized : Math.Min(finalized, _inclusions.Min(inclusion => inclusion.BlockNumber));

    /// <summary>Finds the block that holds one of our transactions.</summary>
    /// <param name="transactionHash">The transaction.</param>
    /// <returns>Its place, or null while no block is known to hold it.</returns>
    public Inclusion? FindOurs(Hash256 transactionHash) =>
        _inclusions.Find(one => one.TransactionHash == transactionHash && one.Submission is not null);

    /// <summary>Watches the block of one of our transactions.</summary>
    /// <param name="inclusion">Its place.</param>
    public void Watch(Inclusion inclusion) => _inclusions.Add(inclusion);

    /// <summary>Watches a payment that somebody else's transaction decided.</summary>
    /// <param name="inclusion">The transaction's place.</param>
    /// <param name="decided">The payment.</param>
    public void WatchForeign(Inclusion inclusion, DecidedPayment decided)
    {
        inclusion.Decided.Add(decided);
        _inclusions.Add(inclusion);
        Announce(decided, inclusion.Level);
    }

    /// <summary>Goes on watching what somebody else's transaction decided before a restart.</summary>
    /// <param name="admission">The payment.</param>
    /// <returns>False when the journal names no such transaction for it.</returns>
    public bool TryWatchAgain(Admission admission)
    {
        if (admission.Outcome is not { BatchSize: 0, TransactionHash.IsZero: false } told)
        {
            return false;
        }

        var proof = new ProofLocation(told.TransactionHash, told.BlockNumber, told.BlockHash, told.LogIndex);
        WatchForeign(
            new Inclusion(told.TransactionHash, told.BlockNumber, told.BlockHash, submission: null),
            new DecidedPayment(admission, told.Outcome, proof, 0, 0));
        return true;
    }

    /// <summary>Says what a block shows of a payment, and writes it down once the block is as firm as was wanted.</summary>
    /// <param name="decided">The payment.</param>
    /// <param name="level">How firm the block is.</param>
    public void Announce(DecidedPayment decided, ConfirmationLevel level)
    {
        if (decided.Admission.IsDecided)
        {
            return;
        }

        decided.Admission.State = level switch
        {
            ConfirmationLevel.Finalized => AdmissionState.Finalized,
            ConfirmationLevel.Safe => AdmissionState.Safe,
            _ => AdmissionState.Included,
        };
        writer.OnShown(decided);
        if (level >= decided.WantedLevel)
        {
            writer.Add(decided, level);
        }
    }

    /// <summary>Books one of our transactions again, because its receipt was read again.</summary>
    /// <param name="inclusion">Its place.</param>
    /// <param name="attempt">The transaction.</param>
    /// <param name="receipt">The receipt.</param>
    public void BookAgain(Inclusion inclusion, SignedAttempt attempt, TransactionReceipt receipt) =>
        inclusion.Cost = costs.OnShownAgain(inclusion.Cost!, attempt, receipt, inclusion.BlockTime, inclusion.Decided);

    /// <summary>Raises the level of what has become firmer, and ends what is finalized.</summary>
    /// <param name="snapshot">What the chain says.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when all levels are up to date.</returns>
    public async ValueTask AdvanceAsync(ChainSnapshot snapshot, CancellationToken cancellationToken)
    {
        var ending = new List<Inclusion>();
        for (var i = _inclusions.Count - 1; i >= 0; i--)
        {
            var inclusion = _inclusions[i];
            var level = snapshot.LevelOf(inclusion.BlockNumber);
            if (level <= inclusion.Level)
            {
                continue;
            }

            if (await canonical.FindTimeAsync(inclusion.BlockNumber, inclusion.BlockHash, cancellationToken) is not { } blockTime)
            {
                Undo(inclusion);
                continue;
            }

            inclusion.BlockTime = blockTime;

            if (level == ConfirmationLevel.Finalized)
            {
                ending.Add(inclusion);
                continue;
            }

            inclusion.Level = level;
            inclusion.Decided.ForEach(decided => Announce(decided, level));
        }

        await EndAsync(ending, cancellationToken);
    }

    /// <summary>Takes back what a reorg undid.</summary>
    /// <param name="changedFrom">Lowest height whose block changed.</param>
    public void Reorganise(ulong changedFrom)
    {
        foreach (var inclusion in _inclusions.ToArray())
        {
            if (inclusion.BlockNumber >= changedFrom
                && canonical.IsCanonical(inclusion.BlockNumber, inclusion.BlockHash) != true)
            {
                LogUndone(logger, inclusion.TransactionHash, inclusion.BlockNumber);
                Undo(inclusion);
            }
        }
    }

    private async ValueTask EndAsync(List<Inclusion> ending, CancellationToken cancellationToken)
    {
        if (ending.Count == 0)
        {
            return;
        }

        // What ends a payment's life is not taken from the endpoint that told of it first.
        var hashes = ending.ConvertAll(inclusion => inclusion.TransactionHash).ToArray();
        var receipts = await chain.GetFinalReceiptsAsync(hashes, cancellationToken);
        for (var i = 0; i < ending.Count; i++)
        {
            if (receipts[i].IsAgreed)
            {
                End(ending[i], receipts[i].Receipt);
            }
        }
    }

    private void End(Inclusion inclusion, TransactionReceipt? receipt)
    {
        if (receipt is null || receipt.BlockHash != inclusion.BlockHash)
        {
            LogContradicted(logger, inclusion.TransactionHash, inclusion.BlockNumber);
            Undo(inclusion);
            return;
        }

        if (inclusion.Submission?.Find(inclusion.TransactionHash) is { } attempt)
        {
            EndOurs(inclusion, attempt, receipt);
        }
        else if (AttemptProofs.BearsOut(inclusion.Decided, receipt))
        {
            EndProven(inclusion);
        }
        else
        {
            LogContradicted(logger, inclusion.TransactionHash, inclusion.BlockNumber);
            Undo(inclusion);
        }
    }

    private void EndOurs(Inclusion inclusion, SignedAttempt attempt, TransactionReceipt receipt)
    {
        var proven = AttemptProofs.Read(attempt, receipt, isFinal: true);
        if (inclusion.Decided.Exists(told => !told.Admission.IsDecided && !proven.Exists(one => one.Admission == told.Admission)))
        {
            // The same block cannot say both. To the journal the end of a submission is the end of all that it was said to have
            // settled, so there is no end before a receipt bears that out; it is read again with the next block.
            LogContradicted(logger, inclusion.TransactionHash, inclusion.BlockNumber);
            return;
        }

        inclusion.Decided.Clear();
        inclusion.Decided.AddRange(proven);
        BookAgain(inclusion, attempt, receipt);
        EndProven(inclusion);
    }

    private void EndProven(Inclusion inclusion)
    {
        inclusion.Level = ConfirmationLevel.Finalized;
        inclusion.Decided.ForEach(decided => Announce(decided, ConfirmationLevel.Finalized));
        _inclusions.Remove(inclusion);
        if (inclusion.Submission is { } submission)
        {
            submissions.End(submission, inclusion);
            return;
        }

        inclusion.Decided.ForEach(decided => writer.AddFinal(new AdmissionFinalRecord(decided.Admission.Id)));
    }

    private void Undo(Inclusion inclusion)
    {
        _inclusions.Remove(inclusion);
        if (inclusion.Submission is { } submission)
        {
            submission.Inclusion = null;
            costs.OnUndone(inclusion.Cost!);
        }

        foreach (var decided in inclusion.Decided)
        {
            if (decided.Admission.IsDecided || IsShownBy(decided.Admission))
            {
                // Another block has shown since what became of it: the news of this one's end comes too late to matter.
                continue;
            }

            decided.Admission.State = AdmissionState.InFlight;
            writer.OnUndone(decided.Admission);
            if (inclusion.Submission is null)
            {
                submissions.Undecided.Enqueue(decided.Admission);
            }
        }
    }

    private bool IsShownBy(Admission admission) =>
        _inclusions.Exists(inclusion => inclusion.Decided.Exists(decided => ReferenceEquals(decided.Admission, admission)));

    [LoggerMessage(EventId = 6002, Level = LogLevel.Warning, Message = "A reorg took {Transaction} out of block {Block}")]
    private static partial void LogUndone(ILogger logger, Hash256 transaction, ulong block);

    [LoggerMessage(EventId = 6004, Level = LogLevel.Warning, Message = "The endpoints do not bear out what one of them told of {Transaction} in block {Block}")]
    private static partial void LogContradicted(ILogger logger, Hash256 transaction, ulong block);
}

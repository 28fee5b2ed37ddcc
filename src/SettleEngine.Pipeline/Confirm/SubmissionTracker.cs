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
/// Follows our transactions from signed to finalized: looks for receipts of every attempt, reads each payment's proof out
/// of the logs, and takes back what a reorg undid. Transaction status is never asked.
/// </summary>
/// <param name="accounts">Accounts of the lanes, by lane index.</param>
/// <param name="next">Account nonce of the next transaction of each lane, by the journal.</param>
/// <param name="chain">Where receipts come from.</param>
/// <param name="canonical">Which blocks count.</param>
/// <param name="writer">Where outcomes go.</param>
/// <param name="spend">Hears what was paid.</param>
/// <param name="costs">Books what was paid.</param>
/// <param name="watch">Payers that can burn gas.</param>
/// <param name="landing">Learns how long it took.</param>
/// <param name="metrics">Counts.</param>
/// <param name="logger">Receives one line per transaction.</param>
/// <remarks>One owner: the confirm stage.</remarks>
internal sealed partial class SubmissionTracker(
    IReadOnlyList<Address> accounts,
    IReadOnlyList<AccountNonce> next,
    IChainClient chain,
    CanonicalChain canonical,
    OutcomeWriter writer,
    SpendBook spend,
    CostMeter costs,
    PayerWatch watch,
    LandingView landing,
    PipelineMetrics metrics,
    ILogger logger)
{
    // Receipts may lag behind the account's count: the endpoints are asked for facts after this many looks found nothing.
    private const int LooksBeforeForeign = 50;

    // A stranger with a busy key is accounted for piece by piece; the lane waits until all of it is.
    private const int MaxForeignPerLook = 1_000;

    private readonly SortedDictionary<ulong, Submission>[] _lanes =
        [.. accounts.Select(_ => new SortedDictionary<ulong, Submission>())];

    private readonly Dictionary<LaneSlot, int> _fruitlessLooks = [];
    private readonly List<Inclusion> _inclusions = [];
    private readonly ulong[] _signedBelow = [.. next.Select(first => first.Value)];
    private readonly ulong[] _endedBelow = new ulong[accounts.Count];

    /// <summary>Payments that a look found to be undecided although their transaction is in a block.</summary>
    public Queue<Admission> Undecided { get; } = new();

    /// <summary>Lowest height that a payment still depends on, or the given one when none does.</summary>
    /// <param name="finalized">Height of the finalized block.</param>
    /// <returns>A height.</returns>
    public ulong LowestWatched(ulong finalized) =>
        _inclusions.Count == 0 ? finalized : Math.Min(finalized, _inclusions.Min(inclusion => inclusion.BlockNumber));

    /// <summary>Account nonce below which everything of a lane is accounted for: signed by us, or used by somebody else for
    /// good. Durable once the outcomes of the same look are.</summary>
    /// <param name="lane">Index of the lane.</param>
    /// <returns>The account nonce.</returns>
    public AccountNonce SignedBelow(int lane) => new(_signedBelow[lane]);

    /// <summary>Whether a transaction is one of our attempts that is not finalized yet.</summary>
    /// <param name="transactionHash">The transaction.</param>
    /// <returns>True while its receipt is looked for, and while its block may still be reorganised.</returns>
    public bool IsOurs(Hash256 transactionHash) =>
        _lanes.Any(lane => lane.Values.Any(followed => followed.Find(transactionHash) is not null));

    /// <summary>Whether a payment is part of a signed transaction that no block holds.</summary>
    /// <param name="admission">The payment.</param>
    /// <returns>True while such a transaction may settle it.</returns>
    public bool CanStillLand(Admission admission) => admission.SignedIn.Exists(IsOpen);

    /// <summary>A lane's submissions that no block is known to hold, oldest first.</summary>
    /// <param name="lane">Index of the lane.</param>
    /// <returns>The submissions.</returns>
    public IEnumerable<Submission> Open(int lane) => _lanes[lane].Values.Where(submission => submission.Inclusion is null);

    /// <summary>Signed transactions with a payment that no block is known to hold; replacements count as one.</summary>
    /// <param name="admission">The payment.</param>
    /// <returns>How many.</returns>
    public int OpenCount(Admission admission) => admission.SignedIn.Count(IsOpen);

    /// <summary>Starts to watch a durable attempt that was just signed.</summary>
    /// <param name="attempt">The attempt.</param>
    public void Watch(SignedAttempt attempt)
    {
        // Later attempts at the same account nonce sign what has arrived with the first.
        if (attempt.IsFirst)
        {
            Array.ForEach(attempt.Members, member => member.Arrive());
        }

        // A replacement may have been signed while the account nonce was being finalized: its fate is known already.
        var accountNonce = attempt.Slot.AccountNonce.Value;
        _signedBelow[attempt.Slot.Lane] = Math.Max(_signedBelow[attempt.Slot.Lane], accountNonce + 1);
        if (accountNonce >= _endedBelow[attempt.Slot.Lane] || _lanes[attempt.Slot.Lane].ContainsKey(accountNonce))
        {
            Restore(attempt);
        }
    }

    /// <summary>Starts to watch a durable attempt of an earlier life of the process.</summary>
    /// <param name="attempt">The attempt.</param>
    public void Restore(SignedAttempt attempt)
    {
        var lane = _lanes[attempt.Slot.Lane];
        if (!lane.TryGetValue(attempt.Slot.AccountNonce.Value, out var submission))
        {
            submission = new Submission(attempt.Slot);
            lane.Add(attempt.Slot.AccountNonce.Value, submission);
        }

        submission.Attempts.Add(attempt);
        foreach (var member in attempt.Members)
        {
            if (!member.SignedIn.Contains(attempt.Slot))
            {
                member.SignedIn.Add(attempt.Slot);
            }

            if (submission.Inclusion is null && member.State < AdmissionState.Included)
            {
                member.State = AdmissionState.InFlight;
            }
        }
    }

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

    /// <summary>Whether a block is part of the chain, by the headers that were joined or else by asking.</summary>
    /// <param name="number">Its height.</param>
    /// <param name="hash">Its identity.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>True when the canonical block at the height is this one.</returns>
    /// <exception cref="ChainUnavailableException">The endpoint does not know the height.</exception>
    public async ValueTask<bool> IsCanonicalAsync(ulong number, Hash256 hash, CancellationToken cancellationToken) =>
        await CanonicalTimeAsync(number, hash, cancellationToken) is not null;

    /// <summary>Looks for receipts of everything that the accounts' counts say is in a block.</summary>
    /// <param name="snapshot">What the chain says.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when every receipt found was read.</returns>
    public async ValueTask CollectAsync(ChainSnapshot snapshot, CancellationToken cancellationToken)
    {
        AcceptForeign(snapshot);
        var candidates = Candidates(snapshot);
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
                && await CanonicalTimeAsync(receipt.BlockNumber, receipt.BlockHash, cancellationToken) is { } blockTime)
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
        var inclusion = _inclusions.Find(one => one.TransactionHash == transactionHash && one.Submission is not null);
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
                Announce(decided, inclusion.Level);
            }
        }

        BookAgain(inclusion, attempt, receipt);
    }

    /// <summary>Raises the level of what has become firmer, and ends what is finalized.</summary>
    /// <param name="snapshot">What the chain says.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when all levels are up to date.</returns>
    public async ValueTask AdvanceAsync(ChainSnapshot snapshot, CancellationToken cancellationToken)
    {
        ReleaseExpired(snapshot);
        var ending = new List<Inclusion>();
        for (var i = _inclusions.Count - 1; i >= 0; i--)
        {
            var inclusion = _inclusions[i];
            var level = snapshot.LevelOf(inclusion.BlockNumber);
            if (level <= inclusion.Level)
            {
                continue;
            }

            if (await CanonicalTimeAsync(inclusion.BlockNumber, inclusion.BlockHash, cancellationToken) is not { } blockTime)
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

    private async ValueTask<UnixSeconds?> CanonicalTimeAsync(ulong number, Hash256 hash, CancellationToken cancellationToken)
    {
        if (canonical.IsCanonical(number, hash) is { } known)
        {
            return known ? canonical.TimeOf(number) : null;
        }

        var header = await chain.GetHeaderAsync(number, cancellationToken)
            ?? throw new ChainUnavailableException("The endpoint does not know a block that it named before.");
        return header.Hash == hash ? header.Timestamp : null;
    }

    private bool IsOpen(LaneSlot slot) =>
        _lanes[slot.Lane].TryGetValue(slot.AccountNonce.Value, out var submission) && submission.Inclusion is null;

    private void ReleaseExpired(ChainSnapshot snapshot)
    {
        // A lane without gas money, or in quarantine, may never land what it signed: a payment whose validity is over by the
        // finalized block is proven without it.
        foreach (var submission in _lanes.SelectMany(lane => lane.Values).Where(open => open.Inclusion is null))
        {
            foreach (var member in submission.Attempts[0].Members)
            {
                if (member.State == AdmissionState.InFlight
                    && member.Item.Authorization.ValidBefore.Value <= snapshot.Finalized.Timestamp.Value)
                {
                    Undecided.Enqueue(member);
                }
            }
        }
    }

    private List<(Submission Submission, SignedAttempt Attempt)> Candidates(ChainSnapshot snapshot)
    {
        var candidates = new List<(Submission, SignedAttempt)>();
        for (var lane = 0; lane < _lanes.Length; lane++)
        {
            foreach (var (accountNonce, submission) in _lanes[lane])
            {
                if (accountNonce >= snapshot.Included[lane].Value)
                {
                    break;
                }

                if (submission.Inclusion is null)
                {
                    submission.Attempts.ForEach(attempt => candidates.Add((submission, attempt)));
                }
            }
        }

        return candidates;
    }

    private void Include(Submission submission, SignedAttempt attempt, TransactionReceipt receipt, UnixSeconds? blockTime)
    {
        var inclusion = new Inclusion(receipt.TransactionHash, receipt.BlockNumber, receipt.BlockHash, submission)
        {
            BlockTime = blockTime,
        };
        submission.Inclusion = inclusion;
        _inclusions.Add(inclusion);
        _fruitlessLooks.Remove(submission.Slot);
        if (attempt.Members is [{ Cut: { } cut }, ..])
        {
            landing.OnIncluded(cut, receipt.BlockNumber);
        }

        foreach (var decided in AttemptProofs.Read(attempt, receipt, isFinal: false))
        {
            inclusion.Decided.Add(decided);
            Credit(decided);
            Announce(decided, ConfirmationLevel.Included);
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

    private void BookAgain(Inclusion inclusion, SignedAttempt attempt, TransactionReceipt receipt) =>
        inclusion.Cost = costs.OnShownAgain(inclusion.Cost!, attempt, receipt, inclusion.BlockTime, inclusion.Decided);

    private void EndProven(Inclusion inclusion)
    {
        inclusion.Level = ConfirmationLevel.Finalized;
        inclusion.Decided.ForEach(decided => Announce(decided, ConfirmationLevel.Finalized));
        End(inclusion);
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
                Undecided.Enqueue(member);
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
                Undecided.Enqueue(member);
            }
        }
    }

    private bool IsOverdue(Submission submission, ChainSnapshot snapshot)
    {
        if (submission.Inclusion is not null || !snapshot.IsDead(submission.Slot))
        {
            return false;
        }

        var looks = _fruitlessLooks[submission.Slot] = _fruitlessLooks.GetValueOrDefault(submission.Slot) + 1;
        return looks % LooksBeforeForeign == 0;
    }

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
                Release(known.Key);
            }
        }
    }

    private void Release(Submission submission)
    {
        // A stranger's transaction has the account nonce for good: the payments are as free as if they had never been signed.
        LogForeign(logger, submission.Slot.Lane, submission.Slot.AccountNonce.Value);
        foreach (var member in submission.Attempts.SelectMany(attempt => attempt.Members).Distinct())
        {
            member.SignedIn.Remove(submission.Slot);
            if (!member.IsDecided)
            {
                Undecided.Enqueue(member);
            }
        }

        Forget(submission, new SubmissionFinalRecord(accounts[submission.Slot.Lane], submission.Slot.AccountNonce, default, 0, default));
    }

    private void AcceptForeign(ChainSnapshot snapshot)
    {
        for (var lane = 0; lane < _signedBelow.Length; lane++)
        {
            // Final, by all endpoints that have to agree: whatever we did not sign ourselves, somebody else did.
            var until = Math.Min(snapshot.Consumed[lane].Value, _signedBelow[lane] + MaxForeignPerLook);
            for (; _signedBelow[lane] < until; _signedBelow[lane]++)
            {
                var accountNonce = new AccountNonce(_signedBelow[lane]);
                LogForeign(logger, lane, accountNonce.Value);
                writer.AddFinal(new SubmissionFinalRecord(accounts[lane], accountNonce, default, 0, default));
            }
        }
    }

    private void Announce(DecidedPayment decided, ConfirmationLevel level)
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
                Undecided.Enqueue(decided.Admission);
            }
        }
    }

    private bool IsShownBy(Admission admission) =>
        _inclusions.Exists(inclusion => inclusion.Decided.Exists(decided => ReferenceEquals(decided.Admission, admission)));

    private void End(Inclusion inclusion)
    {
        _inclusions.Remove(inclusion);
        if (inclusion.Submission is { } submission)
        {
            Forget(submission, new SubmissionFinalRecord(
                accounts[submission.Slot.Lane],
                submission.Slot.AccountNonce,
                inclusion.TransactionHash,
                inclusion.BlockNumber,
                inclusion.BlockHash)
            {
                Cost = inclusion.Cost!.Cost,
            });
            return;
        }

        inclusion.Decided.ForEach(decided => writer.AddFinal(new AdmissionFinalRecord(decided.Admission.Id)));
    }

    private void Forget(Submission submission, in SubmissionFinalRecord record)
    {
        var slot = submission.Slot;
        _fruitlessLooks.Remove(slot);
        spend.Free(slot);
        _lanes[slot.Lane].Remove(slot.AccountNonce.Value);
        _endedBelow[slot.Lane] = Math.Max(_endedBelow[slot.Lane], slot.AccountNonce.Value + 1);
        writer.AddFinal(record);
    }

    [LoggerMessage(EventId = 6001, Level = LogLevel.Information, Message = "{Transaction} is in block {Block}: {Settled} of {Count} payments proven, {GasUsed} gas")]
    private static partial void LogIncluded(ILogger logger, Hash256 transaction, ulong block, int settled, int count, ulong gasUsed);

    [LoggerMessage(EventId = 6002, Level = LogLevel.Warning, Message = "A reorg took {Transaction} out of block {Block}")]
    private static partial void LogUndone(ILogger logger, Hash256 transaction, ulong block);

    [LoggerMessage(EventId = 6004, Level = LogLevel.Warning, Message = "The endpoints do not bear out what one of them told of {Transaction} in block {Block}")]
    private static partial void LogContradicted(ILogger logger, Hash256 transaction, ulong block);

    [LoggerMessage(EventId = 6003, Level = LogLevel.Error, Message = "Account nonce {AccountNonce} of lane {Lane} is finalized without any of our transactions")]
    private static partial void LogForeign(ILogger logger, int lane, ulong accountNonce);
}

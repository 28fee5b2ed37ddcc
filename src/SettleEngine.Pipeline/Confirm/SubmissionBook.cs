using Microsoft.Extensions.Logging;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Dedupe;
using SettleEngine.Pipeline.Submit;

namespace SettleEngine.Pipeline.Confirm;

/// <summary>Our submissions, from the signature until their account nonce is finalized: by us, or by a stranger who has the lane's
/// key.</summary>
/// <param name="accounts">Accounts of the lanes, by lane index.</param>
/// <param name="next">Account nonce of the next transaction of each lane, by the journal.</param>
/// <param name="writer">Where it is written that an account nonce is finalized.</param>
/// <param name="spend">Gets bookings back.</param>
/// <param name="logger">Receives one line per account nonce that a stranger used.</param>
/// <remarks>One owner: the confirm stage.</remarks>
internal sealed partial class SubmissionBook(
    IReadOnlyList<Address> accounts,
    IReadOnlyList<AccountNonce> next,
    OutcomeWriter writer,
    SpendBook spend,
    ILogger logger)
{
    // A stranger with a busy key is accounted for piece by piece; the lane waits until all of it is.
    private const int MaxForeignPerLook = 1_000;

    private readonly SortedDictionary<ulong, Submission>[] _lanes =
        [.. accounts.Select(_ => new SortedDictionary<ulong, Submission>())];

    private readonly ulong[] _signedBelow = [.. next.Select(first => first.Value)];
    private readonly ulong[] _endedBelow = new ulong[accounts.Count];

    /// <summary>Payments that a look found to be undecided although their transaction is in a block, or that their transaction can
    /// settle no more.</summary>
    public Queue<Admission> Undecided { get; } = new();

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

    /// <summary>Attempts of the submissions that no block is known to hold although the accounts' counts say that one does.</summary>
    /// <param name="snapshot">What the chain says.</param>
    /// <returns>The attempts, oldest first in each lane.</returns>
    public List<(Submission Submission, SignedAttempt Attempt)> Candidates(ChainSnapshot snapshot)
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

    /// <summary>Accounts for what strangers have used for good.</summary>
    /// <param name="snapshot">What the chain says.</param>
    public void AcceptForeign(ChainSnapshot snapshot)
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

    /// <summary>Gives up waiting for submissions to prove payments whose validity is over.</summary>
    /// <param name="snapshot">What the chain says.</param>
    public void ReleaseExpired(ChainSnapshot snapshot)
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

    /// <summary>Ends a submission whose account nonce is finalized without any of its attempts.</summary>
    /// <param name="submission">The submission.</param>
    public void Release(Submission submission)
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

    /// <summary>Ends a submission that is included in a finalized block.</summary>
    /// <param name="submission">The submission.</param>
    /// <param name="inclusion">Where it was included, and what it cost.</param>
    public void End(Submission submission, Inclusion inclusion) =>
        Forget(submission, new SubmissionFinalRecord(
            accounts[submission.Slot.Lane],
            submission.Slot.AccountNonce,
            inclusion.TransactionHash,
            inclusion.BlockNumber,
            inclusion.BlockHash)
        {
            Cost = inclusion.Cost!.Cost,
        });

    private bool IsOpen(LaneSlot slot) =>
        _lanes[slot.Lane].TryGetValue(slot.AccountNonce.Value, out var submission) && submission.Inclusion is null;

    private void Forget(Submission submission, in SubmissionFinalRecord record)
    {
        var slot = submission.Slot;
        spend.Free(slot);
        _lanes[slot.Lane].Remove(slot.AccountNonce.Value);
        _endedBelow[slot.Lane] = Math.Max(_endedBelow[slot.Lane], slot.AccountNonce.Value + 1);
        writer.AddFinal(record);
    }

    [LoggerMessage(EventId = 6003, Level = LogLevel.Error, Message = "Account nonce {AccountNonce} of lane {Lane} is finalized without any of our transactions")]
    private static partial void LogForeign(ILogger logger, int lane, ulong accountNonce);
}

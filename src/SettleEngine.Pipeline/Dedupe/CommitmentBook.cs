using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Dedupe;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Pipeline.Dedupe;

/// <summary>What payers have promised to payments on their way, shared by the stages: Verify announces, Dedupe commits, Confirm
/// releases.</summary>
/// <param name="facts">Hears which payments have left a balance.</param>
/// <remarks>Thread rule: any thread; one lock, held for one lookup. A payment's place belongs to the stage that holds the
/// payment.</remarks>
internal sealed class CommitmentBook(IPayerFacts facts)
{
    /// <summary>The place of a value that is neither announced nor committed.</summary>
    public const int None = -1;

    private readonly Lock _gate = new();
    private readonly PayerCommitments _commitments = new();

    /// <summary>Payers with payments on their way.</summary>
    public int Payers
    {
        get
        {
            lock (_gate)
            {
                return _commitments.Count;
            }
        }
    }

    /// <summary>Announces an authorization that is being checked, or tells a newer balance of an announced one.</summary>
    /// <param name="item">The authorization.</param>
    /// <param name="known">What the chain says about its payer.</param>
    /// <param name="place">Its place; <see cref="None"/> at first.</param>
    /// <returns>Whether the balance covers all that its payer has promised and announced, this value included.</returns>
    public bool Announce(in SignedAuthorization item, in PayerFacts known, ref int place)
    {
        lock (_gate)
        {
            if (place == None)
            {
                place = _commitments.Announce(AccountOf(item), ValueOf(item), known.Balance, known.BlockNumber);
            }
            else
            {
                _commitments.Observe(place, known.Balance, known.BlockNumber);
            }

            return _commitments.CoversAnnounced(place);
        }
    }

    /// <summary>Whether a balance covers an authorization beside what is committed; promises nothing.</summary>
    /// <param name="item">The authorization.</param>
    /// <param name="known">What the chain says about its payer.</param>
    /// <returns>True when it does.</returns>
    public bool Covers(in SignedAuthorization item, in PayerFacts known)
    {
        lock (_gate)
        {
            return _commitments.Covers(AccountOf(item), ValueOf(item), known.Balance);
        }
    }

    /// <summary>Commits an announced authorization whose key is new, if the newest balance covers it.</summary>
    /// <param name="item">The authorization.</param>
    /// <param name="place">Its place.</param>
    /// <returns>Whether it is committed; otherwise it has to be withdrawn.</returns>
    public bool TryCommit(in SignedAuthorization item, int place)
    {
        lock (_gate)
        {
            return _commitments.TryCommit(place, ValueOf(item));
        }
    }

    /// <summary>Takes back an announcement that led to no admission.</summary>
    /// <param name="item">The authorization.</param>
    /// <param name="place">Its place; <see cref="None"/> when it was not announced.</param>
    public void Withdraw(in SignedAuthorization item, int place)
    {
        if (place == None)
        {
            return;
        }

        lock (_gate)
        {
            _commitments.Withdraw(AccountOf(item), place, ValueOf(item));
        }
    }

    /// <summary>Commits a payment that was admitted and may be settled (again).</summary>
    /// <param name="admission">The payment. Its owner calls.</param>
    public void Restore(Admission admission)
    {
        if (admission.CommitmentPlace != None)
        {
            return;
        }

        lock (_gate)
        {
            admission.CommitmentPlace = _commitments.Restore(AccountOf(admission.Item), ValueOf(admission.Item));
        }
    }

    /// <summary>Releases a payment whose fate is known, and lowers what is known of the balance by what has left it.</summary>
    /// <param name="admission">The payment. Its owner calls; repeats change nothing.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="blockNumber">Height of the block that shows it.</param>
    public void Release(Admission admission, SettlementOutcome outcome, ulong blockNumber)
    {
        if (admission.CommitmentPlace == None)
        {
            return;
        }

        // A conflict moved another value, which the next reading shows; the rest moved nothing.
        var hasLeft = outcome is SettlementOutcome.Settled
            or SettlementOutcome.SettledExternal
            or SettlementOutcome.UsedBeforeAdmission;
        var item = admission.Item;
        lock (_gate)
        {
            _commitments.Release(AccountOf(item), admission.CommitmentPlace, ValueOf(item), hasLeft ? blockNumber : null);
        }

        admission.CommitmentPlace = None;
        if (hasLeft)
        {
            facts.OnPaid(item.Token, item.Authorization.Payer, ValueOf(item), blockNumber);
        }
    }

    private static PayerAccount AccountOf(in SignedAuthorization item) => new(item.Token, item.Authorization.Payer);

    private static UInt256 ValueOf(in SignedAuthorization item) => item.Authorization.Value.Units;
}

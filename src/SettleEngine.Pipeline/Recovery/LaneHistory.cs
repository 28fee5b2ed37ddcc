using SettleEngine.Core.Primitives;
using SettleEngine.Core.Retention;
using SettleEngine.Core.Submit;

namespace SettleEngine.Pipeline.Recovery;

/// <summary>What the journal says about one lane.</summary>
internal sealed class LaneHistory
{
    private readonly SortedSet<ulong> _ended = [];
    private ulong _endedBelow;

    /// <summary>Account nonce that the lane began with; 0 when a checkpoint of an older version does not say it.</summary>
    public AccountNonce First { get; private set; }

    /// <summary>Account nonce of the next transaction to sign; null while the lane never started.</summary>
    public AccountNonce? Next { get; private set; }

    /// <summary>Attempts of every account nonce that is not finalized, oldest first, each with its journal sequence.</summary>
    public SortedDictionary<ulong, List<(ulong Sequence, AttemptRecord Record)>> Open { get; } = [];

    /// <summary>Empty attempts below the lane's first account nonce (<see cref="LaneGap"/>) that are not finalized, oldest first, each
    /// with its journal sequence.</summary>
    public SortedDictionary<ulong, List<(ulong Sequence, AttemptRecord Record)>> Fillings { get; } = [];

    /// <summary>Takes a lane from a checkpoint.</summary>
    /// <param name="record">The lane.</param>
    /// <param name="first">Account nonce that it began with.</param>
    /// <returns>The lane.</returns>
    public static LaneHistory From(LaneStateRecord record, AccountNonce first)
    {
        var history = new LaneHistory { First = first, Next = record.Next, _endedBelow = record.EndedBelow };
        history._ended.UnionWith(record.Ended);
        return history;
    }

    /// <summary>The lane as a checkpoint holds it.</summary>
    /// <param name="account">The lane's account.</param>
    /// <returns>The item.</returns>
    public LaneStateRecord ToRecord(Address account) => new(account, Next!.Value, _endedBelow, [.. _ended]);

    /// <summary>Applies a start.</summary>
    /// <param name="first">First account nonce.</param>
    public void Start(AccountNonce first)
    {
        if (Next is null)
        {
            Next = first;
            _endedBelow = first.Value;
            First = first;
        }
    }

    /// <summary>Applies an attempt.</summary>
    /// <param name="sequence">Its journal sequence.</param>
    /// <param name="record">The attempt.</param>
    /// <returns>False when its account nonce is consumed already: a replacement that was signed while the account nonce was
    /// being finalized can never land.</returns>
    public bool Add(ulong sequence, AttemptRecord record)
    {
        var accountNonce = record.AccountNonce.Value;
        if (accountNonce < _endedBelow || _ended.Contains(accountNonce))
        {
            if (accountNonce < First.Value)
            {
                Add(Fillings, sequence, record);
            }

            return false;
        }

        Add(Open, sequence, record);

        // The numbering lives in the attempts themselves (reliability rule W3).
        if (Next is not { } next || accountNonce >= next.Value)
        {
            Next = record.AccountNonce.Next();
        }

        return true;
    }

    /// <summary>Applies that an account nonce is consumed for good.</summary>
    /// <param name="accountNonce">The account nonce.</param>
    public void End(AccountNonce accountNonce)
    {
        Open.Remove(accountNonce.Value);
        Fillings.Remove(accountNonce.Value);
        if (Next is { } next && accountNonce.Value >= next.Value)
        {
            // A stranger who has the lane's key has used it: the numbering goes on behind it.
            Next = accountNonce.Next();
        }

        if (accountNonce.Value < _endedBelow)
        {
            return;
        }

        // Account nonces end nearly in order, so what must be remembered one by one stays small for years.
        _ended.Add(accountNonce.Value);
        while (_ended.Remove(_endedBelow))
        {
            _endedBelow++;
        }
    }

    private static void Add(
        SortedDictionary<ulong, List<(ulong Sequence, AttemptRecord Record)>> submissions,
        ulong sequence,
        AttemptRecord record)
    {
        if (!submissions.TryGetValue(record.AccountNonce.Value, out var attempts))
        {
            submissions.Add(record.AccountNonce.Value, attempts = []);
        }

        attempts.Add((sequence, record));
    }
}

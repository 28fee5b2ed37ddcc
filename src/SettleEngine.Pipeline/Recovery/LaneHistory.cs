using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;

namespace SettleEngine.Pipeline.Recovery;

/// <summary>What the journal says about one lane.</summary>
internal sealed class LaneHistory
{
    private readonly HashSet<ulong> _ended = [];

    /// <summary>Account nonce of the next transaction to sign; null while the lane never started.</summary>
    public AccountNonce? Next { get; private set; }

    /// <summary>Attempts of every account nonce that is not finalized, oldest first, each with its journal sequence.</summary>
    public SortedDictionary<ulong, List<(ulong Sequence, AttemptRecord Record)>> Open { get; } = [];

    /// <summary>Applies a start.</summary>
    /// <param name="first">First account nonce.</param>
    public void Start(AccountNonce first) => Next ??= first;

    /// <summary>Applies an attempt.</summary>
    /// <param name="sequence">Its journal sequence.</param>
    /// <param name="record">The attempt.</param>
    public void Add(ulong sequence, AttemptRecord record)
    {
        if (_ended.Contains(record.AccountNonce.Value))
        {
            // A replacement that was signed while the account nonce was being finalized: it can never land.
            return;
        }

        if (!Open.TryGetValue(record.AccountNonce.Value, out var attempts))
        {
            Open.Add(record.AccountNonce.Value, attempts = []);
        }

        attempts.Add((sequence, record));

        // The numbering lives in the attempts themselves (reliability rule W3).
        if (Next is not { } next || record.AccountNonce.Value >= next.Value)
        {
            Next = record.AccountNonce.Next();
        }
    }

    /// <summary>Applies that an account nonce is consumed for good.</summary>
    /// <param name="accountNonce">The account nonce.</param>
    public void End(AccountNonce accountNonce)
    {
        Open.Remove(accountNonce.Value);
        _ended.Add(accountNonce.Value);
    }
}

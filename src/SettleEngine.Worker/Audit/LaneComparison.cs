using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Ports;
using SettleEngine.Worker.Journals;

namespace SettleEngine.Worker.Audit;

/// <summary>Compares the account nonces of lanes: every one that the chain has seen must be a transaction of the journal.</summary>
/// <param name="report">Receives what was found.</param>
internal sealed class LaneComparison(AuditReport report)
{
    /// <summary>Reads how many transactions the lanes have sent.</summary>
    /// <param name="book">The journal.</param>
    /// <param name="chain">The chain.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The counts by account.</returns>
    public static async Task<Dictionary<Address, ulong>> ReadAsync(
        JournalBook book,
        IChainClient chain,
        CancellationToken cancellationToken)
    {
        var accounts = book.Lanes.Keys.ToArray();
        var counts = accounts.Length == 0
            ? []
            : await chain.GetAccountNoncesAsync(accounts, BlockTag.Latest, cancellationToken);
        return accounts.Zip(counts).ToDictionary(pair => pair.First, pair => pair.Second.Value);
    }

    /// <summary>Whether the chain has seen more of a lane than the journal.</summary>
    /// <param name="book">The journal.</param>
    /// <param name="counts">The chain's counts.</param>
    /// <returns>True when it has.</returns>
    public static bool IsAhead(JournalBook book, Dictionary<Address, ulong> counts) =>
        book.Lanes.Any(lane => lane.Value.Next is { } next && counts.GetValueOrDefault(lane.Key) > next);

    /// <summary>Compares.</summary>
    /// <param name="book">The journal.</param>
    /// <param name="counts">The chain's counts.</param>
    /// <param name="evidence">The chain's receipts.</param>
    public void Compare(JournalBook book, Dictionary<Address, ulong> counts, ChainEvidence evidence)
    {
        foreach (var (account, lane) in book.Lanes)
        {
            if (counts.TryGetValue(account, out var count))
            {
                Compare(account, lane, count, evidence);
            }
        }
    }

    private void Compare(Address account, BookedLane lane, ulong count, ChainEvidence evidence)
    {
        if (lane.Next is { } next && count > next)
        {
            Differ(
                "foreign_account_nonce",
                account,
                $"The chain has seen {count} transactions of lane {account}, the journal knows them up to account nonce {next - 1}: "
                + "somebody else signs with this key. Take the key out of the other program and give the engine a fresh one.");
        }

        if (lane.Final.Count > 0 && lane.Final.Keys.Last() >= count)
        {
            Differ(
                "chain_behind_journal",
                account,
                $"The journal has account nonce {lane.Final.Keys.Last()} of lane {account} finalized, the chain has seen {count} transactions: "
                + "the endpoint lags, or shows another history. Ask another one (--rpc).");
        }

        foreach (var (accountNonce, attempts) in lane.Attempts)
        {
            if (attempts.Exists(attempt => evidence.IsIncluded(attempt.Record.TransactionHash)))
            {
                continue;
            }

            if (accountNonce >= count)
            {
                report.Add(new AuditFinding(
                    AuditVerdict.Open,
                    "submission_not_included",
                    0,
                    attempts[^1].Record.TransactionHash.ToString(),
                    $"Lane {account}, account nonce {accountNonce}: signed {attempts.Count} times, in no block yet. The engine sends it again."));
                continue;
            }

            Differ(
                "foreign_account_nonce",
                account,
                lane.Final.TryGetValue(accountNonce, out var final) && final.TransactionHash.IsZero
                    ? $"Account nonce {accountNonce} of lane {account} was used by a transaction that is not the engine's; the engine "
                        + "has noticed. Take the key out of the other program and give the engine a fresh one."
                    : $"Account nonce {accountNonce} of lane {account} is used, and by none of the {attempts.Count} transactions that the "
                        + "journal has for it: somebody else signs with this key, or the endpoint lost the receipt. Ask another one (--rpc).");
        }
    }

    private void Differ(string code, Address account, string explanation) =>
        report.Add(new AuditFinding(AuditVerdict.Difference, code, 0, account.ToString(), explanation));
}

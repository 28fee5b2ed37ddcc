using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Ports;
using SettleEngine.Worker.Journals;

namespace SettleEngine.Worker.Audit;

/// <summary>What the chain says about everything that a journal names: receipts, and what they consumed.</summary>
/// <remarks>Thread rule: one thread.</remarks>
internal sealed class ChainEvidence
{
    private const int ReceiptsAtOnce = 256;

    private readonly Dictionary<AuthorizationKey, ConsumedAuthorization> _consumed = [];
    private readonly Dictionary<Hash256, ProofLocation> _included = [];

    /// <summary>Transactions found in blocks.</summary>
    public int Included => _included.Count;

    /// <summary>Reads the receipts of all transactions of a journal.</summary>
    /// <param name="book">The journal.</param>
    /// <param name="chain">The chain.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    /// <returns>The evidence.</returns>
    public static async Task<ChainEvidence> ReadAsync(
        JournalBook book,
        IChainClient chain,
        SlowProgress progress,
        CancellationToken cancellationToken)
    {
        var evidence = new ChainEvidence();
        var hashes = book.Lanes.Values
            .SelectMany(lane => lane.Attempts.Values)
            .SelectMany(attempts => attempts)
            .Select(attempt => attempt.Record.TransactionHash)
            .Concat(book.Payments.Values
                .Where(payment => payment.Outcome?.Record.Proof.IsSome == true)
                .Select(payment => payment.Outcome!.Value.Record.Proof.TransactionHash))
            .Distinct()
            .ToArray();
        for (var first = 0; first < hashes.Length; first += ReceiptsAtOnce)
        {
            progress.Done("receipts", first, hashes.Length);
            var some = hashes.AsMemory(first, Math.Min(ReceiptsAtOnce, hashes.Length - first));
            foreach (var receipt in await chain.GetReceiptsAsync(some, cancellationToken))
            {
                if (receipt is not null)
                {
                    evidence.Add(receipt);
                }
            }
        }

        return evidence;
    }

    /// <summary>Where an authorization was consumed by a transaction that the journal names.</summary>
    /// <param name="key">The authorization.</param>
    /// <returns>The place, or null.</returns>
    public ConsumedAuthorization? Find(in AuthorizationKey key) => _consumed.GetValueOrDefault(key);

    /// <summary>Whether a transaction is in a block.</summary>
    /// <param name="transactionHash">The transaction.</param>
    /// <returns>True when it is.</returns>
    public bool IsIncluded(Hash256 transactionHash) => _included.ContainsKey(transactionHash);

    /// <summary>What the journal's own transactions consumed and no admission covers.</summary>
    /// <param name="book">The journal.</param>
    /// <returns>The authorizations.</returns>
    public IEnumerable<(AuthorizationKey Key, ConsumedAuthorization Consumed)> WithoutAdmission(JournalBook book)
    {
        var ours = book.Lanes.Values
            .SelectMany(lane => lane.Attempts.Values)
            .SelectMany(attempts => attempts)
            .Select(attempt => attempt.Record.TransactionHash)
            .ToHashSet();
        return _consumed
            .Where(consumed => !book.Ids.ContainsKey(consumed.Key) && ours.Contains(consumed.Value.Receipt.TransactionHash))
            .Select(consumed => (consumed.Key, consumed.Value));
    }

    private void Add(TransactionReceipt receipt)
    {
        _included[receipt.TransactionHash] = new ProofLocation(
            receipt.TransactionHash, receipt.BlockNumber, receipt.BlockHash, 0);
        foreach (var (key, usedAt) in SettlementProof.IndexConsumed(receipt))
        {
            _consumed[key] = new ConsumedAuthorization(receipt, usedAt);
        }
    }
}

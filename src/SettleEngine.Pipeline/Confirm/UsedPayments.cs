using SettleEngine.Core.Confirm;
using SettleEngine.Pipeline.Dedupe;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Pipeline.Confirm;

/// <summary>Finds out who used an authorization that the token calls used: somebody else's transaction, before or after the
/// admission, or the payer's cancellation.</summary>
/// <param name="chain">Where facts come from.</param>
/// <param name="canonical">Which blocks count.</param>
/// <param name="submissions">Our submissions.</param>
/// <param name="tracker">Reads their receipts.</param>
/// <param name="options">How far back to look.</param>
/// <remarks>One owner: the confirm stage.</remarks>
internal sealed class UsedPayments(
    IChainClient chain,
    CanonicalChain canonical,
    SubmissionBook submissions,
    SubmissionTracker tracker,
    ConfirmOptions options)
{
    /// <summary>Finds the use of a payment's authorization.</summary>
    /// <param name="admission">The payment.</param>
    /// <param name="snapshot">What the chain says.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The use, or null while it is not proven, and when it is in one of our transactions.</returns>
    /// <exception cref="ChainUnavailableException">A fact could not be read.</exception>
    public async ValueTask<AuthorizationUse?> FindAsync(
        Admission admission,
        ChainSnapshot snapshot,
        CancellationToken cancellationToken)
    {
        var found = await FindEventAsync(admission, snapshot, cancellationToken);
        if (found is not { } at)
        {
            return await FindWithoutEventAsync(admission, cancellationToken);
        }

        var proof = new ProofLocation(at.TransactionHash, at.BlockNumber, at.BlockHash, at.LogIndex);
        if (at.Cancelled)
        {
            return await FindCancellationAsync(admission, proof, cancellationToken);
        }

        if (submissions.IsOurs(at.TransactionHash))
        {
            // Our own transaction: the tracker decides it as soon as it has read the whole receipt of the right block.
            await tracker.LookAgainAsync(at.TransactionHash, cancellationToken);
            return null;
        }

        var receipts = await chain.GetReceiptsAsync(new[] { at.TransactionHash }, cancellationToken);
        return receipts[0] is { } receipt
            && receipt.BlockHash == at.BlockHash
            && await canonical.FindTimeAsync(at.BlockNumber, at.BlockHash, cancellationToken) is not null
            ? Judge(admission, receipt, proof)
            : null;
    }

    private async ValueTask<AuthorizationEvent?> FindEventAsync(
        Admission admission,
        ChainSnapshot snapshot,
        CancellationToken cancellationToken)
    {
        var key = admission.Item.Key;
        var head = snapshot.Head.Number;
        var admittedAt = Math.Min(admission.HeadBlock, head);
        var newer = admittedAt < head
            ? await chain.FindAuthorizationEventAsync(key, admittedAt + 1, head, cancellationToken)
            : null;
        if (newer is not null)
        {
            return newer;
        }

        return await chain.FindAuthorizationEventAsync(key, HistoryStart(admission), admittedAt, cancellationToken);
    }

    private ulong HistoryStart(Admission admission) =>
        admission.HeadBlock > options.HistoryBlocks ? admission.HeadBlock - options.HistoryBlocks : 0;

    private async ValueTask<AuthorizationUse?> FindWithoutEventAsync(Admission admission, CancellationToken cancellationToken)
    {
        // Used, and not since the head at admission, nor in the history that was searched: it is older than that. Only the
        // finalized state may say so, because an endpoint's logs may lag behind its state.
        var keys = new[] { admission.Item.Key };
        var atFinalized = await chain.GetAuthorizationStatesAsync(keys, BlockTag.Finalized, cancellationToken);
        if (!atFinalized[0])
        {
            return null;
        }

        // The head that was searched may have been an old one: the finalized block that proves the use is searched, too.
        var finalized = await chain.GetHeaderAsync(BlockTag.Finalized, cancellationToken);
        var found = await chain.FindAuthorizationEventAsync(
            keys[0],
            HistoryStart(admission),
            finalized.Number,
            cancellationToken);
        return found is null ? new AuthorizationUse(SettlementOutcome.UsedBeforeAdmission, default, null) : null;
    }

    private async ValueTask<AuthorizationUse?> FindCancellationAsync(
        Admission admission,
        ProofLocation proof,
        CancellationToken cancellationToken)
    {
        // One endpoint may have made the event up.
        var receipts = await chain.GetFinalReceiptsAsync(new[] { proof.TransactionHash }, cancellationToken);
        return receipts[0].Receipt is { } receipt
            && receipt.BlockHash == proof.BlockHash
            && SettlementProof.IsCancelled(receipt, admission.Item.Key)
            ? new AuthorizationUse(SettlementOutcome.Cancelled, proof, null)
            : null;
    }

    private static AuthorizationUse? Judge(Admission admission, TransactionReceipt receipt, ProofLocation proof)
    {
        var item = admission.Item;
        var consumed = SettlementProof.IndexConsumed(receipt);
        if (!consumed.TryGetValue(item.Key, out var usedAt))
        {
            return null;
        }

        var outcome = !SettlementProof.IsExactTransfer(receipt, usedAt, item.Token, item.Authorization)
            ? SettlementOutcome.Conflict
            : receipt.BlockNumber <= admission.HeadBlock
                ? SettlementOutcome.UsedBeforeAdmission
                : SettlementOutcome.SettledExternal;
        return new AuthorizationUse(
            outcome,
            proof,
            new Inclusion(receipt.TransactionHash, receipt.BlockNumber, receipt.BlockHash, submission: null));
    }
}

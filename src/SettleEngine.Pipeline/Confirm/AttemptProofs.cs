using SettleEngine.Core.Confirm;
using SettleEngine.Pipeline.Submit;

namespace SettleEngine.Pipeline.Confirm;

/// <summary>What a receipt proves about payments. A receipt may be cut off by the endpoint that gave it: what it shows is taken
/// as shown, what it does not show says nothing before the endpoints agree on it at the finalized block.</summary>
internal static class AttemptProofs
{
    /// <summary>Reads what became of an attempt's payments.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="receipt">Its receipt.</param>
    /// <param name="isFinal">Whether the endpoints agree on the receipt, so that it is known to be whole.</param>
    /// <returns>The payments that the receipt shows and that are not decided for good.</returns>
    public static List<DecidedPayment> Read(SignedAttempt attempt, TransactionReceipt receipt, bool isFinal)
    {
        var consumed = SettlementProof.IndexConsumed(receipt);
        var decided = new List<DecidedPayment>(attempt.Members.Length);
        for (var i = 0; i < attempt.Members.Length; i++)
        {
            // An event that nothing follows is no transfer that went elsewhere while the rest may have been cut off.
            var member = attempt.Members[i];
            if (member.IsDecided
                || !consumed.TryGetValue(member.Item.Key, out var usedAt)
                || (usedAt + 1 == receipt.Logs.Count && !isFinal))
            {
                continue;
            }

            var isExact = SettlementProof.IsExactTransfer(receipt, usedAt, member.Item.Token, member.Item.Authorization);
            decided.Add(new DecidedPayment(
                member,
                isExact ? SettlementOutcome.Settled : SettlementOutcome.Conflict,
                new ProofLocation(
                    receipt.TransactionHash,
                    receipt.BlockNumber,
                    receipt.BlockHash,
                    receipt.Logs[usedAt].LogIndex),
                (ushort)attempt.Members.Length,
                (ushort)i));
        }

        return decided;
    }

    /// <summary>Whether a receipt bears out what another one had shown of somebody else's transaction.</summary>
    /// <param name="decided">What was shown.</param>
    /// <param name="receipt">The receipt that the endpoints agree on.</param>
    /// <returns>True when it shows the same.</returns>
    public static bool BearsOut(IEnumerable<DecidedPayment> decided, TransactionReceipt receipt)
    {
        var consumed = SettlementProof.IndexConsumed(receipt);
        return decided.All(one =>
        {
            var item = one.Admission.Item;
            return consumed.TryGetValue(item.Key, out var usedAt)
                && receipt.Logs[usedAt].LogIndex == one.Proof.LogIndex
                && SettlementProof.IsExactTransfer(receipt, usedAt, item.Token, item.Authorization)
                    == (one.Outcome != SettlementOutcome.Conflict);
        });
    }
}

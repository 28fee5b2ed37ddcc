using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Confirm;

/// <summary>
/// The only proof of a settled payment: the token emitted <c>AuthorizationUsed(payer, nonce)</c> and, as the very next
/// event, the exact <c>Transfer(payer, payee, value)</c>. Transaction status proves nothing.
/// </summary>
public static class SettlementProof
{
    /// <summary>Indexes the adjacent pairs of a receipt by what they consume.</summary>
    /// <param name="receipt">The receipt.</param>
    /// <returns>For each consumed authorization the position of its <c>AuthorizationUsed</c> in the receipt's logs.</returns>
    public static Dictionary<AuthorizationKey, int> IndexConsumed(TransactionReceipt receipt)
    {
        var consumed = new Dictionary<AuthorizationKey, int>(receipt.Logs.Count / 2);
        for (var i = 0; i < receipt.Logs.Count; i++)
        {
            var log = receipt.Logs[i];
            if (log.TopicCount == 3 && log.Topic0 == EventTopics.AuthorizationUsed && TryReadAddress(log.Topic1, out var payer))
            {
                consumed.TryAdd(new AuthorizationKey(log.Emitter, payer, new AuthorizationNonce(log.Topic2)), i);
            }
        }

        return consumed;
    }

    /// <summary>Whether a receipt shows that an authorization was cancelled.</summary>
    /// <param name="receipt">The receipt.</param>
    /// <param name="key">The authorization.</param>
    /// <returns>True when its token says so.</returns>
    public static bool IsCancelled(TransactionReceipt receipt, in AuthorizationKey key)
    {
        foreach (var log in receipt.Logs)
        {
            if (log.TopicCount == 3
                && log.Topic0 == EventTopics.AuthorizationCanceled
                && log.Emitter == key.Token
                && TryReadAddress(log.Topic1, out var payer)
                && payer == key.Payer
                && new AuthorizationNonce(log.Topic2) == key.AuthorizationNonce)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the event after position <paramref name="usedAt"/> is exactly the transfer that was signed.</summary>
    /// <param name="receipt">The receipt.</param>
    /// <param name="usedAt">Position of the <c>AuthorizationUsed</c> event.</param>
    /// <param name="token">The token that must have emitted it.</param>
    /// <param name="authorization">What was signed.</param>
    /// <returns>True when the pair proves this payment.</returns>
    public static bool IsExactTransfer(
        TransactionReceipt receipt,
        int usedAt,
        Address token,
        in Authorization authorization)
    {
        if (usedAt + 1 >= receipt.Logs.Count)
        {
            return false;
        }

        var used = receipt.Logs[usedAt];
        var transfer = receipt.Logs[usedAt + 1];
        return transfer.Emitter == token
            && transfer.LogIndex == used.LogIndex + 1
            && transfer.TopicCount == 3
            && transfer.Topic0 == EventTopics.Transfer
            && TryReadAddress(transfer.Topic1, out var from)
            && TryReadAddress(transfer.Topic2, out var to)
            && from == authorization.Payer
            && to == authorization.Payee
            && transfer.DataLength == UInt256.Size
            && transfer.Data == authorization.Value.Units;
    }

    private static bool TryReadAddress(Hash256 topic, out Address address)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        topic.CopyTo(bytes);
        address = new Address(bytes[12..]);
        return !bytes[..12].ContainsAnyExcept((byte)0);
    }
}

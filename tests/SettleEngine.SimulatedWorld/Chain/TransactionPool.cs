using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.SimulatedWorld.Chain;

/// <summary>Transactions that wait for a block, by account and account nonce, under a node's rules.</summary>
internal sealed class TransactionPool(ChainOptions options)
{
    private readonly List<Address> _senders = [];
    private readonly Dictionary<Address, SortedList<ulong, ChainTransaction>> _bySender = [];

    public IEnumerable<ChainTransaction> All => _senders.SelectMany(sender => _bySender[sender].Values);

    public SendResult Add(ChainTransaction transaction, ulong sentCount, UInt256 baseFeeWei)
    {
        var waiting = Waiting(transaction.Sender);
        if (waiting.TryGetValue(transaction.AccountNonce.Value, out var old))
        {
            return old.Hash == transaction.Hash
                ? new SendResult(SendVerdict.InPool, "already known")
                : Replace(waiting, old, transaction);
        }

        if (transaction.AccountNonce.Value < sentCount)
        {
            return new SendResult(SendVerdict.NonceConsumed, "nonce too low");
        }

        if (options.EvictsBelowBaseFee && transaction.FeeCapWei < baseFeeWei)
        {
            return new SendResult(SendVerdict.Underpriced, "max fee per gas less than block base fee");
        }

        if (options.RefusesGaps && transaction.AccountNonce.Value > sentCount
            && !waiting.ContainsKey(transaction.AccountNonce.Value - 1))
        {
            return new SendResult(SendVerdict.Gap, "nonce too high");
        }

        if (waiting.Count >= options.PoolSlotsPerAccount)
        {
            // As in geth: what can run sooner pushes out what can run last.
            if (transaction.AccountNonce.Value > waiting.Keys[^1])
            {
                return new SendResult(SendVerdict.LaneTrouble, "account limit exceeded");
            }

            waiting.RemoveAt(waiting.Count - 1);
        }

        waiting.Add(transaction.AccountNonce.Value, transaction);
        return new SendResult(SendVerdict.InPool, string.Empty);
    }

    public ChainTransaction? FindNext(Address sender, ulong sentCount) =>
        Waiting(sender).GetValueOrDefault(sentCount);

    /// <summary>Puts a transaction of a reorganised block back, unless its place was taken.</summary>
    public void Return(ChainTransaction transaction) =>
        Waiting(transaction.Sender).TryAdd(transaction.AccountNonce.Value, transaction);

    public void Remove(ChainTransaction transaction) => Waiting(transaction.Sender).Remove(transaction.AccountNonce.Value);

    /// <summary>Drops what can never run any more.</summary>
    public void RemoveStale(Address sender, ulong sentCount)
    {
        var waiting = Waiting(sender);
        while (waiting.Count > 0 && waiting.Keys[0] < sentCount)
        {
            waiting.RemoveAt(0);
        }
    }

    /// <summary>Drops everything whose cap is below the base fee, with what depends on it.</summary>
    public void EvictBelow(UInt256 baseFeeWei)
    {
        foreach (var sender in _senders)
        {
            var waiting = _bySender[sender];
            for (var i = 0; i < waiting.Count; i++)
            {
                if (waiting.Values[i].FeeCapWei < baseFeeWei)
                {
                    RemoveFrom(waiting, i);
                }
            }
        }
    }

    /// <summary>Loses a transaction and those of its sender that follow.</summary>
    public void Drop(ChainTransaction transaction)
    {
        var waiting = Waiting(transaction.Sender);
        var index = waiting.IndexOfKey(transaction.AccountNonce.Value);
        if (index >= 0)
        {
            RemoveFrom(waiting, index);
        }
    }

    private static void RemoveFrom(SortedList<ulong, ChainTransaction> waiting, int index)
    {
        while (waiting.Count > index)
        {
            waiting.RemoveAt(waiting.Count - 1);
        }
    }

    private static SendResult Replace(
        SortedList<ulong, ChainTransaction> waiting,
        ChainTransaction old,
        ChainTransaction replacement)
    {
        // geth's and reth's rule: both fields have to rise by a tenth.
        if (replacement.FeeCapWei * 10 < old.FeeCapWei * 11 || replacement.TipCapWei * 10 < old.TipCapWei * 11)
        {
            return new SendResult(SendVerdict.Underpriced, "replacement transaction underpriced");
        }

        waiting[old.AccountNonce.Value] = replacement;
        return new SendResult(SendVerdict.InPool, string.Empty);
    }

    private SortedList<ulong, ChainTransaction> Waiting(Address sender)
    {
        if (!_bySender.TryGetValue(sender, out var waiting))
        {
            waiting = [];
            _bySender.Add(sender, waiting);
            _senders.Add(sender);
        }

        return waiting;
    }
}

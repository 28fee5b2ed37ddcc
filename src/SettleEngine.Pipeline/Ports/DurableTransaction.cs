using SettleEngine.Core;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Pipeline.Ports;

/// <summary>A signed transaction whose exact bytes are durable in the journal, and therefore may leave the process.</summary>
/// <remarks>Only the pipeline can make one, and only with the journal sequence that the append returned: the type is the
/// write-ahead rule (reliability rule W2).</remarks>
public sealed class DurableTransaction
{
    internal DurableTransaction(ulong journalSequence, Hash256 transactionHash, ReadOnlyMemory<byte> rawTransaction)
    {
        Invariant.Holds(journalSequence > 0);
        Invariant.Holds(!rawTransaction.IsEmpty);

        JournalSequence = journalSequence;
        TransactionHash = transactionHash;
        RawTransaction = rawTransaction;
    }

    /// <summary>Where the journal holds the bytes.</summary>
    public ulong JournalSequence { get; }

    /// <summary>Keccak-256 of the bytes.</summary>
    public Hash256 TransactionHash { get; }

    /// <summary>The signed transaction as it goes over the wire.</summary>
    public ReadOnlyMemory<byte> RawTransaction { get; }
}

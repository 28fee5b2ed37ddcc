using SettleEngine.Core.Primitives;

namespace SettleEngine.LoadBench.InProcess;

/// <summary>A transaction that an <see cref="InstantChain"/> has taken.</summary>
/// <param name="TransactionHash">The transaction.</param>
/// <param name="To">What is called.</param>
/// <param name="Calldata">The call.</param>
internal sealed record ReadyTransaction(Hash256 TransactionHash, Address To, ReadOnlyMemory<byte> Calldata)
{
    /// <summary>Height of its block; 0 while no block holds it.</summary>
    public ulong Block { get; set; }

    /// <summary>Position of its first event in the block.</summary>
    public uint FirstLogIndex { get; set; }
}

using SettleEngine.Core.Primitives;

namespace SettleEngine.Devnet;

/// <summary>A transaction that settles payments, as it stands in a block.</summary>
/// <param name="TransactionHash">The transaction.</param>
/// <param name="BlockNumber">The block's height.</param>
/// <param name="Target">The token for a single payment, otherwise the batching contract.</param>
/// <param name="Payments">Payments in it; 0 for a cancellation.</param>
/// <param name="Calldata">The call.</param>
/// <param name="RawTransaction">The whole signed transaction.</param>
/// <param name="GasUsed">Gas that it used.</param>
/// <param name="HasFailed">Whether it failed as a whole.</param>
public sealed record LaneTransaction(
    Hash256 TransactionHash,
    ulong BlockNumber,
    Address Target,
    int Payments,
    ReadOnlyMemory<byte> Calldata,
    ReadOnlyMemory<byte> RawTransaction,
    ulong GasUsed,
    bool HasFailed);

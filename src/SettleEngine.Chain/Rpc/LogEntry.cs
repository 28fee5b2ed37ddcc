using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Chain.Rpc;

/// <summary>An event with the place that the node says it has.</summary>
/// <param name="Log">The event.</param>
/// <param name="TransactionHash">Its transaction.</param>
/// <param name="BlockNumber">Height of its block.</param>
/// <param name="BlockHash">Identity of its block.</param>
/// <param name="IsRemoved">Whether a reorg took it away.</param>
internal readonly record struct LogEntry(
    ReceiptLog Log,
    Hash256 TransactionHash,
    ulong BlockNumber,
    Hash256 BlockHash,
    bool IsRemoved);

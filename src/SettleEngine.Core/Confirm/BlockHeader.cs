using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Confirm;

/// <summary>What the engine reads of a block.</summary>
/// <param name="Number">Height.</param>
/// <param name="Hash">Identity; a height can have several over time.</param>
/// <param name="ParentHash">Identity of the block below.</param>
/// <param name="Timestamp">The time that validity windows are judged by.</param>
/// <param name="BaseFeePerGasWei">Price per gas that is burned, in wei.</param>
/// <param name="GasLimit">Most gas the block may use.</param>
public readonly record struct BlockHeader(
    ulong Number,
    Hash256 Hash,
    Hash256 ParentHash,
    UnixSeconds Timestamp,
    ulong BaseFeePerGasWei,
    ulong GasLimit);

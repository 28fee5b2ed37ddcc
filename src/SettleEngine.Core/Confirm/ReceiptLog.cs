using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Confirm;

/// <summary>One event of a receipt, cut to what settlement proofs need.</summary>
/// <param name="Emitter">The contract that emitted it.</param>
/// <param name="TopicCount">How many topics it has, 0 to 4; topics beyond are zero.</param>
/// <param name="Topic0">The event's signature hash.</param>
/// <param name="Topic1">First indexed argument.</param>
/// <param name="Topic2">Second indexed argument.</param>
/// <param name="DataLength">Bytes of data.</param>
/// <param name="Data">The first 32 bytes of data, or zero when there are fewer.</param>
/// <param name="LogIndex">Position in its block.</param>
public readonly record struct ReceiptLog(
    Address Emitter,
    int TopicCount,
    Hash256 Topic0,
    Hash256 Topic1,
    Hash256 Topic2,
    int DataLength,
    UInt256 Data,
    uint LogIndex);

using SettleEngine.Pipeline.Dedupe;

namespace SettleEngine.Pipeline.Batch;

/// <summary>Payments that one transaction will settle.</summary>
/// <param name="Members">The payments, in call order; empty for a cancellation.</param>
/// <param name="GasLimit">Gas limit of the transaction.</param>
internal sealed record SettlementBatch(Admission[] Members, ulong GasLimit);

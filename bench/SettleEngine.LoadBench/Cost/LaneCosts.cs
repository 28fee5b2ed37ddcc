using SettleEngine.Core.Batch.Cost;
using SettleEngine.Core.Encoding;
using SettleEngine.Devnet;

namespace SettleEngine.LoadBench.Cost;

/// <summary>What the cost model says of transactions that stand in blocks.</summary>
internal static class LaneCosts
{
    /// <summary>How a transaction settles.</summary>
    public static SettlementKind KindOf(this LaneTransaction transaction) =>
        transaction.Target == SettlerContract.Address ? SettlementKind.Settler
        : transaction.Target == Multicall3Calldata.Contract ? SettlementKind.Multicall3
        : SettlementKind.Plain;

    /// <summary>Predicts a transaction from its own bytes. Its payers must be different ones, and its payee must have a
    /// balance.</summary>
    public static CostEstimate Predict(this StatedPrices prices, LaneTransaction transaction) =>
        prices.Predict(transaction.KindOf(), Math.Max(1, transaction.Payments), transaction.RawTransaction.Span);
}

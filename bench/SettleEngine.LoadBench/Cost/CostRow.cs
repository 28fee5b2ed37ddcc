using System.Text.Json.Nodes;
using SettleEngine.Core.Batch.Cost;

namespace SettleEngine.LoadBench.Cost;

/// <summary>What settling so many payments in one transaction costs. Everything is a payment's share.</summary>
/// <param name="Kind">How they are settled.</param>
/// <param name="Payments">Payments in a transaction.</param>
/// <param name="Gas">Gas by the receipts.</param>
/// <param name="PredictedGas">Gas by the cost model.</param>
/// <param name="Bytes">Bytes of the signed transactions.</param>
/// <param name="L1Bytes">Bytes that Fjord charges for.</param>
/// <param name="L1Usd">Fee for those bytes.</param>
/// <param name="GasUsd">Fee for the gas.</param>
internal sealed record CostRow(
    SettlementKind Kind,
    int Payments,
    double Gas,
    double PredictedGas,
    double Bytes,
    double L1Bytes,
    double L1Usd,
    double GasUsd)
{
    /// <summary>All fees.</summary>
    public double Usd => GasUsd + L1Usd;

    /// <summary>How far the gas was from what the cost model says: 0.01 when it was a hundredth more.</summary>
    public double GasError => (Gas / PredictedGas) - 1;

    /// <summary>A name for figures, such as <c>multicall3_100</c>.</summary>
    public string Name => Kind switch
    {
        SettlementKind.Plain => "single",
        SettlementKind.Settler => $"settler_{Payments}",
        _ => $"multicall3_{Payments}",
    };

    /// <summary>A name for people.</summary>
    public string Title => Kind switch
    {
        SettlementKind.Plain => "single",
        SettlementKind.Settler => $"guarded settler × {Payments}",
        _ => $"Multicall3 × {Payments}",
    };

    /// <summary>Spells the row.</summary>
    /// <param name="single">The row of single payments.</param>
    public JsonObject ToJson(CostRow single) => new()
    {
        ["name"] = Name,
        ["payments"] = Payments,
        ["gasPerPayment"] = Math.Round(Gas, 1),
        ["predictedGasPerPayment"] = Math.Round(PredictedGas, 1),
        ["gasError"] = Math.Round(GasError, 5),
        ["bytesPerPayment"] = Math.Round(Bytes, 1),
        ["l1BytesPerPayment"] = Math.Round(L1Bytes, 1),
        ["l1UsdPerPayment"] = Math.Round(L1Usd, 9),
        ["usdPerPayment"] = Math.Round(Usd, 9),
        ["gasBelowSingle"] = Math.Round(single.Gas / Gas, 3),
        ["usdBelowSingle"] = Math.Round(single.Usd / Usd, 3),
    };
}

using System.Globalization;
using System.Text.Json.Nodes;

namespace SettleEngine.LoadBench.Tune;

/// <summary>What was measured at one point.</summary>
/// <param name="Ground">Where.</param>
/// <param name="Setting">The point.</param>
/// <param name="Payments">Payments that were settled.</param>
/// <param name="Transactions">Transactions that settled them.</param>
/// <param name="GasPerPayment">Gas that they used, for each payment; what the cost model says of it on the simulator.</param>
/// <param name="PredictedGasPerPayment">What the cost model says of the same transactions.</param>
/// <param name="UsdPerPayment">What a payment costs in US dollars at the prices of the sweep: the gas that was used, and the fee for its
/// bytes.</param>
/// <param name="L1UsdPerPayment">The fee for its bytes alone.</param>
/// <param name="P50">Half of the payments were included within this time after they were accepted.</param>
/// <param name="P99">All but one in a hundred were.</param>
/// <param name="Problem">Why the point counts for nothing, or null.</param>
internal sealed record TunePoint(
    TuneGround Ground,
    TuneSetting Setting,
    int Payments,
    int Transactions,
    double GasPerPayment,
    double PredictedGasPerPayment,
    double UsdPerPayment,
    double L1UsdPerPayment,
    TimeSpan P50,
    TimeSpan P99,
    string? Problem)
{
    /// <summary>Payments in a transaction on average.</summary>
    public double MeanBatch => Transactions == 0 ? 0 : (double)Payments / Transactions;

    /// <summary>How far the gas was from what the cost model says: 0.01 when it was a hundredth more.</summary>
    public double GasError => PredictedGasPerPayment == 0 ? 0 : (GasPerPayment / PredictedGasPerPayment) - 1;

    /// <summary>The same to a tenth of a hundredth, with its sign; adding zero takes the sign off a negative one that is none.</summary>
    public string GasErrorText => (Math.Round(GasError, 3) + 0.0).ToString("+0.0%;-0.0%;0.0%", CultureInfo.InvariantCulture);

    /// <summary>Whether another point of the same traffic is better in one regard and not worse in the other.</summary>
    public bool IsBeatenBy(TunePoint other) =>
        other.Problem is null
        && other.UsdPerPayment <= UsdPerPayment
        && other.P99 <= P99
        && (other.UsdPerPayment < UsdPerPayment || other.P99 < P99);

    /// <summary>A ground's name in reports and on the command line.</summary>
    public static string Name(TuneGround ground) => ground == TuneGround.Simulator ? "simulator" : "chain";

    /// <summary>Spells the point.</summary>
    public JsonObject ToJson() => new()
    {
        ["measured"] = Name(Ground),
        ["blockSeconds"] = Setting.BlockTime.TotalSeconds,
        ["paymentsPerSecond"] = Setting.PaymentsPerSecond,
        ["batchMax"] = Setting.BatchMax,
        ["batchWaitMs"] = Setting.BatchWait.TotalMilliseconds,
        ["objective"] = Setting.Objective,
        ["lanes"] = Setting.Lanes,
        ["payments"] = Payments,
        ["transactions"] = Transactions,
        ["meanBatch"] = Math.Round(MeanBatch, 2),
        ["gasPerPayment"] = Math.Round(GasPerPayment, 1),
        ["predictedGasPerPayment"] = Math.Round(PredictedGasPerPayment, 1),
        ["gasError"] = Math.Round(GasError, 5),
        ["l1UsdPerPayment"] = Math.Round(L1UsdPerPayment, 9),
        ["usdPerPayment"] = Math.Round(UsdPerPayment, 9),
        ["p50Seconds"] = Math.Round(P50.TotalSeconds, 3),
        ["p99Seconds"] = Math.Round(P99.TotalSeconds, 3),
        ["problem"] = Problem,
    };
}

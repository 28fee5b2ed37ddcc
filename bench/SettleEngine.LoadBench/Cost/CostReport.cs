using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using SettleEngine.Core.Batch.Cost;
using SettleEngine.LoadBench.Reporting;

namespace SettleEngine.LoadBench.Cost;

/// <summary>What settling costs by kind and size of the transaction, at stated prices.</summary>
/// <param name="Prices">The prices.</param>
/// <param name="Rows">Single payments first.</param>
/// <param name="Audit">A sentence when the chain does not agree with what was sent, or null.</param>
internal sealed record CostReport(StatedPrices Prices, IReadOnlyList<CostRow> Rows, string? Audit)
{
    private const int GoalSize = 100;
    private const double MulticallBelowSingle = 1.65;
    private const double SettlerBelowSingle = 1.8;
    private const double MostGasError = 0.03;
    private const double MostUsd = 0.0009;

    /// <summary>The row that others are compared with.</summary>
    public CostRow Single => Rows[0];

    /// <summary>What was measured, in a sentence.</summary>
    public string Workload =>
        $"real transactions on a local chain, different payers, one payee who has a balance; costs at {Prices.Sentence}";

    /// <summary>Why the run does not count, or which goal it misses, or null.</summary>
    public string? Problem => Audit ?? Rows.Select(Miss).FirstOrDefault(miss => miss is not null);

    /// <summary>As a rung of the ladder.</summary>
    public RungReport ToRung() => new(
        "cost",
        Workload,
        [
            .. Rows.SelectMany(row => new RungFigure[]
            {
                new($"{row.Name}_gas_per_payment", row.Gas, "gas"),
                new($"{row.Name}_usd_per_1000_payments", 1_000 * row.Usd, "USD"),
                new($"{row.Name}_gas_below_single", Single.Gas / row.Gas, "times"),
                new($"{row.Name}_gas_error", 100 * row.GasError, "%"),
            }),
        ],
        Problem);

    /// <summary>For programs.</summary>
    public JsonObject ToJson() => new()
    {
        ["rung"] = "cost",
        ["workload"] = Workload,
        ["gasPriceGwei"] = Prices.GasPriceGwei,
        ["nativeUsd"] = Prices.NativeUsd,
        ["l1Gwei"] = Prices.L1Gwei,
        ["blobGwei"] = Prices.BlobGwei,
        ["baseFeeScalar"] = Prices.BaseFeeScalar,
        ["blobFeeScalar"] = Prices.BlobBaseFeeScalar,
        ["rows"] = new JsonArray([.. Rows.Select(row => (JsonNode)row.ToJson(Single))]),
        ["problem"] = Problem,
    };

    /// <summary>The table as Markdown, ready for the documents.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.Append("| a payment's share | gas | of predicted | bytes | bytes charged | L1 USD | USD | × below single, gas | USD |\n");
        text.Append("|---|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        foreach (var row in Rows)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {row.Title} | {row.Gas:N0} | {row.GasError:+0.00%;-0.00%} | {row.Bytes:N0} | {row.L1Bytes:N0} | {row.L1Usd:F6} | {row.Usd:F6} | {Single.Gas / row.Gas:F3} | {Single.Usd / row.Usd:F3} |\n");
        }

        return text.ToString();
    }

    private string? Miss(CostRow row)
    {
        if (Math.Abs(row.GasError) > MostGasError)
        {
            return Sentence($"{row.Title}: the cost model is {row.GasError:+0.0%;-0.0%} off");
        }

        if (row.Payments != GoalSize)
        {
            return null;
        }

        // What a payment costs in dollars is a goal at the usual prices only; how much less than alone is one at any price.
        var goal = row.Kind == SettlementKind.Settler ? SettlerBelowSingle : MulticallBelowSingle;
        return Single.Gas / row.Gas < goal ? Sentence($"{row.Title}: only {Single.Gas / row.Gas:F3} times less gas than single, not {goal}")
            : row.Usd > MostUsd && Prices == new StatedPrices() ? Sentence($"{row.Title}: {row.Usd:F6} USD, more than {MostUsd}")
            : null;
    }

    private static string Sentence(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

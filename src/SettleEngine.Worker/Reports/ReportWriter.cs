using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using SettleEngine.Core.Batch.Cost;
using SettleEngine.Pipeline.Costs;

namespace SettleEngine.Worker.Reports;

/// <summary>Spells a cost report.</summary>
/// <param name="report">The report.</param>
/// <param name="grouping">What a line stands for.</param>
internal sealed class ReportWriter(CostReport report, ReportGrouping grouping)
{
    private const double WeiPerCoin = 1e18;

    private static readonly string[] Sums =
    [
        "batches", "payments", "settled", "gasUsed", "feesWei", "l1FeeWei", "usd", "singleWei", "aggregateWei", "savedAgainstSingle",
        "savedAgainstAggregate",
    ];

    private static readonly HashSet<string> Numbers = new(StringComparer.Ordinal)
    {
        "batches", "payments", "settled", "gasUsed", "usd", "savedAgainstSingle", "savedAgainstAggregate", "blockNumber", "predictedGas",
        "gasError",
    };

    private readonly IReadOnlyList<ReportRow> _rows = ReportLines.Of(report, grouping);

    /// <summary>Sentences about what is in the report and what is not.</summary>
    public IEnumerable<string> Notes
    {
        get
        {
            yield return report.Oldest is { } oldest
                ? $"The journal still holds costs from {ReportLines.Time(oldest)} on{(IsWhole ? string.Empty : "; what is older was given back")}."
                : $"The journal holds no transaction with its cost{(IsWhole ? string.Empty : "; what is older was given back")}.";
            if (report.WithoutCost > 0)
            {
                yield return Text($"{report.WithoutCost} transactions were recorded by an older version, without their costs: they are in no sum.");
            }

            if (report.Open > 0)
            {
                yield return Text($"{report.Open} signed transactions are not final yet: they are in no sum.");
            }

            if (report.Chain.Costs.L1 == L1FeeKind.GasInside)
            {
                yield return $"On {report.Chain.Name} the gas used holds the fee for bytes, which other ways would have had to pay too: savings are understated.";
            }
        }
    }

    private bool IsWhole => report.Book.Reading is not { FirstSequence: > 1 };

    /// <summary>Comma-separated values.</summary>
    /// <returns>Lines; no field holds a comma, a quote or a line end.</returns>
    public string ToCsv()
    {
        var text = new StringBuilder();
        text.AppendJoin(',', ReportLines.Keys(grouping).Concat(Sums)).Append('\n');
        foreach (var row in _rows)
        {
            text.AppendJoin(',', row.Keys.Concat(Fields(row.Totals))).Append('\n');
        }

        return text.ToString().TrimEnd('\n');
    }

    /// <summary>One object.</summary>
    /// <returns>The object; wei are decimal strings.</returns>
    public JsonObject ToJson() => new()
    {
        ["chainId"] = report.Book.Boot?.ChainId,
        ["chain"] = report.Chain.Name,
        ["nativeCoin"] = report.Chain.Costs.NativeCoin,
        ["since"] = ReportLines.Time(report.Since),
        ["oldest"] = report.Oldest is { } oldest ? ReportLines.Time(oldest) : null,
        ["firstSequence"] = report.Book.Reading?.FirstSequence,
        ["lastSequence"] = report.Book.Reading?.LastSequence,
        ["withoutCost"] = report.WithoutCost,
        ["open"] = report.Open,
        ["total"] = ToJson(Sums, Fields(report.Total)),
        ["by"] = grouping.ToString().ToLowerInvariant(),
        ["rows"] = new JsonArray([.. _rows.Select(row =>
            (JsonNode)ToJson(ReportLines.Keys(grouping).Concat(Sums), row.Keys.Concat(Fields(row.Totals))))]),
    };

    /// <summary>Columns for people, with the sum below and what has to be known about it.</summary>
    /// <returns>Lines.</returns>
    public string ToTable()
    {
        string[] names = ["payments", "settled", "gas each", $"fees {report.Chain.Costs.NativeCoin}", "L1", "USD", "USD each", "vs single", "vs aggregate"];
        var keys = ReportLines.Keys(grouping);
        var shown = grouping == ReportGrouping.Batch ? new[] { 0, 1, 2, 4, 7 } : [0];
        var lines = new List<string[]> { (string[])[.. shown.Select(key => keys[key]), .. names] };
        lines.AddRange(_rows.Select(row => (string[])[.. shown.Select(key => row.Keys[key]), .. ForPeople(row.Totals)]));
        lines.Add([.. shown.Select((_, place) => place == 0 ? "total" : string.Empty), .. ForPeople(report.Total)]);

        var widths = Enumerable.Range(0, lines[0].Length).Select(column => lines.Max(line => line[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            // What a line stands for begins at the left, numbers end at the right.
            text.AppendLine(string.Join("  ", line.Select((cell, column) =>
                column < shown.Length ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd());
        }

        return text.AppendLine().AppendJoin(Environment.NewLine, Notes).ToString();
    }

    private static JsonObject ToJson(IEnumerable<string> names, IEnumerable<string> fields)
    {
        var line = new JsonObject();
        foreach (var (name, field) in names.Zip(fields))
        {
            if (field.Length > 0)
            {
                line[name] = Numbers.Contains(name) ? JsonNode.Parse(field) : JsonValue.Create(field);
            }
        }

        return line;
    }

    private static string[] Fields(CostTotals totals) =>
    [
        Text($"{totals.Batches}"),
        Text($"{totals.Payments}"),
        Text($"{totals.Settled}"),
        Text($"{totals.GasUsed}"),
        Text($"{totals.FeesWei}"),
        Text($"{totals.L1FeeWei}"),
        HasUsd(totals) ? Text($"{totals.Usd:F9}") : string.Empty,
        Text($"{totals.SingleWei}"),
        Text($"{totals.AggregateWei}"),
        totals.SavedAgainstSingle is { } single ? Text($"{single:F4}") : string.Empty,
        totals.SavedAgainstAggregate is { } aggregate ? Text($"{aggregate:F4}") : string.Empty,
    ];

    private static string[] ForPeople(CostTotals totals) =>
    [
        Text($"{totals.Payments:N0}"),
        Text($"{totals.Settled:N0}"),
        totals.Settled > 0 ? Text($"{totals.GasUsed / (double)totals.Settled:N0}") : "-",
        Text($"{(double)totals.FeesWei / WeiPerCoin:F9}"),
        totals.FeesWei > 0 ? Text($"{(double)totals.L1FeeWei / (double)totals.FeesWei:P1}") : "-",
        HasUsd(totals) ? Text($"{totals.Usd:F6}") : "-",
        HasUsd(totals) && totals.Settled > 0 ? Text($"{totals.Usd / totals.Settled:F6}") : "-",
        totals.SavedAgainstSingle is { } single ? Text($"{-single:P1}") : "-",
        totals.SavedAgainstAggregate is { } aggregate ? Text($"{-aggregate:P1}") : "-",
    ];

    private static bool HasUsd(CostTotals totals) => totals.UnpricedWei == 0;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace SettleEngine.LoadBench.Reporting;

/// <summary>This run beside an earlier one, figure by figure.</summary>
/// <param name="Warnings">Why the figures may not be comparable: another machine, another workload.</param>
/// <param name="Heads">The two runs in a line each.</param>
/// <param name="Figures">All figures of both, in the order of this run, then those that only the earlier one has.</param>
internal sealed record SummaryComparison(
    IReadOnlyList<string> Warnings,
    IReadOnlyList<string> Heads,
    IReadOnlyList<ComparedFigure> Figures)
{
    private static readonly string[] MachineFacts = ["cpu", "cores", "memoryBytes", "os", "dotnet"];

    /// <summary>Compares two summaries.</summary>
    /// <param name="earlier">The text of a <c>summary.json</c>.</param>
    /// <param name="now">That of this run.</param>
    /// <exception cref="FormatException">One of them is no summary.</exception>
    public static SummaryComparison Of(string earlier, string now)
    {
        var (before, after) = (Parse(earlier), Parse(now));
        var figures = FiguresOf(after)
            .Select(figure => Compare(figure, Find(before, figure.Rung, figure.Name)?.Value, figure.Value))
            .ToList();
        figures.AddRange(FiguresOf(before)
            .Where(figure => Find(after, figure.Rung, figure.Name) is null)
            .Select(figure => Compare(figure, figure.Value, null)));
        return new SummaryComparison(
            [.. MachineWarnings(before, after), .. WorkloadWarnings(before, after)],
            [Head("earlier", before), Head("now", after)],
            figures);
    }

    /// <summary>The comparison as Markdown, readable on a screen too.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder("# Compared with an earlier run\n\n");
        foreach (var head in Heads)
        {
            text.Append(CultureInfo.InvariantCulture, $"- {head}\n");
        }

        foreach (var warning in Warnings)
        {
            text.Append(CultureInfo.InvariantCulture, $"- **Warning:** {warning}\n");
        }

        text.Append("\n| rung | figure | unit | earlier | now | ratio | |\n|---|---|---|---:|---:|---:|---|\n");
        foreach (var figure in Figures)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {figure.Rung} | {figure.Name.Replace('_', ' ')} | {figure.Unit} | {Text(figure.Earlier)} | {Text(figure.Now)} | {figure.Ratio:0.00} | {figure.Verdict} |\n");
        }

        return text.ToString();
    }

    private static ComparedFigure Compare((string Rung, string Name, string Unit, double Value) figure, double? earlier, double? now) =>
        new(figure.Rung, figure.Name, figure.Unit, earlier, now);

    private static JsonObject Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) is JsonObject summary && summary["rungs"] is JsonArray
                ? summary
                : throw new FormatException("This is no summary of a benchmark: it has no rungs.");
        }
        catch (System.Text.Json.JsonException exception)
        {
            throw new FormatException("This is no summary of a benchmark: it is no JSON.", exception);
        }
    }

    private static IEnumerable<JsonObject> RungsOf(JsonObject summary) => summary["rungs"]!.AsArray().OfType<JsonObject>();

    private static IEnumerable<(string Rung, string Name, string Unit, double Value)> FiguresOf(JsonObject summary) =>
        from rung in RungsOf(summary)
        from figure in rung["figures"]!.AsObject()
        select (
            rung["rung"]!.GetValue<string>(),
            figure.Key,
            figure.Value!["unit"]!.GetValue<string>(),
            figure.Value!["value"]!.GetValue<double>());

    private static (string Rung, string Name, string Unit, double Value)? Find(JsonObject summary, string rung, string name)
    {
        foreach (var figure in FiguresOf(summary))
        {
            if (figure.Rung == rung && figure.Name == name)
            {
                return figure;
            }
        }

        return null;
    }

    private static string Head(string which, JsonObject summary) => string.Create(
        CultureInfo.InvariantCulture,
        $"{which}: {Fact(summary, "date")}, commit {Fact(summary, "commit")}, seed {Fact(summary, "seed")}, {Fact(summary["machine"], "cpu")}, {Fact(summary["machine"], "cores")} cores, {Fact(summary["machine"], "dotnet")}, load average before {Fact(summary, "loadAverageBefore")}");

    private static string Fact(JsonNode? from, string name) => from?[name]?.ToString() ?? "unknown";

    private static IEnumerable<string> MachineWarnings(JsonObject before, JsonObject after) => MachineFacts
        .Where(fact => Fact(before["machine"], fact) != Fact(after["machine"], fact))
        .Select(fact => $"the machines differ: {fact} was {Fact(before["machine"], fact)} and is {Fact(after["machine"], fact)}");

    private static IEnumerable<string> WorkloadWarnings(JsonObject before, JsonObject after) =>
        from now in RungsOf(after)
        from then in RungsOf(before)
        where Fact(now, "rung") == Fact(then, "rung") && Fact(now, "workload") != Fact(then, "workload")
        select $"{Fact(now, "rung")} had another workload: {Fact(then, "workload")}";

    private static string Text(double? value) =>
        value is { } number ? number.ToString(Math.Abs(number) >= 100 ? "N0" : "N2", CultureInfo.InvariantCulture) : "";
}

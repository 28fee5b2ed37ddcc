using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SettleEngine.LoadBench.Reporting;

/// <summary>Reports as text for people and as JSON for programs.</summary>
internal static class Summary
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>One rung as JSON.</summary>
    public static JsonObject ToJson(RungReport report)
    {
        var figures = new JsonObject();
        foreach (var figure in report.Figures)
        {
            figures[figure.Name] = new JsonObject { ["value"] = Math.Round(figure.Value, 4), ["unit"] = figure.Unit };
        }

        return new JsonObject
        {
            ["rung"] = report.Rung,
            ["workload"] = report.Workload,
            ["figures"] = figures,
            ["problem"] = report.Problem,
        };
    }

    /// <summary>The whole ladder as JSON.</summary>
    public static string ToJson(MachineInfo machine, DateTimeOffset date, ulong seed, double load, IEnumerable<RungReport> reports) =>
        new JsonObject
        {
            ["date"] = date.ToString("O", CultureInfo.InvariantCulture),
            ["commit"] = machine.Commit,
            ["seed"] = seed.ToString(CultureInfo.InvariantCulture),
            ["loadAverageBefore"] = load,
            ["machine"] = new JsonObject
            {
                ["cpu"] = machine.Processor,
                ["cores"] = machine.Cores,
                ["memoryBytes"] = machine.MemoryBytes,
                ["os"] = machine.System,
                ["dotnet"] = machine.Runtime,
            },
            ["rungs"] = new JsonArray([.. reports.Select(ToJson)]),
        }.ToJsonString(Indented);

    /// <summary>The whole ladder as Markdown.</summary>
    public static string ToMarkdown(MachineInfo machine, DateTimeOffset date, ulong seed, double load, IEnumerable<RungReport> reports)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Benchmark of {date:yyyy-MM-dd HH:mm} UTC\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{machine.Processor}, {machine.Cores} cores, {machine.MemoryBytes / (double)(1L << 30):N1} GiB, {machine.System}, {machine.Runtime}.\n");
        text.Append(CultureInfo.InvariantCulture, $"Commit {machine.Commit}, seed {seed}, load average before {load:N2}.\n\n");
        text.Append("| rung | figure | value | unit |\n|---|---|---:|---|\n");
        foreach (var report in reports)
        {
            foreach (var figure in report.Figures)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {report.Rung} | {Words(figure.Name)} | {Text(figure.Value)} | {figure.Unit} |\n");
            }
        }

        text.Append('\n');
        foreach (var report in reports)
        {
            text.Append(CultureInfo.InvariantCulture, $"- {report.Rung}: {report.Workload}\n");
            if (report.Problem is { } problem)
            {
                text.Append(CultureInfo.InvariantCulture, $"  **Does not count:** {problem}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>One rung on the screen.</summary>
    public static void Show(RungReport report)
    {
        Console.WriteLine($"{report.Rung}: {report.Workload}");
        foreach (var figure in report.Figures)
        {
            Console.WriteLine($"  {Words(figure.Name),-44}{Text(figure.Value),16} {figure.Unit}");
        }

        if (report.Problem is { } problem)
        {
            Console.WriteLine($"  DOES NOT COUNT: {problem}");
        }

        Console.WriteLine();
    }

    private static string Words(string name) => name.Replace('_', ' ');

    private static string Text(double value) =>
        value.ToString(Math.Abs(value) >= 100 ? "N0" : "N2", CultureInfo.InvariantCulture);
}

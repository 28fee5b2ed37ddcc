using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace SettleEngine.Worker.Load;

/// <summary>Shows what a load did.</summary>
internal static class LoadScreen
{
    /// <summary>Shows a report.</summary>
    /// <param name="report">The report.</param>
    /// <param name="asJson">Whether one JSON object is printed and nothing else.</param>
    public static void Show(LoadReport report, bool asJson)
    {
        if (asJson)
        {
            Console.Out.WriteLine(ToJson(report).ToJsonString());
            return;
        }

        var table = new Table().Border(TableBorder.Rounded).AddColumns("", "");
        table.AddRow("sent", Number(report.Sent));
        table.AddRow("accepted", Number(report.Accepted));
        table.AddRow("known before", Number(report.Known));
        table.AddRow("refused", Number(report.Refused));
        table.AddRow("answers per second", Number(report.PerSecond));
        if (report.Answers is { } answers)
        {
            table.AddRow("time to the answer, p50 / p99", $"{Ms(answers.P50)} / {Ms(answers.P99)}");
        }

        AnsiConsole.Write(table);
    }

    private static JsonObject ToJson(LoadReport report) => new()
    {
        ["sent"] = report.Sent,
        ["accepted"] = report.Accepted,
        ["existing"] = report.Known,
        ["refused"] = report.Refused,
        ["seconds"] = Math.Round(report.Duration.TotalSeconds, 3),
        ["answersPerSecond"] = Math.Round(report.PerSecond, 1),
        ["p50Ms"] = report.Answers is { } answers ? Math.Round(answers.P50.TotalMilliseconds, 3) : null,
        ["p99Ms"] = report.Answers is { } all ? Math.Round(all.P99.TotalMilliseconds, 3) : null,
    };

    private static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Ms(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:N1} ms");
}

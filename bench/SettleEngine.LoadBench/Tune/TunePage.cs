using System.Globalization;
using System.Net;
using System.Text;
using SettleEngine.LoadBench.Reporting;

namespace SettleEngine.LoadBench.Tune;

/// <summary>The report of a sweep as one page that needs nothing else: a chart for each block time, a table, options to paste.</summary>
/// <param name="options">What was swept.</param>
/// <param name="machine">Where.</param>
/// <param name="date">When.</param>
/// <param name="points">What was measured.</param>
/// <param name="advice">What follows.</param>
internal sealed class TunePage(
    TuneOptions options,
    MachineInfo machine,
    DateTimeOffset date,
    IReadOnlyList<TunePoint> points,
    IReadOnlyList<TuneAdvice> advice)
{
    private const string Style = """
        :root { color-scheme: light dark; --ink: #1b1b1f; --soft: #6b6b76; --line: #d7d7de; --paper: #ffffff; }
        @media (prefers-color-scheme: dark) { :root { --ink: #ececf1; --soft: #a0a0ab; --line: #3a3a42; --paper: #17171b; } }
        body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
        th, td { padding: .25rem .6rem; text-align: right; border-bottom: 1px solid var(--line); } th:first-child, td:first-child { text-align: left; }
        th { color: var(--soft); font-weight: 600; } code { font-size: .92em; } .soft { color: var(--soft); } .scroll { overflow-x: auto; }
        svg { width: 100%; height: auto; } svg text { fill: var(--soft); font-size: 12px; } svg .axis { stroke: var(--line); }
        """;

    /// <summary>Spells the page.</summary>
    /// <returns>HTML.</returns>
    public string Render()
    {
        var page = new StringBuilder();
        page.Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">")
            .Append("<title>Batch size against latency</title><style>").Append(Style).Append("</style></head><body>")
            .Append("<h1>What waiting for company saves</h1><p class=\"soft\">")
            .Append(Text($"{date:yyyy-MM-dd}, commit {machine.Commit}, {machine.Processor}, {machine.Cores} cores. {options.Sentence} "))
            .Append(Text($"Cost: {options.Prices.Sentence}. Latency: from accepted to included. Each line joins the settings that no other beats."))
            .Append(options.Grounds.Contains(TuneGround.Simulator) ? Text($" {TuneTable.SimulatorSentence}") : "")
            .Append(options.Grounds.Count > 1 ? " Its lines are broken." : "")
            .Append("</p>");
        foreach (var block in advice.GroupBy(traffic => traffic.BlockTime))
        {
            page.Append(Text($"<h2>Blocks of {block.Key.TotalSeconds} s</h2>"))
                .Append(new TuneChart([.. block]).Render());
            Recommend(page, block);
        }

        page.Append("<h2>Everything that was measured</h2>");
        Table(page);
        return page.Append("</body></html>\n").ToString();
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void Recommend(StringBuilder page, IEnumerable<TuneAdvice> traffics)
    {
        page.Append("<div class=\"scroll\"><table><tr><th>payments a second</th><th>on</th><th>wish</th><th>options</th><th>USD a payment</th><th>p50</th><th>p99</th></tr>");
        foreach (var traffic in traffics)
        {
            foreach (var (wish, point) in new[] { ("fastest", traffic.Fastest), ("balanced", traffic.Balanced), ("cheapest", traffic.Cheapest) })
            {
                page.Append(Text($"<tr><td>{traffic.PaymentsPerSecond}</td><td>{TunePoint.Name(traffic.Ground)}</td><td>{wish}</td><td><code>{point.Setting.Options}</code></td><td>{point.UsdPerPayment:F6}</td><td>{point.P50.TotalSeconds:N2} s</td><td>{point.P99.TotalSeconds:N2} s</td></tr>"));
            }
        }

        page.Append("</table></div>");
    }

    private void Table(StringBuilder page)
    {
        page.Append("<div class=\"scroll\"><table><tr><th>on</th><th>block</th><th>a second</th><th>lanes</th><th>options</th><th>payments</th><th>a batch</th><th>gas</th><th>of predicted</th><th>USD</th><th>p50</th><th>p99</th><th></th></tr>");
        foreach (var point in points.OrderBy(point => point.Setting.BlockTime).ThenBy(point => point.Setting.PaymentsPerSecond).ThenBy(point => point.Setting.BatchWait))
        {
            page.Append(Text($"<tr><td>{TunePoint.Name(point.Ground)}</td><td>{point.Setting.BlockTime.TotalSeconds} s</td><td>{point.Setting.PaymentsPerSecond}</td><td>{point.Setting.Lanes}</td><td><code>{point.Setting.Options}</code></td><td>{point.Payments}</td><td>{point.MeanBatch:N1}</td><td>{point.GasPerPayment:N0}</td><td>{point.GasErrorText}</td><td>{point.UsdPerPayment:F6}</td><td>{point.P50.TotalSeconds:N2} s</td><td>{point.P99.TotalSeconds:N2} s</td><td>{WebUtility.HtmlEncode(point.Problem)}</td></tr>"));
        }

        page.Append("</table></div>");
    }
}

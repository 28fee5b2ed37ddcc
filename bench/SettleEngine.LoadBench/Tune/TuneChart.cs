using System.Globalization;
using System.Text;

namespace SettleEngine.LoadBench.Tune;

/// <summary>Cost against latency as SVG: latency to the right on a logarithmic scale, cost upwards from zero.</summary>
/// <param name="traffics">A line for each, of one colour for one rate; broken where it comes from the simulator.</param>
internal sealed class TuneChart(IReadOnlyList<TuneAdvice> traffics)
{
    private const double Width = 760;
    private const double Height = 340;
    private const double Left = 70;
    private const double Right = 110;
    private const double Top = 16;
    private const double Bottom = 40;

    // A file of its own has no page that would lend it ink and paper.
    private const string Style = """
        svg { --soft: #6b6b76; --line: #d7d7de; --paper: #ffffff; background: var(--paper); font-family: system-ui, sans-serif; }
        @media (prefers-color-scheme: dark) { svg { --soft: #a0a0ab; --line: #3a3a42; --paper: #17171b; } }
        text { fill: var(--soft); font-size: 12px; } .axis { stroke: var(--line); }
        """;

    private static readonly string[] Colors = ["#3b6fd4", "#c2571a", "#2e8b57", "#8a4fbf", "#b8305e", "#6b7a12"];
    private static readonly double[] Marks = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100];

    private readonly double _least = 0.8 * traffics.SelectMany(traffic => traffic.Curve).Min(Seconds);
    private readonly double _most = 1.25 * traffics.SelectMany(traffic => traffic.Curve).Max(Seconds);
    private readonly double _dearest = 1.1 * traffics.SelectMany(traffic => traffic.Curve).Max(point => point.UsdPerPayment);

    /// <summary>Spells the chart for a page that has a style.</summary>
    /// <returns>An <c>svg</c> element.</returns>
    public string Render() => Render("", "");

    /// <summary>Spells the chart as a file of its own, for documents that show images.</summary>
    /// <returns>An SVG document.</returns>
    public string RenderFile() =>
        Render(" xmlns=\"http://www.w3.org/2000/svg\"", $"<style>{Style}</style>") + "\n";

    private string Render(string attributes, string style)
    {
        var svg = new StringBuilder();
        svg.Append(Text($"<svg{attributes} viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"Cost of a payment against its 99th percentile of latency\">{style}"));
        Axes(svg);
        var rates = traffics.Select(traffic => traffic.PaymentsPerSecond).Distinct().ToList();
        foreach (var traffic in traffics)
        {
            Line(svg, traffic, rates.IndexOf(traffic.PaymentsPerSecond));
        }

        return svg.Append("</svg>").ToString();
    }

    private static double Seconds(TunePoint point) => Math.Max(0.01, point.P99.TotalSeconds);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private double X(double seconds) =>
        Left + ((Width - Left - Right) * Math.Log(seconds / _least) / Math.Log(_most / _least));

    private double Y(double usd) => Height - Bottom - ((Height - Top - Bottom) * usd / _dearest);

    private void Axes(StringBuilder svg)
    {
        foreach (var mark in Marks.Where(mark => mark >= _least && mark <= _most))
        {
            svg.Append(Text($"<line class=\"axis\" x1=\"{X(mark):F1}\" y1=\"{Top}\" x2=\"{X(mark):F1}\" y2=\"{Height - Bottom}\"/>"))
                .Append(Text($"<text x=\"{X(mark):F1}\" y=\"{Height - Bottom + 16}\" text-anchor=\"middle\">{mark} s</text>"));
        }

        for (var i = 0; i <= 4; i++)
        {
            var usd = _dearest * i / 4;
            svg.Append(Text($"<line class=\"axis\" x1=\"{Left}\" y1=\"{Y(usd):F1}\" x2=\"{Width - Right}\" y2=\"{Y(usd):F1}\"/>"))
                .Append(Text($"<text x=\"{Left - 6}\" y=\"{Y(usd) + 4:F1}\" text-anchor=\"end\">{usd:F5}</text>"));
        }

        svg.Append(Text($"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 6}\" text-anchor=\"middle\">p99 from accepted to included</text>"))
            .Append(Text($"<text x=\"4\" y=\"{Top - 4}\">USD a payment</text>"));
    }

    private void Line(StringBuilder svg, TuneAdvice traffic, int index)
    {
        var color = Colors[index % Colors.Length];
        var places = string.Join(' ', traffic.Curve.Select(point => Text($"{X(Seconds(point)):F1},{Y(point.UsdPerPayment):F1}")));
        var isModel = traffic.Ground == TuneGround.Simulator;
        var dashes = isModel ? " stroke-dasharray=\"5 4\"" : "";
        svg.Append(Text($"<polyline points=\"{places}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"2\"{dashes}/>"));
        foreach (var point in traffic.Curve)
        {
            svg.Append(Text($"<circle cx=\"{X(Seconds(point)):F1}\" cy=\"{Y(point.UsdPerPayment):F1}\" r=\"{(isModel ? 2.5 : 4)}\" fill=\"{color}\">"))
                .Append(Text($"<title>{point.Setting.Options}: {point.UsdPerPayment:F6} USD, p99 {point.P99.TotalSeconds:F2} s, {point.MeanBatch:F1} a batch</title></circle>"));
        }

        if (isModel && traffics.Any(other => other.Ground == TuneGround.Chain))
        {
            // The line beside it is named.
            return;
        }

        // Full batches cost the same at every rate, so curves end beside each other: every second name stands below its point.
        var last = traffic.Curve[^1];
        var down = index % 2 == 0 ? 4 : 20;
        svg.Append(Text($"<text x=\"{X(Seconds(last)) + 8:F1}\" y=\"{Y(last.UsdPerPayment) + down:F1}\" style=\"fill:{color}\">{traffic.PaymentsPerSecond}/s</text>"));
    }
}

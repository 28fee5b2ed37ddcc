using System.Globalization;
using System.Xml.Linq;
using SettleEngine.LoadBench.Reporting;
using SettleEngine.LoadBench.Tune;
using Xunit;

namespace SettleEngine.Simulation.Tests.Tune;

public class TuneReportTests
{
    private static readonly MachineInfo Machine = new("A processor", 2, 1 << 30, "a system", "a runtime", "0123456789ab");
    private static readonly DateTimeOffset Date = DateTimeOffset.UnixEpoch;

    private static readonly TunePoint Measured = TunePoints.At(0.25, usd: 0.000987, p99Seconds: 3);
    private static readonly TunePoint Modelled = TunePoints.At(0.25, usd: 0.000912, p99Seconds: 2, ground: TuneGround.Simulator);

    private static string Table(TuneOptions options, params TunePoint[] points) =>
        new TuneTable(options, Machine, Date, points).Render();

    [Fact]
    public void The_table_has_a_row_for_a_setting_with_what_was_measured()
    {
        var table = Table(new TuneOptions(), Measured);

        Assert.Contains("at commit 0123456789ab", table, StringComparison.Ordinal);
        Assert.Contains("**Blocks of 2 s**", table, StringComparison.Ordinal);
        Assert.Contains(
            "| payments/s | wait | mean batch | gas a payment | of predicted | USD a payment | p50 | p99 |\n|---:|---:|---:|---:|---:|---:|---:|---:|\n",
            table,
            StringComparison.Ordinal);
        Assert.Contains("| 10 | 250 ms | 3.0 | 50,600 | +1.2% | 0.000987 | 1.50 s | 3.00 s |\n", table, StringComparison.Ordinal);
        Assert.DoesNotContain("simulator", table, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_simulator_stands_beside_the_chain_in_the_same_row_and_says_what_its_figures_are()
    {
        var table = Table(
            new TuneOptions { Grounds = [TuneGround.Simulator, TuneGround.Chain], Lanes = [4, 9] },
            Modelled,
            Measured);

        Assert.Contains(TuneTable.SimulatorSentence, table, StringComparison.Ordinal);
        Assert.Contains("| payments/s | wait | lanes | mean batch |", table, StringComparison.Ordinal);
        Assert.Contains(
            "| 10 | 250 ms | 4 | 3.0 | 50,600 | +1.2% | 0.000987 | 1.50 s | 3.00 s | 3.0 | 50,600 | 0.000912 | 1.00 s | 2.00 s |\n",
            table,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_point_that_does_not_count_says_why()
    {
        var table = Table(new TuneOptions(), TunePoints.At(15, usd: 0.001, p99Seconds: 3, problem: "only 299 of 300 payments were settled"));

        Assert.Contains(
            "Does not count: chain, blocks of 2 s, 10/s, `--batch-max 100 --batch-wait 15000ms`: only 299 of 300 payments were settled\n",
            table,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(50_600, "+1.2%")]
    [InlineData(49_400, "-1.2%")]
    [InlineData(49_990, "0.0%")]
    [InlineData(50_010, "0.0%")]
    public void How_far_the_model_was_off_has_a_sign_unless_it_is_nothing(double gas, string text) =>
        Assert.Equal(text, (Measured with { GasPerPayment = gas }).GasErrorText);

    [Fact]
    public void The_page_draws_both_grounds_in_one_chart_and_needs_no_other_file()
    {
        var options = new TuneOptions { Grounds = [TuneGround.Simulator, TuneGround.Chain] };
        TunePoint[] points = [Modelled, Measured];

        var page = new TunePage(options, Machine, Date, points, TuneAdvice.Of(points)).Render();

        Assert.Single(page.Split("<svg").Skip(1));
        Assert.Equal(2, page.Split("<polyline").Length - 1);
        Assert.Single(page.Split("stroke-dasharray").Skip(1));
        Assert.DoesNotContain("http", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_chart_can_be_a_file_of_its_own_that_documents_show()
    {
        var chart = XDocument.Parse(new TuneChart(TuneAdvice.Of([Measured])).RenderFile());

        XNamespace svg = "http://www.w3.org/2000/svg";
        Assert.Equal(svg + "svg", chart.Root!.Name);
        Assert.Contains("prefers-color-scheme", chart.Root.Element(svg + "style")!.Value, StringComparison.Ordinal);
        Assert.Single(chart.Descendants(svg + "circle"));
    }

    [Fact]
    public void The_bar_reckons_that_the_simulator_takes_a_small_part_of_the_time()
    {
        var options = new TuneOptions
        {
            Grounds = [TuneGround.Simulator, TuneGround.Chain],
            Rates = [10],
            BlockTimes = [TimeSpan.FromSeconds(2)],
            Waits = [TimeSpan.FromSeconds(0.25)],
        };
        var output = new StringWriter(CultureInfo.InvariantCulture);
        var progress = new TuneProgress(options, output, isTerminal: false, TimeProvider.System);

        progress.Begin(TuneGround.Simulator, Modelled.Setting);
        progress.End(Modelled);
        progress.Begin(TuneGround.Chain, Measured.Setting);
        progress.End(Measured);

        var lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("[....................] 1/2, 0:00:0", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("[####################] 2/2, 0:00:0", lines[1], StringComparison.Ordinal);
        Assert.Contains("simulator, blocks 2 s, 10/s, --batch-max 100 --batch-wait 250ms: 3.0 a batch", lines[0], StringComparison.Ordinal);
    }
}

using SettleEngine.LoadBench.Reporting;
using Xunit;

namespace SettleEngine.Simulation.Tests.Reporting;

public sealed class SummaryComparisonTests
{
    private static readonly MachineInfo Machine = new("a processor", 2, 1L << 34, "a system", ".NET 10", "abc");

    [Fact]
    public void A_rate_is_better_when_it_grows_and_a_time_when_it_shrinks()
    {
        var figures = Compare(
            [new("accepted_per_second", 100, "payments/s"), new("to_accepted_p99", 10, "ms")],
            [new("accepted_per_second", 120, "payments/s"), new("to_accepted_p99", 12, "ms")]).Figures;

        Assert.Equal(1.2, figures[0].Ratio!.Value, 6);
        Assert.Equal("better", figures[0].Verdict);
        Assert.Equal("worse", figures[1].Verdict);
    }

    [Theory]
    [InlineData(104.9, "same")]
    [InlineData(95.1, "same")]
    [InlineData(105.1, "better")]
    [InlineData(94.9, "worse")]
    public void What_moves_by_no_more_than_5_percent_is_the_same(double now, string verdict)
    {
        var figure = Compare([new("settled_per_second", 100, "payments/s")], [new("settled_per_second", now, "payments/s")]).Figures[0];

        Assert.Equal(verdict, figure.Verdict);
    }

    [Fact]
    public void How_much_was_done_is_neither_better_nor_worse()
    {
        var figures = Compare([new("blocks", 9, "blocks")], [new("blocks", 18, "blocks")]).Figures;

        Assert.Empty(figures[0].Verdict);
        Assert.Equal(2, figures[0].Ratio);
    }

    [Fact]
    public void A_share_of_what_the_node_does_is_better_when_it_grows()
    {
        var figures = Compare([new("share_of_node_alone", 60, "%")], [new("share_of_node_alone", 80, "%")]).Figures;

        Assert.Equal("better", figures[0].Verdict);
    }

    [Fact]
    public void A_figure_that_only_one_run_has_is_told_and_has_no_ratio()
    {
        var figures = Compare([new("old_one", 1, "ms")], [new("new_one", 1, "ms")]).Figures;

        Assert.Equal(["new_one new", "old_one gone"], figures.Select(figure => $"{figure.Name} {figure.Verdict}"));
        Assert.All(figures, figure => Assert.Null(figure.Ratio));
    }

    [Fact]
    public void From_nothing_to_something_has_no_ratio_and_still_a_verdict()
    {
        var figure = Compare([new("collections_gen2", 0, "collections")], [new("collections_gen2", 3, "collections")]).Figures[0];

        Assert.Null(figure.Ratio);
        Assert.Equal("worse", figure.Verdict);
    }

    [Fact]
    public void The_same_machine_and_workload_need_no_warning()
    {
        Assert.Empty(Compare([new("one", 1, "ms")], [new("one", 1, "ms")]).Warnings);
    }

    [Fact]
    public void Another_machine_and_another_workload_are_warned_of()
    {
        var comparison = SummaryComparison.Of(
            Json(Machine, "30 payments", [new("one", 1, "ms")]),
            Json(Machine with { Processor = "another", Cores = 4 }, "60 payments", [new("one", 1, "ms")]));

        Assert.Collection(
            comparison.Warnings,
            warning => Assert.Contains("cpu was a processor and is another", warning, StringComparison.Ordinal),
            warning => Assert.Contains("cores was 2 and is 4", warning, StringComparison.Ordinal),
            warning => Assert.Contains("rung had another workload: 30 payments", warning, StringComparison.Ordinal));
        Assert.Contains("**Warning:**", comparison.ToMarkdown(), StringComparison.Ordinal);
    }

    [Fact]
    public void Both_runs_are_named_with_commit_and_machine()
    {
        var text = Compare([new("one", 1, "ms")], [new("one", 2, "ms")]).ToMarkdown();

        Assert.Contains("earlier: ", text, StringComparison.Ordinal);
        Assert.Contains("commit abc", text, StringComparison.Ordinal);
        Assert.Contains("| rung | one | ms | 1.00 | 2.00 | 2.00 | worse |", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{}")]
    public void What_is_no_summary_is_refused(string text)
    {
        var now = Json(Machine, "30 payments", []);

        Assert.Throws<FormatException>(() => SummaryComparison.Of(text, now));
    }

    private static SummaryComparison Compare(RungFigure[] earlier, RungFigure[] now) =>
        SummaryComparison.Of(Json(Machine, "30 payments", earlier), Json(Machine, "30 payments", now));

    private static string Json(MachineInfo machine, string workload, RungFigure[] figures) =>
        Summary.ToJson(machine, DateTimeOffset.UnixEpoch, 402, 0.5, [new RungReport("rung", workload, figures)]);
}

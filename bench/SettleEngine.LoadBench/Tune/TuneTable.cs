using System.Globalization;
using System.Text;
using SettleEngine.LoadBench.Reporting;

namespace SettleEngine.LoadBench.Tune;

/// <summary>The sweep as Markdown, ready for <c>docs/tuning.md</c>: a table for each block time, the simulator beside the chain where both
/// were asked.</summary>
/// <param name="options">What was swept.</param>
/// <param name="machine">Where.</param>
/// <param name="date">When.</param>
/// <param name="points">What was measured.</param>
internal sealed class TuneTable(
    TuneOptions options,
    MachineInfo machine,
    DateTimeOffset date,
    IReadOnlyList<TunePoint> points)
{
    /// <summary>What a figure of the simulator is.</summary>
    public static readonly string SimulatorSentence = string.Create(
        CultureInfo.InvariantCulture,
        $"On the simulator gas and bytes are the cost model's and latency is virtual time: calls to the chain take less than {SimulatedBed.CallMs} ms, commits of the journal up to {SimulatedBed.CommitMs} ms, the engine itself none.");

    private readonly bool _hasSizes = options.Sizes.Count > 1;
    private readonly bool _hasObjectives = options.Objectives.Any(objective => objective != TuneSetting.Balanced);
    private readonly bool _hasLanes = options.Lanes.Count > 1;

    /// <summary>Spells the tables.</summary>
    /// <returns>Markdown.</returns>
    public string Render()
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"`./run-bench.sh tune` on {date:yyyy-MM-dd} at commit {machine.Commit}, {machine.Processor}, {machine.Cores} cores. {options.Sentence} Cost: {options.Prices.Sentence}. Latency: from accepted to included.");
        text.Append(options.Grounds.Contains(TuneGround.Simulator) ? " " + SimulatorSentence + "\n" : "\n");
        foreach (var block in points.GroupBy(point => point.Setting.BlockTime))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n**Blocks of {block.Key.TotalSeconds} s**\n\n");
            Block(text, [.. block.GroupBy(point => point.Setting)]);
        }

        foreach (var point in points.Where(point => point.Problem is not null))
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"\nDoes not count: {TunePoint.Name(point.Ground)}, blocks of {point.Setting.BlockTime.TotalSeconds} s, {point.Setting.PaymentsPerSecond}/s, `{point.Setting.Options}`: {point.Problem}\n");
        }

        return text.ToString();
    }

    private void Block(StringBuilder text, IReadOnlyList<IGrouping<TuneSetting, TunePoint>> rows)
    {
        List<string> heads =
        [
            "payments/s",
            "wait",
            .. _hasObjectives ? ["objective"] : Array.Empty<string>(),
            .. _hasSizes ? ["batch max"] : Array.Empty<string>(),
            .. _hasLanes ? ["lanes"] : Array.Empty<string>(),
            .. options.Grounds.Contains(TuneGround.Chain)
                ? ["mean batch", "gas a payment", "of predicted", "USD a payment", "p50", "p99"]
                : Array.Empty<string>(),
            .. options.Grounds.Contains(TuneGround.Simulator)
                ? ["simulator: mean batch", "gas a payment", "USD a payment", "p50", "p99"]
                : Array.Empty<string>(),
        ];
        text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", heads)} |\n|{string.Concat(Enumerable.Repeat("---:|", heads.Count))}\n");
        foreach (var row in rows)
        {
            var cells = Setting(row.Key).Concat(row.OrderBy(point => point.Ground).SelectMany(Figures));
            text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", cells)} |\n");
        }
    }

    private IEnumerable<string> Setting(TuneSetting setting)
    {
        yield return Text($"{setting.PaymentsPerSecond:#,0.###}");
        yield return setting.BatchWait < TimeSpan.FromSeconds(1)
            ? Text($"{setting.BatchWait.TotalMilliseconds:0} ms")
            : Text($"{setting.BatchWait.TotalSeconds:0.###} s");
        if (_hasObjectives)
        {
            yield return $"`{setting.Objective}`";
        }

        if (_hasSizes)
        {
            yield return Text($"{setting.BatchMax}");
        }

        if (_hasLanes)
        {
            yield return Text($"{setting.Lanes}");
        }
    }

    private static IEnumerable<string> Figures(TunePoint point)
    {
        yield return Text($"{point.MeanBatch:N1}");
        yield return Text($"{point.GasPerPayment:N0}");
        if (point.Ground == TuneGround.Chain)
        {
            yield return point.GasErrorText;
        }

        yield return Text($"{point.UsdPerPayment:F6}");
        yield return Text($"{point.P50.TotalSeconds:N2} s");
        yield return Text($"{point.P99.TotalSeconds:N2} s");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

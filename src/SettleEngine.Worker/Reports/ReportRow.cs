using SettleEngine.Pipeline.Costs;

namespace SettleEngine.Worker.Reports;

/// <summary>A line of a cost report.</summary>
/// <param name="Keys">What it stands for: values of the report's first columns.</param>
/// <param name="Totals">Its sums.</param>
internal sealed record ReportRow(IReadOnlyList<string> Keys, CostTotals Totals);

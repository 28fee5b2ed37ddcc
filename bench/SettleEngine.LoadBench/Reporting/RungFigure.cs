namespace SettleEngine.LoadBench.Reporting;

/// <summary>One measured number.</summary>
/// <param name="Name">What was measured, in snake_case: the key in the summary, which only grows.</param>
/// <param name="Value">How much.</param>
/// <param name="Unit">Of what, such as <c>payments/s</c> or <c>ms</c>.</param>
internal sealed record RungFigure(string Name, double Value, string Unit);

namespace SettleEngine.LoadBench.Reporting;

/// <summary>What a rung of the ladder found.</summary>
/// <param name="Rung">Its name on the command line.</param>
/// <param name="Workload">What it did, a sentence with the numbers that matter for repeating it.</param>
/// <param name="Figures">The numbers.</param>
/// <param name="Problem">Why the run does not count, or null.</param>
internal sealed record RungReport(string Rung, string Workload, IReadOnlyList<RungFigure> Figures, string? Problem = null);

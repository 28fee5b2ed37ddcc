namespace SettleEngine.LoadBench.Reporting;

/// <summary>One figure of two runs.</summary>
/// <param name="Rung">Its rung.</param>
/// <param name="Name">Its name in the summary.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Earlier">What it was; null when the earlier run has no such figure.</param>
/// <param name="Now">What it is; null when this run has no such figure.</param>
internal sealed record ComparedFigure(string Rung, string Name, string Unit, double? Earlier, double? Now)
{
    // Runs of the same hour on a shared machine differ by as much.
    private const double Noise = 0.05;

    /// <summary>The figure by the earlier one; null when there is nothing to divide.</summary>
    public double? Ratio => Earlier is { } earlier && Now is { } now && earlier != 0 ? now / earlier : null;

    /// <summary><c>better</c>, <c>worse</c>, <c>same</c> within 5 %, <c>new</c>, <c>gone</c>, or nothing for a figure that has no
    /// direction.</summary>
    public string Verdict
    {
        get
        {
            if (Earlier is not { } earlier || Now is not { } now)
            {
                return Now is null ? "gone" : "new";
            }

            var direction = Direction(Name, Unit);
            if (direction == FigureDirection.Neither)
            {
                return string.Empty;
            }

            if (Math.Abs(now - earlier) <= Noise * Math.Abs(earlier))
            {
                return "same";
            }

            return now > earlier == (direction == FigureDirection.Up) ? "better" : "worse";
        }
    }

    /// <summary>Which way a figure ought to move, by its name and unit.</summary>
    /// <param name="name">Its name in the summary.</param>
    /// <param name="unit">Its unit.</param>
    public static FigureDirection Direction(string name, string unit) => (name, unit) switch
    {
        // What the node does is the measure, not the thing measured; how much was read back depends on how much was written.
        ("settled" or "blocks" or "transactions" or "accepted" or "most_payments_in_a_block", _) => FigureDirection.Neither,
        ("reopened_records" or "reopened_bytes", _) => FigureDirection.Neither,
        ("share_of_node_alone" or "verify_warm_share", _) => FigureDirection.Up,
        ("engine_cores", _) => FigureDirection.Neither,
        (_, "us" or "ns" or "ms" or "s" or "B" or "MB" or "gas" or "collections") => FigureDirection.Down,
        ("failed", _) => FigureDirection.Down,
        _ => unit.EndsWith("/s", StringComparison.Ordinal) ? FigureDirection.Up : FigureDirection.Neither,
    };
}

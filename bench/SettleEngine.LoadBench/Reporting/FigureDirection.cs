namespace SettleEngine.LoadBench.Reporting;

/// <summary>Which way a figure ought to move.</summary>
internal enum FigureDirection
{
    /// <summary>It says how much was done, not how well.</summary>
    Neither,

    /// <summary>More is better.</summary>
    Up,

    /// <summary>Less is better.</summary>
    Down,
}

namespace SettleEngine.LoadBench.Rungs;

/// <summary>How something that makes records durable behaves.</summary>
/// <param name="MaxPerSecond">Records in a second when everybody only waits for the disk.</param>
/// <param name="MaxP50">Half of the groups were durable within this time then, in ms.</param>
/// <param name="MaxP99">99 % of them.</param>
/// <param name="MaxMicroseconds">Processor time per record then.</param>
/// <param name="PacedPerSecond">Records in a second at the given pace.</param>
/// <param name="PacedP50">Half of the groups were durable within this time after they were due, in ms.</param>
/// <param name="PacedP99">99 % of them.</param>
/// <param name="PacedMicroseconds">Processor time per record at the given pace, the load's own included.</param>
internal sealed record AppendFigures(
    double MaxPerSecond,
    double MaxP50,
    double MaxP99,
    double MaxMicroseconds,
    double PacedPerSecond,
    double PacedP50,
    double PacedP99,
    double PacedMicroseconds);

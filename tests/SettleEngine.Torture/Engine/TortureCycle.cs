namespace SettleEngine.Torture.Engine;

/// <summary>One life of the engine.</summary>
/// <param name="Number">Which, from 1.</param>
/// <param name="Recovery">From the start of the process until it took payments in.</param>
/// <param name="Life">From then until it was killed.</param>
/// <param name="Answered">Payments answered over all lives by then.</param>
/// <param name="Unanswered">Payments sent whose answers were lost.</param>
/// <param name="Outcomes">Lines of the outcome feed by then.</param>
public sealed record TortureCycle(
    int Number,
    TimeSpan Recovery,
    TimeSpan Life,
    int Answered,
    int Unanswered,
    int Outcomes);

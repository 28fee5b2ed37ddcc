using SettleEngine.Torture.Crashes;

namespace SettleEngine.Torture.Engine;

/// <summary>One life of the engine.</summary>
/// <param name="Era">Which era, from 1.</param>
/// <param name="Number">Which of its lives, from 1.</param>
/// <param name="Point">The moment that was waited for.</param>
/// <param name="WasReached">Whether it came; otherwise the engine was killed at another one.</param>
/// <param name="Recovery">From the start of the process until it took payments in, or died.</param>
/// <param name="Life">From then until its end.</param>
/// <param name="Answered">Payments answered over all lives by then.</param>
/// <param name="Unanswered">Payments sent whose answers were lost.</param>
/// <param name="Outcomes">Lines of the outcome feed by then.</param>
/// <param name="ExitCode">How the process ended; 137 when it was killed.</param>
public sealed record TortureCycle(
    int Era,
    int Number,
    CrashPoint Point,
    bool WasReached,
    TimeSpan Recovery,
    TimeSpan Life,
    int Answered,
    int Unanswered,
    int Outcomes,
    int ExitCode);

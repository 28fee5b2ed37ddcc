namespace SettleEngine.Torture.Engine;

/// <summary>What came of it.</summary>
/// <param name="Cycles">One line per life: what it was sent, what it answered, how it ended.</param>
/// <param name="Payments">Payments handed in over all lives.</param>
/// <param name="Accepted">Payments whose answer "accepted" arrived.</param>
/// <param name="Settled">Payments settled.</param>
/// <param name="Chain">What the chain says, a sentence.</param>
/// <param name="Violations">What must not be.</param>
public sealed record TortureReport(
    IReadOnlyList<TortureCycle> Cycles,
    int Payments,
    int Accepted,
    int Settled,
    string Chain,
    IReadOnlyList<string> Violations);

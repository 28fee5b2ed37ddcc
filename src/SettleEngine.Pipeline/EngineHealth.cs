namespace SettleEngine.Pipeline;

/// <summary>What the engine can do at the moment.</summary>
/// <param name="Phase">Where it is in its life.</param>
/// <param name="Troubles">What keeps it from full service, a sentence each that says what to do; empty when all is well.</param>
public sealed record EngineHealth(EnginePhase Phase, IReadOnlyList<string> Troubles);

namespace SettleEngine.Pipeline.Batch;

/// <summary>When a batch was cut.</summary>
/// <param name="DueAtMs">When it was due, on the engine's clock in milliseconds: had it not waited for its block, it would have left then.</param>
/// <param name="AimedBlock">Height of the block that it was expected in, or 0 when none was.</param>
internal sealed record CutMoment(long DueAtMs, ulong AimedBlock);

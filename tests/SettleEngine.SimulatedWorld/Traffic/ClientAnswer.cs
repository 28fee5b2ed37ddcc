using SettleEngine.Pipeline.Ingest;

namespace SettleEngine.SimulatedWorld.Traffic;

/// <summary>An answer as a client remembers it.</summary>
public readonly record struct ClientAnswer(long AtTicks, int Life, AdmissionAnswer Answer);

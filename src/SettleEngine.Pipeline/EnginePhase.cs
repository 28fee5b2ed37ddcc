namespace SettleEngine.Pipeline;

/// <summary>Where the engine is in its life.</summary>
public enum EnginePhase
{
    /// <summary>Replaying the journal and comparing with the chain: reads are answered, writes are refused.</summary>
    Recovering,

    /// <summary>Full service.</summary>
    Running,

    /// <summary>Shutting down: nothing new is taken in.</summary>
    Draining,
}

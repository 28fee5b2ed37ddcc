namespace SettleEngine.SimulatedWorld;

/// <summary>A bug that is planted on purpose, to see that the checkers find it.</summary>
public enum PlantedBug
{
    /// <summary>None.</summary>
    None,

    /// <summary>The journal answers before its records are durable.</summary>
    AcknowledgesTooEarly,

    /// <summary>The chain client calls a transaction refused that was delivered in silence.</summary>
    CallsSilenceRefused,
}

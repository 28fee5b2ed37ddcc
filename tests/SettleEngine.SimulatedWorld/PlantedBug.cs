namespace SettleEngine.SimulatedWorld;

/// <summary>A bug that is planted on purpose, to see that the checkers find it. Each breaks another promise.</summary>
public enum PlantedBug
{
    /// <summary>None.</summary>
    None,

    /// <summary>The journal answers before its records are durable.</summary>
    AcknowledgesTooEarly,

    /// <summary>The disk forgets acknowledged records in a crash, and with them what the anchor says.</summary>
    LosesAcknowledgedRecords,

    /// <summary>The journal forgets the newest admissions at every start.</summary>
    ForgetsNewestAdmissions,

    /// <summary>The journal opens although acknowledged records are damaged, with what is left.</summary>
    OpensDamagedJournal,

    /// <summary>The journal goes on after a failed write.</summary>
    IgnoresFailedWrites,

    /// <summary>The chain client calls a transaction refused that was delivered in silence.</summary>
    CallsSilenceRefused,

    /// <summary>The chain client asks one lagging endpoint for what is final.</summary>
    TrustsOneEndpointOnFinality,

    /// <summary>The chain client calls the newest block finalized.</summary>
    CallsNewestFinalized,

    /// <summary>The chain client reads logs at the place of their neighbours.</summary>
    MixesReceipts,
}

namespace SettleEngine.Pipeline.Confirm;

/// <summary>How far an admission has come. Held and in flight may alternate; a reorg leads back to in flight.</summary>
public enum AdmissionState
{
    /// <summary>Durable, waiting for a batch.</summary>
    Accepted,

    /// <summary>Waiting for something to change before it is tried again.</summary>
    Held,

    /// <summary>Part of a signed transaction.</summary>
    InFlight,

    /// <summary>Its proof is in a block.</summary>
    Included,

    /// <summary>Its proof is in a safe block.</summary>
    Safe,

    /// <summary>Decided for good.</summary>
    Finalized,
}

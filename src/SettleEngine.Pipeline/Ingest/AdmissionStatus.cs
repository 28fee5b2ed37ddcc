namespace SettleEngine.Pipeline.Ingest;

/// <summary>The answer to one authorization that was handed in. On the wire: values never change.</summary>
public enum AdmissionStatus : byte
{
    /// <summary>Not answered yet.</summary>
    None = 0,

    /// <summary>Admitted now, and durable. Said at most once per key.</summary>
    Accepted = 1,

    /// <summary>Admitted before, with the same content.</summary>
    Existing = 2,

    /// <summary>Admitted before, with other content. The first one stands.</summary>
    Conflict = 3,

    /// <summary>Refused; the reason says why.</summary>
    Rejected = 4,
}

namespace SettleEngine.Core.Encoding.Frames;

/// <summary>The answer to one item. On the wire: values are never reused or changed.</summary>
public enum AcknowledgementStatus : byte
{
    /// <summary>No answer; never sent.</summary>
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

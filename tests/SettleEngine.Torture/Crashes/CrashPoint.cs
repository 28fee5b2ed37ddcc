namespace SettleEngine.Torture.Crashes;

/// <summary>The moments at which an engine is killed, or its disk fails. What must hold after a restart at each of them stands
/// in <c>docs/operations.md</c>.</summary>
public enum CrashPoint
{
    /// <summary>From outside, at any moment.</summary>
    Random = 0,

    /// <summary>Bytes received, not verified.</summary>
    C1,

    /// <summary>Reserved in the nonce index, not appended.</summary>
    C2,

    /// <summary>Appended, not durable: the write is torn, or whole and not flushed.</summary>
    C3,

    /// <summary>Durable, not answered.</summary>
    C4,

    /// <summary>Batch formed, not signed.</summary>
    C5,

    /// <summary>Signed, not durable.</summary>
    C6,

    /// <summary>Attempt durable, not broadcast.</summary>
    C7,

    /// <summary>While it is broadcast.</summary>
    C8,

    /// <summary>Broadcast, nothing noted.</summary>
    C9,

    /// <summary>Replacement signed, not durable.</summary>
    C10,

    /// <summary>Replacement durable, not broadcast.</summary>
    C11,

    /// <summary>Included and read, not recorded.</summary>
    C12,

    /// <summary>Outcome durable, not told.</summary>
    C13,

    /// <summary>Finalized, not recorded.</summary>
    C14,

    /// <summary>At a checkpoint: between its parts, and before, between and behind the steps that give old segments back.</summary>
    C15,

    /// <summary>Inside recovery.</summary>
    C16,

    /// <summary>While the first segment, or the next one, is made.</summary>
    C17,

    /// <summary>While draining: asked to stop, then killed.</summary>
    C18,

    /// <summary>While the anchor is written: torn, or whole and not flushed.</summary>
    Anchor,

    /// <summary>A write to a segment fails, once.</summary>
    WriteFails,

    /// <summary>A flush of a segment fails, once.</summary>
    FlushFails,

    /// <summary>A write to a segment meets a full disk, once.</summary>
    DiskFull,

    /// <summary>A write to the anchor fails, once.</summary>
    AnchorFails,
}

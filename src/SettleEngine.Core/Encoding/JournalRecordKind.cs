namespace SettleEngine.Core.Encoding;

/// <summary>What a journal record says. Persisted: values are never reused or changed.</summary>
public enum JournalRecordKind : byte
{
    /// <summary>Not a record.</summary>
    None = 0,

    /// <summary>An authorization was admitted. Its sequence is the admission's id.</summary>
    Accept = 1,

    /// <summary>A transaction was signed: its exact bytes, lane, account nonce and members.</summary>
    Attempt = 2,

    /// <summary>The outcome of one admission, at a confirmation level.</summary>
    Outcome = 3,

    /// <summary>A submission's block was finalized; nothing about it can change any more.</summary>
    SubmissionFinal = 4,

    /// <summary>The first account nonce of a lane, read from the chain once.</summary>
    LaneStart = 5,

    /// <summary>A process opened the journal.</summary>
    Boot = 6,

    /// <summary>The outcome of one admission stands in a finalized block of somebody else's transaction.</summary>
    AdmissionFinal = 7,

    /// <summary>Keys of an old validity may be forgotten from here on.</summary>
    Forget = 8,

    /// <summary>A checkpoint begins: what the process knew, so that older records are not needed any more.</summary>
    CheckpointBegin = 9,

    /// <summary>A part of a checkpoint.</summary>
    CheckpointPart = 10,

    /// <summary>A checkpoint is whole.</summary>
    CheckpointEnd = 11,
}

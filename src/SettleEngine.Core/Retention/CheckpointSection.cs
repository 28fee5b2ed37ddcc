namespace SettleEngine.Core.Retention;

/// <summary>What the items of a checkpoint's part are. Persisted: values are never reused or changed.</summary>
public enum CheckpointSection : byte
{
    /// <summary>Not a section.</summary>
    None = 0,

    /// <summary>Lanes and their numbering.</summary>
    Lanes = 1,

    /// <summary>Attempts whose account nonce is not finalized; also those that fill account nonces below a lane's first.</summary>
    Attempts = 2,

    /// <summary>Payments that are not decided, or that such an attempt contains.</summary>
    Open = 3,

    /// <summary>Decided payments, in the order of their ids.</summary>
    Closed = 4,

    /// <summary>Outcomes, in the order of their sequences.</summary>
    Outcomes = 5,

    /// <summary>Where lanes began that did not begin at account nonce 0.</summary>
    Starts = 6,
}

namespace SettleEngine.Verifier.Cache;

/// <summary>Whether a payer waits for a table.</summary>
internal enum OrderState : byte
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>It gets one when a thread has nothing else to do and there is room.</summary>
    Early,

    /// <summary>It gets one within the share of time for tables, and the room of somebody who pays less often.</summary>
    Due,
}

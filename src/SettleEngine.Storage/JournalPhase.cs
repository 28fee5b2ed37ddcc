namespace SettleEngine.Storage;

/// <summary>What may be done with a journal.</summary>
internal enum JournalPhase
{
    /// <summary>Opened: the directory is locked and nothing was read yet.</summary>
    Closed,

    /// <summary>Being read.</summary>
    Recovering,

    /// <summary>Open for appending.</summary>
    Open,

    /// <summary>Given up by its owner.</summary>
    Disposed,
}

namespace SettleEngine.Storage;

/// <summary>What a journal stands on. The files are the same: either goes on with what the other has written.</summary>
public enum JournalAdapter
{
    /// <summary>FASTER's log: <see cref="FasterJournal"/>.</summary>
    Faster,

    /// <summary>Plain segment files: <see cref="SegmentJournal"/>.</summary>
    Segments,
}

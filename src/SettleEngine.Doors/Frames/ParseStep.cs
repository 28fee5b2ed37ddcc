namespace SettleEngine.Doors.Frames;

/// <summary>What the parser came to.</summary>
internal enum ParseStep
{
    /// <summary>More bytes are needed.</summary>
    NeedMore,

    /// <summary>A frame began or ended; seen inside the parser only.</summary>
    GoOn,

    /// <summary>An item is there and no group to put it in.</summary>
    NeedGroup,

    /// <summary>The group is full, or the next item's number does not follow.</summary>
    GroupIsReady,

    /// <summary>Hello was read.</summary>
    Hello,

    /// <summary>SubscribeOutcomes was read.</summary>
    Subscribe,

    /// <summary>The stream is broken; nothing more can be read from it.</summary>
    Broken,
}

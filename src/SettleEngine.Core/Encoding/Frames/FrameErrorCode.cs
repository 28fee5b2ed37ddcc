namespace SettleEngine.Core.Encoding.Frames;

/// <summary>Why a door ended a connection. On the wire: values are never reused or changed.</summary>
public enum FrameErrorCode : ushort
{
    /// <summary>Nothing is wrong.</summary>
    None = 0,

    /// <summary>The length is 0 or 1, or the frame is longer than its type allows (1 MiB at most).</summary>
    FrameLength = 1,

    /// <summary>The version byte is none that this side speaks.</summary>
    UnsupportedVersion = 2,

    /// <summary>The type byte names no frame.</summary>
    UnknownType = 3,

    /// <summary>The frame does not belong here: before Hello, a second time, or from the wrong side.</summary>
    UnexpectedFrame = 4,

    /// <summary>The body is shorter or longer than its own fields say, or a field has no such value.</summary>
    MalformedBody = 5,

    /// <summary>An item is longer than 4 KiB.</summary>
    ItemTooLong = 6,

    /// <summary>More items than the credit allows.</summary>
    CreditExceeded = 7,

    /// <summary>Item numbers must grow over the whole connection.</summary>
    ItemNumbers = 8,

    /// <summary>The connection ended inside a frame.</summary>
    TruncatedFrame = 9,

    /// <summary>A key is demanded, and none or an unknown one was given.</summary>
    Unauthorized = 10,

    /// <summary>The key does not allow what Hello wants, or a frame needs what Hello did not want.</summary>
    Forbidden = 11,

    /// <summary>The caller wants another chain than the one this process settles on.</summary>
    WrongChain = 12,

    /// <summary>A frame that was started, or the first Hello, did not arrive in time.</summary>
    FrameTimeout = 20,

    /// <summary>Nothing was sent, owed or subscribed for too long.</summary>
    IdleTimeout = 21,

    /// <summary>As many connections are open as are allowed.</summary>
    TooManyConnections = 22,

    /// <summary>The outcomes after the wanted sequence are not kept any more; the number is the first that is.</summary>
    OutcomesGone = 23,

    /// <summary>The engine is shutting down.</summary>
    Draining = 24,

    /// <summary>The engine failed. Unknown is not refused: ask for the state of what was not answered.</summary>
    Internal = 30,
}

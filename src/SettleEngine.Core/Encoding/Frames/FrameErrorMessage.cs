namespace SettleEngine.Core.Encoding.Frames;

/// <summary>The one sentence that goes with each error code, for people; programs read the code.</summary>
public static class FrameErrorMessage
{
    /// <summary>Says what a code means and what to do.</summary>
    /// <param name="code">The code; one that is not known gets a sentence too.</param>
    /// <returns>ASCII text of at most 200 characters.</returns>
    public static string For(FrameErrorCode code) => code switch
    {
        FrameErrorCode.FrameLength => "The frame length is below 2 or above what its type allows.",
        FrameErrorCode.UnsupportedVersion => "This door speaks frame version 1.",
        FrameErrorCode.UnknownType => "The type byte names no frame.",
        FrameErrorCode.UnexpectedFrame => "This frame does not belong here: send Hello once and first, then what it wants.",
        FrameErrorCode.MalformedBody => "The frame body does not have the form that its fields say.",
        FrameErrorCode.ItemTooLong => "An item is longer than 4096 bytes.",
        FrameErrorCode.CreditExceeded => "More items were sent than the credit allows.",
        FrameErrorCode.ItemNumbers => "Item numbers must grow over the whole connection.",
        FrameErrorCode.TruncatedFrame => "The connection ended inside a frame.",
        FrameErrorCode.Unauthorized => "A known API key is demanded in Hello.",
        FrameErrorCode.Forbidden => "The API key or the wants in Hello do not allow this.",
        FrameErrorCode.WrongChain => "This process settles on another chain; the number is its chain id.",
        FrameErrorCode.FrameTimeout => "A frame was not complete in time.",
        FrameErrorCode.IdleTimeout => "Nothing was sent, owed or subscribed for too long.",
        FrameErrorCode.TooManyConnections => "As many connections are open as are allowed. Retry later.",
        FrameErrorCode.OutcomesGone => "The outcomes after this sequence are gone; the number is the first kept one.",
        FrameErrorCode.Draining => "The engine is shutting down. Connect to the next instance.",
        FrameErrorCode.Internal => "The engine failed. Ask for the state of what was not answered.",
        _ => "The connection was ended for a reason that this version does not know.",
    };
}

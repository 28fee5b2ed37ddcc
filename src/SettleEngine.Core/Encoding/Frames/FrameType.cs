namespace SettleEngine.Core.Encoding.Frames;

/// <summary>What a frame says. On the wire: values are never reused or changed. Below 64 the caller speaks, from 64 the
/// door does, so that a frame that was sent to the wrong side is recognised.</summary>
public enum FrameType : byte
{
    /// <summary>Not a frame.</summary>
    None = 0,

    /// <summary>Caller: the first frame, who it is and what it wants.</summary>
    Hello = 1,

    /// <summary>Caller: authorizations to settle.</summary>
    Authorizations = 2,

    /// <summary>Caller: wish to hear outcomes from a sequence on.</summary>
    SubscribeOutcomes = 3,

    /// <summary>Door: the answer to <see cref="Hello"/>, with the first credit.</summary>
    Welcome = 64,

    /// <summary>Door: answers to authorizations, as ranges.</summary>
    Acknowledgements = 65,

    /// <summary>Door: how many more items the caller may send.</summary>
    Credit = 66,

    /// <summary>Door: outcomes from the journal.</summary>
    Outcomes = 67,

    /// <summary>Door: what was wrong; nothing follows.</summary>
    Error = 68,

    /// <summary>Door: an orderly end; nothing follows.</summary>
    Goodbye = 69,
}

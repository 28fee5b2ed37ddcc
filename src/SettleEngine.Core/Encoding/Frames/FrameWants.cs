namespace SettleEngine.Core.Encoding.Frames;

/// <summary>What a caller wants of a connection, and what an API key may allow. On the wire: bits never change.</summary>
[Flags]
public enum FrameWants : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>To hand in authorizations.</summary>
    Settle = 1,

    /// <summary>To hear outcomes.</summary>
    Outcomes = 2,

    /// <summary>Both.</summary>
    All = Settle | Outcomes,
}

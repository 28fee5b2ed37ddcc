namespace SettleEngine.Client;

/// <summary>The frame connection ended, so nothing can be sent.</summary>
public sealed class FrameClosedException : IOException
{
    /// <summary>Says how it ended.</summary>
    /// <param name="closing">How.</param>
    public FrameClosedException(FrameClosing closing)
        : base($"The frame connection ended: {closing.Message}")
    {
        Closing = closing;
    }

    /// <summary>How the connection ended.</summary>
    public FrameClosing Closing { get; }
}

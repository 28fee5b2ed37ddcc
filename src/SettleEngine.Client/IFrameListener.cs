using SettleEngine.Core.Encoding.Frames;

namespace SettleEngine.Client;

/// <summary>Hears what a frame connection brings. Thread rule: called by the connection's reading loop, one call at a time;
/// must return quickly, because nothing is read meanwhile.</summary>
public interface IFrameListener
{
    /// <summary>Items were answered.</summary>
    /// <param name="range">Which, and how.</param>
    /// <param name="ids">One admission id per item, or nothing when they were rejected. Valid during the call.</param>
    void OnAcknowledged(in AcknowledgementRange range, ReadOnlySpan<ulong> ids);

    /// <summary>An outcome was pushed.</summary>
    /// <param name="outcome">The outcome.</param>
    void OnOutcome(in FrameOutcome outcome);
}

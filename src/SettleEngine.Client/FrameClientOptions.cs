using SettleEngine.Core.Encoding.Frames;

namespace SettleEngine.Client;

/// <summary>How a frame connection is opened.</summary>
public sealed class FrameClientOptions
{
    /// <summary>What the connection is for.</summary>
    /// <value>Default: both, which an API key may not allow.</value>
    public FrameWants Wants { get; set; } = FrameWants.All;

    /// <summary>The chain that payments are signed for; another one is refused. 0 takes whichever the engine serves.</summary>
    public ulong ChainId { get; set; }

    /// <summary>The API key as it was issued, or empty.</summary>
    public string ApiKey { get; set; } = string.Empty;

    /// <summary>Hears answers and outcomes, or null.</summary>
    public IFrameListener? Listener { get; set; }

    /// <summary>Receives for every item the time from before it was sent, or from when it was due, until its answer was
    /// read, or null.</summary>
    public LatencyHistogram? AnswerLatency { get; set; }

    /// <summary>The first item number. Numbers only matter within a connection.</summary>
    public ulong FirstItemNumber { get; set; }

    /// <summary>Time for latencies.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}

namespace SettleEngine.Pipeline.Dedupe;

/// <summary>How much the dedupe stage remembers and groups.</summary>
public sealed class DedupeOptions
{
    /// <summary>Most keys that are remembered; more are refused with <c>capacity</c>.</summary>
    /// <value>Default 20 million: 40 bytes each in the nonce index and about 400 in the admission itself.</value>
    public int MaxLiveKeys { get; set; } = 20_000_000;

    /// <summary>Most admissions without an outcome; more are refused with <c>overloaded</c>.</summary>
    /// <value>Default 2 million: ten minutes of backlog at 3,000 settled payments a second.</value>
    public int MaxUnsettled { get; set; } = 2_000_000;

    /// <summary>Most authorizations that share one append.</summary>
    /// <value>Default 8,192: 2 MB of records, what a disk flushes in a few milliseconds.</value>
    public int MaxGroup { get; set; } = 8_192;
}

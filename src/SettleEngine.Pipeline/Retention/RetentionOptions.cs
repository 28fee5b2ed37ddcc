namespace SettleEngine.Pipeline.Retention;

/// <summary>What is remembered how long, and when the journal's old records are replaced by a checkpoint.</summary>
public sealed class RetentionOptions
{
    /// <summary>How much longer than its validity a key is remembered, by finalized block time and by the wall clock.</summary>
    /// <value>Default 10 minutes: nothing can use the authorization any more, so this only costs memory.</value>
    public TimeSpan ForgetMargin { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How often keys are looked for that may be forgotten.</summary>
    /// <value>Default 10 s: one record in the journal each time there are any.</value>
    public TimeSpan ForgetInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Most outcomes that the feed keeps; of more, the oldest are dropped.</summary>
    /// <value>Default 5 million: 108 bytes each.</value>
    public int MaxOutcomes { get; set; } = 5_000_000;

    /// <summary>Bytes of records after which a checkpoint is written, if the checkpoint before was not larger.</summary>
    /// <value>Default 256 MiB, one segment of the journal.</value>
    public long CheckpointBytes { get; set; } = 256L << 20;
}

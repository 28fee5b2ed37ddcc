namespace SettleEngine.Chain.Payers;

/// <summary>How facts about payers are cached.</summary>
/// <remarks>Thread rule: read-only after the cache was made.</remarks>
public sealed record PayerFactsOptions
{
    /// <summary>Most payers remembered. The table grows with use up to this.</summary>
    /// <value>Default 1,000,000.</value>
    public int Capacity { get; init; } = 1_000_000;

    /// <summary>Age from which a fact is read again in the background. Until the new one is there, the old one serves;
    /// it is only a filter, because the token itself decides when the payment is settled.</summary>
    /// <value>Default 30 s.</value>
    public TimeSpan Freshness { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest time that a missing payer waits for company before it is read.</summary>
    /// <value>Default 50 ms.</value>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Most payers read at once; when as many are missing, nobody waits.</summary>
    /// <value>Default 500.</value>
    public int MaxBatchPayers { get; init; } = 500;
}

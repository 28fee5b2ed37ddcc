namespace SettleEngine.Core.Batch;

/// <summary>Payments that wait because a batch would cost more than they may.</summary>
/// <param name="LimitUsd">US dollars that each may cost.</param>
/// <param name="IsCeiling">Whether that holds to the end; otherwise they leave when their validity presses.</param>
/// <param name="Count">How many wait.</param>
/// <param name="CompanyUsd">US dollars that each would cost in the fullest batch: within the limit when they wait for company, above it
/// when they wait for lower fees.</param>
/// <param name="SoonestEndMs">When the first one's validity ends, on the caller's clock in milliseconds.</param>
public readonly record struct PriceWait(double LimitUsd, bool IsCeiling, int Count, double CompanyUsd, long SoonestEndMs)
{
    /// <summary>Whether no number of payments brings the price down far enough.</summary>
    public bool IsTooDear => CompanyUsd > LimitUsd;
}

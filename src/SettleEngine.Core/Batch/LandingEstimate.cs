namespace SettleEngine.Core.Batch;

/// <summary>How long it takes from the moment at which a batch is due until a block is seen to hold it.</summary>
/// <param name="UsualMs">What all but one of a hundred transactions take, in milliseconds.</param>
/// <param name="SafeMs">What is left of a payment's validity when it leaves at the latest, in milliseconds; not below
/// <paramref name="UsualMs"/>.</param>
public readonly record struct LandingEstimate(long UsualMs, long SafeMs);

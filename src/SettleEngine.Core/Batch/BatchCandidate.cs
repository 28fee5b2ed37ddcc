using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Batch;

/// <summary>What the batch rules need to know of one waiting payment.</summary>
/// <param name="Id">The admission.</param>
/// <param name="EnqueuedAtMs">When it began to wait, on the caller's clock in milliseconds.</param>
/// <param name="ExpiresAtMs">When its validity ends, on the same clock; it must leave earlier by what it takes to land.</param>
/// <param name="Gas">Its share of the gas limit.</param>
/// <param name="IsHeldRequest">Whether somebody holds a request open for it.</param>
/// <param name="MaxCompany">Most payments in its batch, itself included (<see cref="Company"/>).</param>
/// <param name="IsRisky">Whether its payer may burn its whole share of gas, so that few such payments share a batch.</param>
public readonly record struct BatchCandidate(
    AdmissionSequence Id,
    long EnqueuedAtMs,
    long ExpiresAtMs,
    ulong Gas,
    bool IsHeldRequest,
    int MaxCompany = Company.Any,
    bool IsRisky = false)
{
    /// <summary>When it was accepted, on the same clock.</summary>
    public long AcceptedAtMs { get; init; }

    /// <summary>What its provider asks; null for balanced.</summary>
    public BatchObjective? Objective { get; init; }

    /// <summary>The same number for payments of the same payer and token, by which they are put together; 0 for unknown.</summary>
    public int PayerMark { get; init; }

    /// <summary>The same number for payments to the same payee in the same token; 0 for unknown.</summary>
    public int PayeeMark { get; init; }
}

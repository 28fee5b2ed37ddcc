namespace SettleEngine.Pipeline.Diagnostics;

/// <summary>Running totals since start.</summary>
/// <param name="Accepted">Authorizations admitted.</param>
/// <param name="Transactions">Our transactions that are in a block.</param>
/// <param name="Payments">Payments that those transactions carried.</param>
/// <param name="Proven">Payments among them that are proven.</param>
/// <param name="GasUsed">Gas that those transactions used.</param>
/// <param name="FeesWei">What was paid for it, in wei.</param>
/// <param name="Settled">Outcomes settled or settled by somebody else.</param>
/// <param name="OtherOutcomes">Outcomes of any other kind.</param>
public sealed record PipelineStatistics(
    long Accepted,
    long Transactions,
    long Payments,
    long Proven,
    long GasUsed,
    UInt128 FeesWei,
    long Settled,
    long OtherOutcomes);

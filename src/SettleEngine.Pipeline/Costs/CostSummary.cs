using SettleEngine.Core.Primitives;

namespace SettleEngine.Pipeline.Costs;

/// <summary>Sums of what our transactions cost that were found in blocks since the process started.</summary>
/// <param name="Total">All of them.</param>
/// <param name="Hours">By the hour of their blocks, as seconds since 1970 at its begin; the newest 48, oldest first.</param>
/// <param name="Payees">By payee, dearest first; at most 1,000.</param>
/// <param name="Others">What falls on other payees, and on nobody (cancellations).</param>
public sealed record CostSummary(
    CostTotals Total,
    IReadOnlyList<(UnixSeconds Hour, CostTotals Totals)> Hours,
    IReadOnlyList<(Address Payee, CostTotals Totals)> Payees,
    CostTotals Others);

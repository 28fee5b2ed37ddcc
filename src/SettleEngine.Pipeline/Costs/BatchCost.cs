using SettleEngine.Core;
using SettleEngine.Core.Batch.Cost;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Pipeline.Costs;

/// <summary>One transaction of ours in a block and what it cost. The running engine and reports from the journal make it in the same way, so
/// that both say the same. Immutable.</summary>
public sealed record BatchCost
{
    /// <summary>Its number since the process started, from 1; 0 in a report.</summary>
    public ulong Sequence { get; init; }

    /// <summary>The transaction.</summary>
    public required Hash256 TransactionHash { get; init; }

    /// <summary>Height of its block.</summary>
    public required ulong BlockNumber { get; init; }

    /// <summary>The account that sent it.</summary>
    public required Address Lane { get; init; }

    /// <summary>How it settles; null for a cancellation, which holds no payment.</summary>
    public required SettlementKind? Kind { get; init; }

    /// <summary>What it cost, and when.</summary>
    public required SubmissionCost Cost { get; init; }

    /// <summary>What the payments that it settled would have cost in other ways.</summary>
    public required CostComparison Comparison { get; init; }

    /// <summary>Its payments by payee, in the order of their first payment.</summary>
    public required IReadOnlyList<PayeeCount> Payees { get; init; }

    /// <summary>Gas that was predicted; 0 when nothing was.</summary>
    public ulong PredictedGas { get; init; }

    /// <summary>US dollars for one native coin when it was found in a block, or null when nobody had told it.</summary>
    public double? NativeUsd { get; init; }

    /// <summary>Payments in it.</summary>
    public int Payments => Payees.Sum(payee => payee.Payments);

    /// <summary>Payments that it settled.</summary>
    public int Settled => Payees.Sum(payee => payee.Settled);

    /// <summary>What it cost in US dollars, or null.</summary>
    public double? Usd => NativeUsd is { } price ? NativeCoin.ToUsd(Cost.FeesWei, price) : null;

    /// <summary>How far the gas was from the prediction, 0.01 when a hundredth more was used; null when nothing was predicted.</summary>
    public double? GasError => PredictedGas == 0 ? null : ((double)Cost.GasUsed / PredictedGas) - 1;

    /// <summary>The transaction as a sum of one.</summary>
    public CostTotals Totals => Part(0, Payments, 0, Settled);

    /// <summary>What falls on each payee: fees by payments, savings by settled payments. The parts make up <see cref="Totals"/> to the
    /// wei, but for a cancellation, which falls on nobody.</summary>
    public IEnumerable<(Address Payee, CostTotals Share)> Shares
    {
        get
        {
            var payments = 0;
            var settled = 0;
            foreach (var payee in Payees)
            {
                yield return (payee.Payee, Part(payments, payee.Payments, settled, payee.Settled));
                payments += payee.Payments;
                settled += payee.Settled;
            }
        }
    }

    /// <summary>Puts the cost of a transaction together.</summary>
    /// <param name="chain">What the chain charges for.</param>
    /// <param name="final">The transaction, its place and its cost.</param>
    /// <param name="rawTransaction">Its signed bytes.</param>
    /// <param name="members">Its payments, in call order.</param>
    /// <returns>The cost, without number, price and prediction.</returns>
    public static BatchCost Of(
        ChainCosts chain,
        in SubmissionFinalRecord final,
        ReadOnlySpan<byte> rawTransaction,
        IReadOnlyList<BatchMember> members)
    {
        Invariant.Holds(final.Cost is not null);

        var cost = final.Cost!.Value;
        var settled = members.Where(member => member.IsSettled && member.Item is not null).Select(member => member.Item!.Value).ToArray();
        return new BatchCost
        {
            TransactionHash = final.TransactionHash,
            BlockNumber = final.BlockNumber,
            Lane = final.Lane,
            Kind = KindOf(rawTransaction, members.Count),
            Cost = cost,
            Comparison = CostComparison.Of(chain, settled, cost, rawTransaction),
            Payees = [.. members
                .GroupBy(member => member.Item?.Authorization.Payee ?? default)
                .Select(payee => new PayeeCount(payee.Key, payee.Count(), payee.Count(member => member.IsSettled)))],
        };
    }

    private static SettlementKind? KindOf(ReadOnlySpan<byte> rawTransaction, int payments) => payments switch
    {
        0 => null,
        1 => SettlementKind.Plain,
        _ when Eip1559Transaction.TargetOf(rawTransaction) == SettlerContract.Address => SettlementKind.Settler,
        _ => SettlementKind.Multicall3,
    };

    private CostTotals Part(int firstPayment, int payments, int firstSettled, int settled)
    {
        var all = Payments;
        var allSettled = Settled;
        var feesWei = OfPart(Cost.FeesWei, firstPayment, payments, all);
        return new CostTotals
        {
            Batches = 1,
            Payments = payments,
            Settled = settled,
            GasUsed = (ulong)OfPart(Cost.GasUsed, firstPayment, payments, all),
            FeesWei = feesWei,
            L1FeeWei = OfPart(Cost.L1FeeWei, firstPayment, payments, all),
            Usd = NativeUsd is { } price ? NativeCoin.ToUsd(feesWei, price) : 0,
            UnpricedWei = NativeUsd is null ? feesWei : 0,
            SingleWei = OfPart(Comparison.SingleWei, firstSettled, settled, allSettled),
            AggregateWei = OfPart(Comparison.AggregateWei, firstSettled, settled, allSettled),
        };
    }

    // From one end to the other, each rounded down: neighbouring parts share the end, so nothing is lost between them.
    private static UInt128 OfPart(UInt128 whole, int first, int count, int all) =>
        count == all ? whole : (whole * (ulong)(first + count) / (ulong)all) - (whole * (ulong)first / (ulong)all);
}

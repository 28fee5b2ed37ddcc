using SettleEngine.Devnet;
using SettleEngine.LoadBench.Cost;
using SettleEngine.LoadBench.EndToEnd;

namespace SettleEngine.LoadBench.Tune;

/// <summary>Measures a point with a real engine on a local chain. Cost is read from the blocks, and latency from the outcomes that the
/// engine pushes.</summary>
/// <param name="options">What is the same at all points.</param>
internal sealed class ChainMeasurement(TuneOptions options)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Measures a point.</summary>
    /// <param name="setting">The point.</param>
    /// <param name="cancellationToken">Stops it, and leaves nothing running.</param>
    public async Task<TunePoint> MeasureAsync(TuneSetting setting, CancellationToken cancellationToken)
    {
        var (timed, count) = options.CountArrivals(setting);
        await using var bed = await EngineBed.StartAsync(
            new BedOptions
            {
                Payments = count,
                Timed = timed,
                WarmUp = TuneOptions.WarmUp(setting.PaymentsPerSecond),
                Payers = options.Payers,
                Lanes = setting.Lanes,
                BatchMax = setting.BatchMax,
                BatchWait = setting.BatchWait,
                Objective = setting.Objective,
                NativeUsd = options.Prices.NativeUsd,
                BlockTime = setting.BlockTime,
                HasSettler = options.HasSettler,
                Rate = setting.PaymentsPerSecond,
                Arrivals = () => options.NewArrivals(setting.PaymentsPerSecond),
                Seed = options.Seed,
            },
            cancellationToken);
        var warmUp = await bed.StreamAsync(bed.WarmUp, 0, follower => follower.DecidedAll, Patience, cancellationToken);
        var firstBlock = await bed.Chain.BlockNumberAsync(cancellationToken) + 1;
        var result = await bed.StreamAsync(
            bed.Counted,
            warmUp.Timeline.LastSequence,
            follower => follower.DecidedAll,
            options.Duration + setting.Company + Patience,
            cancellationToken);

        var lanes = bed.Chain.Accounts.Take(setting.Lanes).Select(lane => lane.Address).ToHashSet();
        var transactions = await bed.Chain.ReadLaneTransactionsAsync(lanes, firstBlock, cancellationToken);
        var estimates = transactions.Select(transaction => options.Prices.Predict(transaction)).ToArray();
        var gas = transactions.Sum(transaction => (double)transaction.GasUsed) / count;
        var l1Usd = estimates.Sum(estimate => options.Prices.UsdOfWei(estimate.L1FeeWei + estimate.OperatorFeeWei)) / count;
        var latency = result.Follower.AcceptedToIncluded;
        return new TunePoint(
            TuneGround.Chain,
            setting,
            result.Follower.Settled,
            transactions.Count,
            gas,
            estimates.Sum(estimate => (double)estimate.Gas) / count,
            options.Prices.UsdOfGas(gas) + l1Usd,
            l1Usd,
            latency.P50,
            latency.P99,
            await ProblemAsync(bed, result, transactions, count, cancellationToken));
    }

    private static async Task<string?> ProblemAsync(
        EngineBed bed,
        StreamResult result,
        IReadOnlyList<LaneTransaction> transactions,
        int count,
        CancellationToken cancellationToken)
    {
        if (!result.IsComplete || result.Follower.Settled != count)
        {
            return $"only {result.Follower.Settled} of {count} payments were settled";
        }

        if (transactions.Sum(transaction => transaction.Payments) != count)
        {
            return $"{transactions.Sum(transaction => transaction.Payments)} payments were sent instead of {count}";
        }

        var (agrees, sentence) = await bed.Audit.CompareAsync(bed.All, cancellationToken);
        return agrees ? null : sentence;
    }
}

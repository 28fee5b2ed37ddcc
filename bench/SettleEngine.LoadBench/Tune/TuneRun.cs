using SettleEngine.Client;
using SettleEngine.Core.Batch.Cost;
using SettleEngine.Core.Encoding;
using SettleEngine.Devnet;
using SettleEngine.LoadBench.EndToEnd;

namespace SettleEngine.LoadBench.Tune;

/// <summary>Sweeps batch size and wait, lanes and block time with a real engine on a local chain. Cost is read from the blocks, and
/// latency from the outcomes that the engine pushes.</summary>
/// <param name="options">What is swept.</param>
internal sealed class TuneRun(TuneOptions options)
{
    private const double Gwei = 1e-9;
    private const double Wei = 1e-18;
    private const int WarmUp = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Runs all points.</summary>
    /// <param name="progress">Hears of each finished point.</param>
    /// <param name="cancellationToken">Stops it, and leaves nothing running.</param>
    /// <returns>The points in the order of the sweep.</returns>
    public async Task<IReadOnlyList<TunePoint>> RunAsync(Action<TunePoint> progress, CancellationToken cancellationToken)
    {
        var points = new List<TunePoint>();
        foreach (var setting in options.Settings)
        {
            var point = await MeasureAsync(setting, cancellationToken);
            points.Add(point);
            progress(point);
        }

        return points;
    }

    private async Task<TunePoint> MeasureAsync(TuneSetting setting, CancellationToken cancellationToken)
    {
        var arrivals = Arrivals(setting.PaymentsPerSecond);
        var count = CountArrivals(arrivals());
        await using var bed = await EngineBed.StartAsync(
            new BedOptions
            {
                Payments = count,
                WarmUp = WarmUp,
                Payers = options.Payers,
                Lanes = setting.Lanes,
                BatchMax = setting.BatchMax,
                BatchWait = setting.BatchWait,
                BlockTime = setting.BlockTime,
                HasSettler = options.HasSettler,
                Rate = setting.PaymentsPerSecond,
                Arrivals = arrivals,
                Seed = options.Seed,
            },
            cancellationToken);
        var warmUp = await bed.StreamAsync(bed.WarmUp, 0, follower => follower.DecidedAll, Patience, cancellationToken);
        var firstBlock = await bed.Chain.BlockNumberAsync(cancellationToken) + 1;
        var result = await bed.StreamAsync(
            bed.Counted,
            warmUp.Timeline.LastSequence,
            follower => follower.DecidedAll,
            options.Duration + Patience,
            cancellationToken);

        var lanes = bed.Chain.Accounts.Take(setting.Lanes).Select(lane => lane.Address).ToHashSet();
        var transactions = await bed.Chain.ReadLaneTransactionsAsync(lanes, firstBlock, cancellationToken);
        var estimates = transactions.Select(transaction => Predict(bed.Chain, transaction)).ToArray();
        var gas = transactions.Sum(transaction => (double)transaction.GasUsed) / count;
        var l1Usd = estimates.Sum(estimate => (double)(estimate.L1FeeWei + estimate.OperatorFeeWei)) * Wei * options.NativeUsd / count;
        var latency = result.Follower.AcceptedToIncluded;
        return new TunePoint(
            setting,
            result.Follower.Settled,
            transactions.Count,
            gas,
            estimates.Sum(estimate => (double)estimate.Gas) / count,
            (gas * options.GasPriceGwei * Gwei * options.NativeUsd) + l1Usd,
            l1Usd,
            latency.P50,
            latency.P99,
            await ProblemAsync(bed, result, transactions, count, cancellationToken));
    }

    private CostEstimate Predict(LocalChain chain, LaneTransaction transaction)
    {
        var kind = transaction.Target == chain.Token ? SettlementKind.Plain
            : transaction.Target == SettlerContract.Address ? SettlementKind.Settler
            : SettlementKind.Multicall3;

        // The payers take turns and are more than fit a batch; the payee has a balance.
        return CostEstimate.Predict(
            new ChainCosts(chain.ChainId, "ETH", L1FeeKind.Fjord, 0),
            kind,
            BatchShape.ToOnePayee(Math.Max(1, transaction.Payments)),
            (ulong)(options.GasPriceGwei / Gwei),
            options.L1,
            transaction.RawTransaction.Span);
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

    private Func<ArrivalPattern> Arrivals(double perSecond)
    {
        var seed = unchecked((int)options.Seed);
        return options.Arrivals switch
        {
            ArrivalKind.Constant => () => ArrivalPattern.Constant(perSecond),
            ArrivalKind.Bursts => () => ArrivalPattern.Bursts(perSecond, Math.Max(1, (int)perSecond), seed),
            ArrivalKind.File => () => new FileArrivals(options.ArrivalFile!),
            _ => () => ArrivalPattern.Poisson(perSecond, seed),
        };
    }

    private int CountArrivals(ArrivalPattern pattern)
    {
        var count = 0;
        while (pattern.NextArrival() < options.Duration)
        {
            count++;
        }

        return Math.Max(1, count);
    }
}

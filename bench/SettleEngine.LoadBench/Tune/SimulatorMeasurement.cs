using SettleEngine.Core.Batch;
using SettleEngine.Core.Batch.Cost;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet.Payers;
using SettleEngine.LoadBench.Cost;

namespace SettleEngine.LoadBench.Tune;

/// <summary>Measures a point in a simulated world: how batches form and how long payments wait comes from the engine itself in virtual
/// time, and what batches cost from the cost model, on transactions as the engine makes them.</summary>
/// <param name="options">What is the same at all points.</param>
internal sealed class SimulatorMeasurement(TuneOptions options)
{
    private const ulong ChainId = 84_532;

    private readonly Dictionary<int, CostEstimate> _estimates = [];
    private readonly PaymentFactory _factory = new(options.Seed, BatchLimits.MaxItems);

    /// <summary>Measures a point.</summary>
    /// <param name="setting">The point.</param>
    public TunePoint Measure(TuneSetting setting)
    {
        var bed = SimulatedBed.Run(setting, options);
        var settled = Math.Max(1, bed.Follower.Settled);
        var estimates = bed.Follower.Transactions.Values.Select(Estimate).ToArray();
        var gas = estimates.Sum(estimate => (double)estimate.Gas) / settled;
        var l1Usd = estimates.Sum(estimate => options.Prices.UsdOfWei(estimate.L1FeeWei + estimate.OperatorFeeWei)) / settled;
        var latency = bed.Follower.AcceptedToIncluded;
        return new TunePoint(
            TuneGround.Simulator,
            setting,
            bed.Follower.Settled,
            estimates.Length,
            gas,
            gas,
            options.Prices.UsdOfGas(gas) + l1Usd,
            l1Usd,
            latency.P50,
            latency.P99,
            bed.Problem);
    }

    private CostEstimate Estimate(int payments)
    {
        if (!_estimates.TryGetValue(payments, out var estimate))
        {
            var kind = payments == 1 ? SettlementKind.Plain : options.HasSettler ? SettlementKind.Settler : SettlementKind.Multicall3;
            var items = _factory.CreateMany(0, payments, PaymentTerms.Until(new UnixSeconds(1_800_000_000)));

            // A lane's signature compresses no better than a payer's.
            var transaction = SettlementTransaction.Build(kind, items, ChainId, new AccountNonce(1)).Encode(items[0].Signature);
            estimate = options.Prices.Predict(kind, payments, transaction);
            _estimates.Add(payments, estimate);
        }

        return estimate;
    }
}

using System.Diagnostics.Metrics;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Submit;
using SettleEngine.Pipeline.Costs;
using SettleEngine.Pipeline.Ingest;

namespace SettleEngine.Pipeline.Diagnostics;

/// <summary>Every number that the pipeline publishes, named <c>settle.&lt;stage&gt;.&lt;what&gt;</c>.</summary>
/// <remarks>Thread rule: any thread. One measurement per group, append, batch, transaction or outcome.</remarks>
public sealed class PipelineMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "SettleEngine";

    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    };

    private static readonly InstrumentAdvice<int> Counts = new()
    {
        HistogramBucketBoundaries = [1, 2, 5, 10, 25, 50, 75, 100, 150, 200, 500, 1_000, 2_000, 5_000, 10_000],
    };

    private static readonly InstrumentAdvice<double> Errors = new()
    {
        HistogramBucketBoundaries = [-0.1, -0.05, -0.03, -0.02, -0.01, -0.005, 0, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1],
    };

    private readonly Lock _gate = new();
    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _answers;
    private readonly Histogram<int> _commitRecords;
    private readonly Histogram<double> _commitDuration;
    private readonly Histogram<int> _batchSize;
    private readonly Counter<long> _signed;
    private readonly Counter<long> _sent;
    private readonly Counter<long> _laneChanges;
    private readonly Counter<long> _transactions;
    private readonly Counter<long> _gas;
    private readonly Counter<double> _fees;
    private readonly Counter<long> _outcomes;
    private readonly Histogram<double> _timeToOutcome;
    private readonly Counter<double> _l1Fees;
    private readonly Counter<double> _usd;
    private readonly Histogram<double> _gasError;
    private PipelineStatistics _totals = new(0, 0, 0, 0, 0, 0, 0, 0);
    private (int Company, int Cost, int Ceiling) _waiting;

    /// <summary>Creates the instruments.</summary>
    /// <param name="unsettled">Reads how many admissions have no outcome.</param>
    /// <param name="liveKeys">Reads how many keys are remembered.</param>
    public PipelineMetrics(Func<int> unsettled, Func<int> liveKeys)
    {
        _answers = _meter.CreateCounter<long>(
            "settle.ingest.answers", "{authorization}", "Authorizations answered, by status.");
        _commitRecords = _meter.CreateHistogram(
            "settle.dedupe.append.size", "{record}", "Admissions that shared one append.", null, Counts);
        _commitDuration = _meter.CreateHistogram(
            "settle.dedupe.append.duration", "s", "Time until an append was durable.", null, Seconds);
        _batchSize = _meter.CreateHistogram(
            "settle.batch.size", "{payment}", "Payments in a batch when it was cut.", null, Counts);
        _signed = _meter.CreateCounter<long>("settle.submit.signed", "{transaction}", "Attempts signed and durable.");
        _sent = _meter.CreateCounter<long>("settle.submit.sent", "{transaction}", "Attempts sent, by the node's verdict.");
        _laneChanges = _meter.CreateCounter<long>(
            "settle.submit.lane_changes", "{change}", "Changes of what lanes may do, by their new state.");
        _transactions = _meter.CreateCounter<long>(
            "settle.confirm.transactions", "{transaction}", "Our transactions found in blocks.");
        _gas = _meter.CreateCounter<long>("settle.confirm.gas", "{gas}", "Gas used by our transactions.");
        _fees = _meter.CreateCounter<double>("settle.confirm.fees", "{ether}", "Fees paid for our transactions, with what a rollup charges for their bytes.");
        _outcomes = _meter.CreateCounter<long>("settle.confirm.outcomes", "{payment}", "Outcomes published, by kind.");
        _timeToOutcome = _meter.CreateHistogram(
            "settle.confirm.time_to_outcome", "s", "Time from durable admission to durable outcome.", null, Seconds);
        _l1Fees = _meter.CreateCounter<double>(
            "settle.cost.l1_fees", "{ether}", "The part of the fees that a rollup charged for bytes.");
        _usd = _meter.CreateCounter<double>("settle.cost.usd", "{USD}", "Fees in US dollars, while the price of the native coin is told.");
        _gasError = _meter.CreateHistogram(
            "settle.cost.gas_error", "1", "How far gas was from the prediction, 0.01 when a hundredth more was used.", null, Errors);
        _meter.CreateObservableGauge("settle.batch.unsettled", unsettled, "{payment}", "Admissions without an outcome.");
        _meter.CreateObservableGauge<int>("settle.batch.waiting", ReadWaiting, "{payment}", "Payments that wait for a batch, by what for.");
        _meter.CreateObservableGauge("settle.dedupe.keys", liveKeys, "{key}", "Keys that are remembered.");
    }

    /// <summary>Totals since start.</summary>
    public PipelineStatistics Totals
    {
        get
        {
            lock (_gate)
            {
                return _totals;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void Answered(ReadOnlySpan<AdmissionAnswer> answers)
    {
        Span<int> byStatus = stackalloc int[5];
        byStatus.Clear();
        foreach (ref readonly var answer in answers)
        {
            byStatus[(int)answer.Status]++;
        }

        for (var status = 1; status < byStatus.Length; status++)
        {
            if (byStatus[status] > 0)
            {
                _answers.Add(byStatus[status], new KeyValuePair<string, object?>("status", Name((AdmissionStatus)status)));
            }
        }

        lock (_gate)
        {
            _totals = _totals with { Accepted = _totals.Accepted + byStatus[(int)AdmissionStatus.Accepted] };
        }
    }

    internal void Committed(int records, long durationMs)
    {
        _commitRecords.Record(records);
        _commitDuration.Record(durationMs / 1_000.0);
    }

    internal void Waiting(int company, int cost, int ceiling)
    {
        lock (_gate)
        {
            _waiting = (company, cost, ceiling);
        }
    }

    internal void BatchCut(int payments) => _batchSize.Record(payments);

    internal void Signed() => _signed.Add(1);

    internal void Sent(SendVerdict verdict) =>
        _sent.Add(1, new KeyValuePair<string, object?>("verdict", verdict.ToString()));

    internal void LaneChanged(string state) => _laneChanges.Add(1, new KeyValuePair<string, object?>("state", state));

    internal void Included(int payments, int proven, TransactionReceipt receipt)
    {
        var feesWei = receipt.FeesWei;
        _transactions.Add(1);
        _gas.Add((long)receipt.GasUsed);
        _fees.Add((double)feesWei / 1e18);
        lock (_gate)
        {
            _totals = _totals with
            {
                Transactions = _totals.Transactions + 1,
                Payments = _totals.Payments + payments,
                Proven = _totals.Proven + proven,
                GasUsed = _totals.GasUsed + (long)receipt.GasUsed,
                FeesWei = _totals.FeesWei + feesWei,
            };
        }
    }

    internal void Cost(BatchCost cost, bool isLesson)
    {
        _l1Fees.Add(cost.Cost.L1FeeWei / 1e18);
        if (cost.Usd is { } usd)
        {
            _usd.Add(usd);
        }

        if (isLesson && cost.GasError is { } error)
        {
            _gasError.Record(error, new KeyValuePair<string, object?>("kind", cost.Kind.ToString()));
        }
    }

    /// <summary>Shows what a payment is predicted to cost; nothing while nobody tells the price of the native coin.</summary>
    internal void ShowUsdPerPayment(Func<double?> predict) => _meter.CreateObservableGauge(
        "settle.cost.usd_per_payment",
        () => predict() is { } usd ? [new Measurement<double>(usd)] : Array.Empty<Measurement<double>>(),
        "{USD}",
        "What a payment of a full batch is predicted to cost at this moment.");

    internal void Decided(SettlementOutcome outcome, long sinceAdmissionMs)
    {
        _outcomes.Add(1, new KeyValuePair<string, object?>("outcome", outcome.ToString()));
        _timeToOutcome.Record(sinceAdmissionMs / 1_000.0);
        var isSettled = outcome is SettlementOutcome.Settled or SettlementOutcome.SettledExternal;
        lock (_gate)
        {
            _totals = isSettled
                ? _totals with { Settled = _totals.Settled + 1 }
                : _totals with { OtherOutcomes = _totals.OtherOutcomes + 1 };
        }
    }

    private Measurement<int>[] ReadWaiting()
    {
        lock (_gate)
        {
            return
            [
                new(_waiting.Company, new KeyValuePair<string, object?>("reason", "company")),
                new(_waiting.Cost, new KeyValuePair<string, object?>("reason", "cost")),
                new(_waiting.Ceiling, new KeyValuePair<string, object?>("reason", "ceiling")),
            ];
        }
    }

    private static string Name(AdmissionStatus status) => status switch
    {
        AdmissionStatus.Accepted => "accepted",
        AdmissionStatus.Existing => "existing",
        AdmissionStatus.Conflict => "conflict",
        _ => "rejected",
    };
}

using System.Globalization;
using Microsoft.Extensions.Logging;
using SettleEngine.Core.Batch;
using SettleEngine.Pipeline.Diagnostics;

namespace SettleEngine.Pipeline.Batch;

/// <summary>Says what waits for a batch and why: how much as a metric, and what waits for lower fees in a sentence with numbers.</summary>
/// <param name="cost">What settling costs.</param>
/// <param name="batchMax">Payments in the fullest batch.</param>
/// <param name="troubles">Where trouble is told.</param>
/// <param name="clock">The time.</param>
/// <param name="metrics">Counts.</param>
/// <param name="logger">Receives a line when payments begin to wait for lower fees, and when that is over.</param>
/// <remarks>One owner: the batch stage.</remarks>
internal sealed partial class PriceReport(
    CostView cost,
    int batchMax,
    TroubleBoard troubles,
    EngineClock clock,
    PipelineMetrics metrics,
    ILogger logger)
{
    private const string AskedCause = "price asked";
    private const string CeilingCause = "price ceiling";
    private const long IntervalMs = 500;

    // Company may still come; a payment that may not do without is spoken of when it begins to be late for that.
    private const long LastChanceMs = 60_000;

    private readonly List<PriceWait> _waits = [];
    private long _nextMs;
    private bool _isTold;

    /// <summary>US dollars for each payment in a batch; infinite while nobody knows the price of the native coin.</summary>
    /// <param name="payments">How many share it.</param>
    /// <returns>The price.</returns>
    public double PriceOf(int payments) => cost.UsdPerPayment(payments) ?? double.PositiveInfinity;

    /// <summary>Looks at what waits.</summary>
    /// <param name="queue">What waits.</param>
    public void Look(WaitingPayments queue)
    {
        if (!queue.IsAnyLimited)
        {
            metrics.Waiting(queue.Count, 0, 0);
            Tell(null, null);
            _nextMs = 0;
            return;
        }

        var nowMs = clock.NowMs;
        if (nowMs < _nextMs)
        {
            return;
        }

        _nextMs = nowMs + IntervalMs;
        _waits.Clear();
        queue.CollectPriceWaits(_waits);
        var asked = _waits.Where(wait => !wait.IsCeiling).Sum(wait => wait.Count);
        var ceiling = _waits.Where(wait => wait.IsCeiling).Sum(wait => wait.Count);
        metrics.Waiting(queue.Count - asked - ceiling, asked, ceiling);
        Tell(
            SentenceOf([.. _waits.Where(wait => !wait.IsCeiling && wait.IsTooDear)], nowMs),
            SentenceOf([.. _waits.Where(wait => wait.IsCeiling && (wait.IsTooDear || wait.SoonestEndMs - nowMs < LastChanceMs))], nowMs));
    }

    private void Tell(string? asked, string? ceiling)
    {
        var isTold = asked is not null || ceiling is not null;
        if (!isTold && !_isTold)
        {
            return;
        }

        troubles.Set(AskedCause, asked);
        troubles.Set(CeilingCause, ceiling);
        if (isTold && !_isTold)
        {
            LogWaiting(logger, asked ?? ceiling!);
        }
        else if (!isTold)
        {
            LogOver(logger);
        }

        _isTold = isTold;
    }

    private string? SentenceOf(PriceWait[] waits, long nowMs)
    {
        if (waits.Length == 0)
        {
            return null;
        }

        // The highest limit is met first; the others follow when fees fall further.
        var limit = waits.Max(wait => wait.LimitUsd);
        var isCeiling = waits[0].IsCeiling;
        var seconds = Math.Max(0, waits.Min(wait => wait.SoonestEndMs) - nowMs) / 1_000;
        var price = waits[0].CompanyUsd;
        var priced = double.IsPositiveInfinity(price)
            ? "nobody has told the price of the chain's coin (--native-usd)"
            : string.Create(CultureInfo.InvariantCulture, $"settling costs {price:0.000000} USD each in a batch of {batchMax} at {cost.GasPriceWei / 1e9:0.######} gwei");
        return isCeiling
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{waits.Sum(wait => wait.Count)} payments wait: {priced}, and their ceiling is {limit:0.000000} USD. The first is valid for {seconds} s more, and is given up as too_dear then. They go when fees fall or enough come together; to let them go now, raise --cost-ceiling, or the ceiling in --payee-objective.")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{waits.Sum(wait => wait.Count)} payments wait: {priced}, and {limit:0.000000} USD is asked. The first is valid for {seconds} s more, and leaves before that whatever it costs. They go when fees fall; to let them go now, raise maxCost in --objective or --payee-objective.");
    }

    [LoggerMessage(EventId = 4002, Level = LogLevel.Warning, Message = "{Sentence}")]
    private static partial void LogWaiting(ILogger logger, string sentence);

    [LoggerMessage(EventId = 4003, Level = LogLevel.Information, Message = "No payment waits for lower fees any more")]
    private static partial void LogOver(ILogger logger);
}

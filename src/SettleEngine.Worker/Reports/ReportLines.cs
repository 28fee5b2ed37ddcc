using System.Globalization;
using SettleEngine.Core.Primitives;
using SettleEngine.Doors.Http;
using SettleEngine.Pipeline.Costs;

namespace SettleEngine.Worker.Reports;

/// <summary>Puts a report's transactions together by what a line shall stand for.</summary>
internal static class ReportLines
{
    private const ulong SecondsOfHour = 3_600;

    /// <summary>Names of the columns that tell what a line stands for.</summary>
    /// <param name="grouping">What a line stands for.</param>
    /// <returns>The names.</returns>
    public static IReadOnlyList<string> Keys(ReportGrouping grouping) => grouping switch
    {
        ReportGrouping.Hour => ["hour"],
        ReportGrouping.Payee => ["to"],
        _ => ["time", "blockNumber", "transaction", "lane", "kind", "gasPriceWei", "predictedGas", "gasError"],
    };

    /// <summary>The lines.</summary>
    /// <param name="report">The report.</param>
    /// <param name="grouping">What a line stands for.</param>
    /// <returns>Transactions and hours in the order of time, payees with the dearest first.</returns>
    public static IReadOnlyList<ReportRow> Of(CostReport report, ReportGrouping grouping) => grouping switch
    {
        ReportGrouping.Hour =>
            [.. report.Batches
                .GroupBy(batch => batch.Cost.BlockTime.Value / SecondsOfHour)
                .OrderBy(hour => hour.Key)
                .Select(hour => new ReportRow(
                    [Time(new UnixSeconds(hour.Key * SecondsOfHour))],
                    Sum(hour.Select(batch => batch.Totals))))],
        ReportGrouping.Payee =>
            [.. report.Batches
                .SelectMany(SharesOf)
                .GroupBy(share => share.Payee, StringComparer.Ordinal)
                .Select(payee => new ReportRow([payee.Key], Sum(payee.Select(share => share.Share))))
                .OrderByDescending(row => row.Totals.FeesWei)
                .ThenBy(row => row.Keys[0], StringComparer.Ordinal)],
        _ => [.. report.Batches.Select(batch => new ReportRow(KeysOf(batch), batch.Totals))],
    };

    /// <summary>A time as people and programs read it.</summary>
    /// <param name="time">The time.</param>
    /// <returns>ISO 8601, UTC.</returns>
    public static string Time(UnixSeconds time) => DateTimeOffset
        .FromUnixTimeSeconds((long)Math.Min(time.Value, 253_402_300_799))
        .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string[] KeysOf(BatchCost batch) =>
    [
        Time(batch.Cost.BlockTime),
        batch.BlockNumber.ToString(CultureInfo.InvariantCulture),
        batch.TransactionHash.ToString(),
        batch.Lane.ToString(),
        WireNames.Of(batch.Kind),
        batch.Cost.GasPriceWei.ToString(CultureInfo.InvariantCulture),
        batch.PredictedGas == 0 ? string.Empty : batch.PredictedGas.ToString(CultureInfo.InvariantCulture),
        batch.GasError is { } error ? error.ToString("F5", CultureInfo.InvariantCulture) : string.Empty,
    ];

    private static IEnumerable<(string Payee, CostTotals Share)> SharesOf(BatchCost batch) => batch.Payees.Count == 0
        ? [("nobody", batch.Totals)]
        : batch.Shares.Select(share => (share.Payee.IsZero ? "unknown" : share.Payee.ToString(), share.Share));

    private static CostTotals Sum(IEnumerable<CostTotals> parts) => parts.Aggregate(default(CostTotals), (sum, part) => sum + part);
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SettleEngine.Torture.Payers;

/// <summary>Runs hostile payers by both ways and prints what they cost.</summary>
internal static class PayersScreen
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Runs both ways.</summary>
    /// <param name="options">How much of it.</param>
    /// <param name="isJson">Whether a program reads.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>1 when anything falls short of what is promised.</returns>
    public static async Task<int> RunAsync(HostilePayersOptions options, bool isJson, CancellationToken cancellationToken)
    {
        var settler = await new HostilePayersRun(options with { HasSettler = true }).RunAsync(cancellationToken);
        var multicall = await new HostilePayersRun(options with { HasSettler = false }).RunAsync(cancellationToken);
        if (isJson)
        {
            var both = new JsonArray(settler.ToJson(), multicall.ToJson());
            Console.WriteLine(both.ToJsonString(Indented));
        }
        else
        {
            Show(settler);
            Show(multicall);
        }

        return settler.Shortfalls.Count + multicall.Shortfalls.Count == 0 ? 0 : 1;
    }

    private static void Show(HostilePayersReport report)
    {
        var (all, failed, failedBatches, tried) = report.Transactions;
        Line($"{report.Route}: {report.HonestShare:P2} of the honest payments settled, {report.WastedShare:P2} of the gas wasted, {report.FailedBatchesPerAttacker:N1} failed batches for each of {report.Attackers} attackers.");
        Line($"  {all} transactions with {tried} payments, {failed} failed, {failedBatches} of them batches; {report.Bill.Gas:N0} gas, {report.Bill.Wasted:N0} wasted; {report.Ambushes} ambushes.");
        Show("honest", report.Honest);
        Show("honest wallets", report.Wallets);
        Show("attackers", report.Hostile);
        Line($"  Everything had ended {report.UntilEnded.TotalSeconds:N1} s after the last payment.");
        foreach (var shortfall in report.Shortfalls.Take(20))
        {
            Line($"  SHORTFALL {shortfall}");
        }
    }

    private static void Show(string who, IReadOnlyDictionary<string, int> ends) =>
        Line($"  {who,-15} {string.Join(", ", ends.Select(end => string.Create(CultureInfo.InvariantCulture, $"{end.Value} {end.Key}")))}");

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}

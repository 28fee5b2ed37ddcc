using System.Globalization;
using SettleEngine.SimulatedWorld;
using SettleEngine.SimulatedWorld.Campaigns;
using SettleEngine.SimulatedWorld.Faults;

namespace SettleEngine.Simulation;

/// <summary>Says how a campaign goes, and how it went.</summary>
internal sealed class Progress(long count)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private TimeSpan _next = Pause;

    public bool OnRun(SimulationReport report, CampaignReport sum)
    {
        if (!report.IsClean)
        {
            Write($"{report}\n  again: dotnet run -c Release --project tests/SettleEngine.Simulation -- --replay {report.Seed}");
        }

        if (sum.Elapsed >= _next)
        {
            _next = sum.Elapsed + Pause;
            Write($"{sum.Elapsed:hh\\:mm\\:ss}  {sum.Seeds} of {count} seeds, {sum.SeedsPerSecond:N1}/s, {sum.Faults.Total:N0} faults, {sum.Failed.Count} broken");
        }

        return true;
    }

    public static void End(CampaignReport sum)
    {
        Write($"\n{"fault",-24}{"count",14}");
        foreach (var kind in FaultTally.Kinds)
        {
            Write($"{kind,-24}{sum.Faults[kind],14:N0}");
        }

        Write($"{"all",-24}{sum.Faults.Total,14:N0}\n");
        Write($"{sum.Seeds:N0} seeds in {sum.Elapsed:hh\\:mm\\:ss}, {sum.SeedsPerSecond:N1} seeds/s, {sum.Seeds / Environment.CpuUsage.TotalTime.TotalSeconds:N1} for each second of a processor");
        Write($"{sum.VirtualTime.TotalHours:N0} simulated hours, {sum.VirtualTime / sum.Elapsed:N0} times real time");
        Write($"{sum.Authorizations:N0} authorizations, {sum.Outcomes:N0} outcomes, {sum.Attempts:N0} signed transactions, {sum.Corrections:N0} corrections, {sum.Lives:N0} lives");
        if (sum.Poor.Count > 0)
        {
            Write($"{sum.Poor.Count} seeds had too little of something: {string.Join(", ", sum.Poor.Take(20))}");
        }

        Console.WriteLine(sum.Failed.Count == 0
            ? "No promise was broken."
            : $"Promises were broken by {sum.Failed.Count} seeds: {string.Join(", ", sum.Failed.Select(report => report.Seed).Take(50))}");
    }

    private static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}

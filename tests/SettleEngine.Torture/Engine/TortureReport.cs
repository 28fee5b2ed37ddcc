using System.Text.Json.Nodes;
using SettleEngine.Torture.Crashes;

namespace SettleEngine.Torture.Engine;

/// <summary>What came of it.</summary>
/// <param name="Cycles">One line per life that was ended.</param>
/// <param name="Payments">Payments handed in over all lives.</param>
/// <param name="Accepted">Payments whose answer "accepted" arrived.</param>
/// <param name="PutOff">Answers that asked to come again later.</param>
/// <param name="Settled">Payments settled.</param>
/// <param name="Chain">What the chain says at the end of each era, a sentence each.</param>
/// <param name="Violations">What must not be.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record TortureReport(
    IReadOnlyList<TortureCycle> Cycles,
    int Payments,
    int Accepted,
    int PutOff,
    int Settled,
    IReadOnlyList<string> Chain,
    IReadOnlyList<Violation> Violations,
    TimeSpan Elapsed)
{
    /// <summary>How often each moment was waited for and came. A life whose moment did not come was killed at another one.</summary>
    public IReadOnlyDictionary<CrashPoint, (int Tried, int Reached)> Points => Cycles
        .GroupBy(cycle => cycle.Point)
        .OrderBy(group => group.Key)
        .ToDictionary(group => group.Key, group => (group.Count(), group.Count(cycle => cycle.WasReached)));

    /// <summary>Counts violations of one promise.</summary>
    /// <param name="kind">The promise.</param>
    /// <returns>How many.</returns>
    public int Count(ViolationKind kind) => Violations.Count(violation => violation.Kind == kind);

    /// <summary>Puts reports together.</summary>
    /// <param name="reports">At least one.</param>
    /// <param name="elapsed">How long all of them took.</param>
    /// <returns>The sum.</returns>
    public static TortureReport Sum(IReadOnlyCollection<TortureReport> reports, TimeSpan elapsed) => new(
        [.. reports.SelectMany(report => report.Cycles)],
        reports.Sum(report => report.Payments),
        reports.Sum(report => report.Accepted),
        reports.Sum(report => report.PutOff),
        reports.Sum(report => report.Settled),
        [.. reports.SelectMany(report => report.Chain)],
        [.. reports.SelectMany(report => report.Violations)],
        elapsed);

    /// <summary>Spells the report.</summary>
    /// <returns>The object.</returns>
    public JsonObject ToJson() => new()
    {
        ["cycles"] = Cycles.Count,
        ["seconds"] = Math.Round(Elapsed.TotalSeconds, 1),
        ["secondsPerCycle"] = Math.Round(Elapsed.TotalSeconds / Math.Max(1, Cycles.Count), 3),
        ["payments"] = Payments,
        ["accepted"] = Accepted,
        ["putOff"] = PutOff,
        ["settled"] = Settled,
        ["lost"] = Count(ViolationKind.Lost),
        ["acceptedTwice"] = Count(ViolationKind.AcceptedTwice),
        ["settledTwice"] = Count(ViolationKind.SettledTwice),
        ["failedThatSettled"] = Count(ViolationKind.FailedThatSettled),
        ["otherViolations"] = Count(ViolationKind.Other),
        ["points"] = new JsonObject([.. Points.Select(point => KeyValuePair.Create(
            point.Key.ToString(),
            (JsonNode?)new JsonObject { ["tried"] = point.Value.Tried, ["reached"] = point.Value.Reached }))]),
        ["chain"] = new JsonArray([.. Chain.Select(sentence => (JsonNode)JsonValue.Create(sentence))]),
        ["violations"] = new JsonArray([.. Violations.Select(violation => (JsonNode)JsonValue.Create($"{violation.Kind}: {violation.Sentence}"))]),
    };
}

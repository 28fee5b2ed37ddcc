using System.Text.Json.Nodes;
using SettleEngine.HostileRpc;
using SettleEngine.Torture.Engine;

namespace SettleEngine.Torture.Soak;

/// <summary>What came of a soak.</summary>
public sealed record SoakReport
{
    /// <summary>How long the trouble lasted.</summary>
    public required TimeSpan Trouble { get; init; }

    /// <summary>Payments handed in.</summary>
    public required int Payments { get; init; }

    /// <summary>Payments that were answered.</summary>
    public required int Answered { get; init; }

    /// <summary>Payments that are settled with a proof.</summary>
    public required int Settled { get; init; }

    /// <summary>Outcomes that a reorg made untrue and a later one corrected.</summary>
    public required int Corrected { get; init; }

    /// <summary>Requests of the engine while there was trouble.</summary>
    public required int Requests { get; init; }

    /// <summary>Those of them that went wrong.</summary>
    public required int Faults { get; init; }

    /// <summary>Reorgs, emptied pools, and times that the base fee rose.</summary>
    public required (int Reorgs, int Drops, int Spikes) Troubles { get; init; }

    /// <summary>The longest time without progress of a lane that made progress again later, from the end of the trouble on. An
    /// upper bound: a lane that had nothing to do counts, too.</summary>
    public required TimeSpan LongestStuck { get; init; }

    /// <summary>Time from the end of the trouble until every payment was settled.</summary>
    public required TimeSpan UntilSettled { get; init; }

    /// <summary>What the proxy did to which call.</summary>
    public required IReadOnlyList<ProxyCount> Calls { get; init; }

    /// <summary>What the chain says at the end.</summary>
    public required string Chain { get; init; }

    /// <summary>What must not be.</summary>
    public required IReadOnlyList<Violation> Violations { get; init; }

    /// <summary>Counts violations of one promise.</summary>
    /// <param name="kind">The promise.</param>
    /// <returns>How many.</returns>
    public int Count(ViolationKind kind) => Violations.Count(violation => violation.Kind == kind);

    /// <summary>Spells the report.</summary>
    /// <returns>The object.</returns>
    public JsonObject ToJson() => new()
    {
        ["minutes"] = Math.Round(Trouble.TotalMinutes, 2),
        ["payments"] = Payments,
        ["answered"] = Answered,
        ["settled"] = Settled,
        ["corrected"] = Corrected,
        ["requests"] = Requests,
        ["faults"] = Faults,
        ["reorgs"] = Troubles.Reorgs,
        ["poolDrops"] = Troubles.Drops,
        ["baseFeeSpikes"] = Troubles.Spikes,
        ["longestStuckSeconds"] = Math.Round(LongestStuck.TotalSeconds, 2),
        ["secondsUntilSettled"] = Math.Round(UntilSettled.TotalSeconds, 2),
        ["lost"] = Count(ViolationKind.Lost),
        ["acceptedTwice"] = Count(ViolationKind.AcceptedTwice),
        ["settledTwice"] = Count(ViolationKind.SettledTwice),
        ["failedThatSettled"] = Count(ViolationKind.FailedThatSettled),
        ["otherViolations"] = Count(ViolationKind.Other),
        ["chain"] = Chain,
        ["calls"] = new JsonArray([.. Calls.Select(count => (JsonNode)new JsonObject
        {
            ["method"] = count.Method,
            ["what"] = count.What,
            ["count"] = count.Count,
        })]),
        ["violations"] = new JsonArray([.. Violations.Select(violation => (JsonNode)JsonValue.Create($"{violation.Kind}: {violation.Sentence}"))]),
    };
}

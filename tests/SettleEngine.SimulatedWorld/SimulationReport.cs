using System.Globalization;
using SettleEngine.Core.Confirm;

namespace SettleEngine.SimulatedWorld;

/// <summary>How a run went.</summary>
public sealed record SimulationReport(ulong Seed, SimulationOptions Options, IReadOnlyList<string> Violations)
{
    /// <summary>Equal for every run of one seed, options and program.</summary>
    public ulong TraceHash { get; init; }

    public long Steps { get; init; }

    public TimeSpan VirtualTime { get; init; }

    public int Lives { get; init; }

    public int Reorgs { get; init; }

    public int LostRecords { get; init; }

    public int Attempts { get; init; }

    public int Corrections { get; init; }

    public IReadOnlyDictionary<SettlementOutcome, int> Outcomes { get; init; } = new Dictionary<SettlementOutcome, int>();

    /// <summary>Whether every promise was kept.</summary>
    public bool IsClean => Violations.Count == 0;

    /// <summary>What has to be known to run it again.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        seed {Seed}: {(IsClean ? "clean" : "BROKEN PROMISES")}
          {string.Join("\n  ", Violations)}
          outcomes {string.Join(", ", Outcomes.Select(entry => $"{entry.Key} {entry.Value}"))}
          lives {Lives}, reorgs {Reorgs}, records lost {LostRecords}, attempts {Attempts}, corrections {Corrections}, virtual {VirtualTime}
          {Options}
        """);
}

using System.Globalization;
using SettleEngine.Core.Confirm;
using SettleEngine.SimulatedWorld.Faults;

namespace SettleEngine.SimulatedWorld;

/// <summary>How a run went.</summary>
public sealed record SimulationReport(ulong Seed, SimulationOptions Options, IReadOnlyList<string> Violations)
{
    /// <summary>Equal for every run of one seed, options and program.</summary>
    public ulong TraceHash { get; init; }

    public long Steps { get; init; }

    public TimeSpan VirtualTime { get; init; }

    public int Lives { get; init; }

    /// <summary>What went wrong.</summary>
    public FaultTally Faults { get; init; } = new();

    /// <summary>Authorizations that were handed in, repeats not counted.</summary>
    public int Authorizations { get; init; }

    public int LostRecords { get; init; }

    public int Attempts { get; init; }

    public int Corrections { get; init; }

    public IReadOnlyDictionary<SettlementOutcome, int> Outcomes { get; init; } = new Dictionary<SettlementOutcome, int>();

    /// <summary>Whether the run had enough traffic and trouble to mean something.</summary>
    public bool HasItsShare =>
        Authorizations >= SimulationOptions.LeastAuthorizations
        && Faults.Total >= SimulationOptions.LeastFaults
        && Faults.KindCount >= SimulationOptions.LeastKinds
        && Faults.Crashes >= 1
        && Faults[FaultKind.Reorg] >= 1;

    /// <summary>Whether every promise was kept.</summary>
    public bool IsClean => Violations.Count == 0;

    /// <summary>What has to be known to run it again.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        seed {Seed}: {(IsClean ? "clean" : "BROKEN PROMISES")}
          {string.Join("\n  ", Violations)}
          outcomes {string.Join(", ", Outcomes.Select(entry => $"{entry.Key} {entry.Value}"))}
          authorizations {Authorizations}, faults {Faults}
          lives {Lives}, records lost {LostRecords}, attempts {Attempts}, corrections {Corrections}, virtual {VirtualTime}
          {Options}
        """);
}

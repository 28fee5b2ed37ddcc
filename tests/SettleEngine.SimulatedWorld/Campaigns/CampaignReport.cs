using SettleEngine.SimulatedWorld.Faults;

namespace SettleEngine.SimulatedWorld.Campaigns;

/// <summary>What many runs have in common so far.</summary>
public sealed class CampaignReport
{
    private readonly List<SimulationReport> _failed = [];
    private readonly List<ulong> _poor = [];

    public long Seeds { get; private set; }

    /// <summary>Runs that broke a promise.</summary>
    public IReadOnlyList<SimulationReport> Failed => _failed;

    /// <summary>Seeds that had less than their least share of authorizations, faults, kinds of faults, crashes or reorgs.</summary>
    public IReadOnlyList<ulong> Poor => _poor;

    /// <summary>Time that passed in the worlds.</summary>
    public TimeSpan VirtualTime { get; private set; }

    /// <summary>Time that passed here.</summary>
    public TimeSpan Elapsed { get; internal set; }

    public long Authorizations { get; private set; }

    /// <summary>Admissions with an outcome.</summary>
    public long Outcomes { get; private set; }

    /// <summary>Signed transactions.</summary>
    public long Attempts { get; private set; }

    /// <summary>Outcomes that a reorg made untrue and a later one corrected.</summary>
    public long Corrections { get; private set; }

    /// <summary>Starts of the engine.</summary>
    public long Lives { get; private set; }

    public FaultTally Faults { get; } = new();

    public double SeedsPerSecond => Seeds / Math.Max(Elapsed.TotalSeconds, 1e-9);

    internal void Add(SimulationReport report)
    {
        Seeds++;
        VirtualTime += report.VirtualTime;
        Authorizations += report.Authorizations;
        Outcomes += report.Outcomes.Values.Sum();
        Attempts += report.Attempts;
        Corrections += report.Corrections;
        Lives += report.Lives;
        Faults.Add(report.Faults);
        if (!report.IsClean)
        {
            _failed.Add(report);
        }

        if (!report.HasItsShare)
        {
            _poor.Add(report.Seed);
        }
    }
}

using SettleEngine.Torture.Crashes;

namespace SettleEngine.Torture.Engine;

/// <summary>What engines are put through.</summary>
public sealed record TortureOptions
{
    /// <summary>How often one is killed, over all eras.</summary>
    public int Cycles { get; init; } = 40;

    /// <summary>New payments in each cycle.</summary>
    public int Payments { get; init; } = 30;

    /// <summary>Cycles on one journal and one chain; then everything must be settled, and the next era begins.</summary>
    public int Era { get; init; } = 40;

    /// <summary>Eras side by side.</summary>
    public int Parallel { get; init; } = 1;

    /// <summary>Accounts that send.</summary>
    public int Lanes { get; init; } = 3;

    /// <summary>Accounts that pay.</summary>
    public int Payers { get; init; } = 50;

    /// <summary>Time between blocks.</summary>
    public TimeSpan BlockTime { get; init; } = TimeSpan.FromMilliseconds(150);

    /// <summary>Names payments, portions and the moments of the kills.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>What else is done.</summary>
    public TortureMode Mode { get; init; } = TortureMode.Crash;

    /// <summary>The moments to use; empty for all of the mode.</summary>
    public IReadOnlyList<CrashPoint> Points { get; init; } = [];

    /// <summary>How long a life waits for its moment before it is killed anyway.</summary>
    public TimeSpan LifeLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the last life of an era may take to settle everything.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Told after each cycle.</summary>
    public Action<TortureCycle>? Progress { get; init; }
}

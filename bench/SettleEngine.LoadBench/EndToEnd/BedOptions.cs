using SettleEngine.Client;

namespace SettleEngine.LoadBench.EndToEnd;

/// <summary>What an engine is measured with.</summary>
internal sealed record BedOptions
{
    /// <summary>Payments that are counted.</summary>
    public int Payments { get; init; } = 30_000;

    /// <summary>Payments of a stream whose latency counts, the first ones; null for all.</summary>
    public int? Timed { get; init; }

    /// <summary>Payments before them that are not.</summary>
    public int WarmUp { get; init; } = 3_000;

    /// <summary>Accounts that pay.</summary>
    public int Payers { get; init; } = 1_000;

    /// <summary>Accounts that send.</summary>
    public int Lanes { get; init; } = 4;

    /// <summary>Most payments in a transaction.</summary>
    public int BatchMax { get; init; } = 100;

    /// <summary>Longest time that a payment waits for company; null for the engine's default.</summary>
    public TimeSpan? BatchWait { get; init; }

    /// <summary>Value of <c>--objective</c>; null for the engine's default.</summary>
    public string? Objective { get; init; }

    /// <summary>US dollars for one native coin, where an objective needs them; null when nobody tells.</summary>
    public double? NativeUsd { get; init; }

    /// <summary>Whether the guarded settler is deployed before the engine starts.</summary>
    public bool HasSettler { get; init; }

    /// <summary>Time between blocks; zero for a chain that makes none.</summary>
    public TimeSpan BlockTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Payments handed in per second; 0 hands them in as fast as they are taken.</summary>
    public double Rate { get; init; }

    /// <summary>When payments are handed in; null for equal distances at <see cref="Rate"/>.</summary>
    public Func<ArrivalPattern>? Arrivals { get; init; }

    /// <summary>Names the payers and their authorization nonces.</summary>
    public ulong Seed { get; init; } = 402;

    /// <summary>Folder on the disk that is meant; null for the system's folder for temporary files.</summary>
    public string? Data { get; init; }

    /// <summary>Another anvil binary than the pinned one, or null.</summary>
    public string? Anvil { get; init; }
}

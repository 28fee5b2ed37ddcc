using SettleEngine.Core.Batch.Cost;

namespace SettleEngine.LoadBench.Tune;

/// <summary>What is swept, and with which prices a result is told.</summary>
internal sealed record TuneOptions
{
    /// <summary>Payments per second.</summary>
    public IReadOnlyList<double> Rates { get; init; } = [1, 10, 100, 1_000];

    /// <summary>Times between blocks.</summary>
    public IReadOnlyList<TimeSpan> BlockTimes { get; init; } = [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(0.2)];

    /// <summary>Values of <c>--batch-wait</c>.</summary>
    public IReadOnlyList<TimeSpan> Waits { get; init; } =
    [
        TimeSpan.Zero, TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(15),
    ];

    /// <summary>Values of <c>--batch-max</c>.</summary>
    public IReadOnlyList<int> Sizes { get; init; } = [100];

    /// <summary>Numbers of lanes.</summary>
    public IReadOnlyList<int> Lanes { get; init; } = [4];

    /// <summary>How payments arrive.</summary>
    public ArrivalKind Arrivals { get; init; } = ArrivalKind.Poisson;

    /// <summary>A file with one arrival in seconds a line, for <see cref="ArrivalKind.File"/>.</summary>
    public string? ArrivalFile { get; init; }

    /// <summary>How long payments arrive at each point of the sweep.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether the guarded settler is deployed.</summary>
    public bool HasSettler { get; init; } = true;

    /// <summary>Base fee and tip that costs are told with, in gwei per gas. Default: the floor of Base.</summary>
    public double GasPriceGwei { get; init; } = 0.005;

    /// <summary>US dollars for one native coin.</summary>
    public double NativeUsd { get; init; } = 3_000;

    /// <summary>Base fee of the layer below, in gwei per gas; 0 for a chain that charges nothing for bytes.</summary>
    public double L1Gwei { get; init; } = 1;

    /// <summary>Blob base fee of the layer below, in gwei. Default: a sixteenth of <see cref="L1Gwei"/>'s, the floor of EIP-7918.</summary>
    public double BlobGwei { get; init; } = 0.0625;

    /// <summary>Accounts that pay.</summary>
    public int Payers { get; init; } = 1_000;

    /// <summary>Names payers, payments and arrivals.</summary>
    public ulong Seed { get; init; } = 402;

    /// <summary>What bytes cost: Fjord's fee with the scalars that are commonly told of Base.</summary>
    public L1Prices L1 => new((ulong)(L1Gwei * 1e9), (ulong)(BlobGwei * 1e9), BaseFeeScalar: 2_269, BlobBaseFeeScalar: 1_055_762);

    /// <summary>Points of the sweep.</summary>
    public int PointCount => Rates.Count * BlockTimes.Count * Waits.Count * Sizes.Count * Lanes.Count;

    /// <summary>All points.</summary>
    public IEnumerable<TuneSetting> Settings =>
        from block in BlockTimes
        from rate in Rates
        from size in Sizes
        from lanes in Lanes
        from wait in Waits
        select new TuneSetting(block, rate, size, lanes, wait);
}

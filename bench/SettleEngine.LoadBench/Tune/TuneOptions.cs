using System.Globalization;
using SettleEngine.Client;
using SettleEngine.LoadBench.Cost;

namespace SettleEngine.LoadBench.Tune;

/// <summary>What is swept, and with which prices a result is told.</summary>
internal sealed record TuneOptions
{
    /// <summary>Where every point is measured, the quickest first.</summary>
    public IReadOnlyList<TuneGround> Grounds { get; init; } = [TuneGround.Chain];

    /// <summary>Payments per second.</summary>
    public IReadOnlyList<double> Rates { get; init; } = [1, 10, 100, 1_000];

    /// <summary>Times between blocks.</summary>
    public IReadOnlyList<TimeSpan> BlockTimes { get; init; } = [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(0.2)];

    /// <summary>Values of <c>--batch-wait</c>.</summary>
    public IReadOnlyList<TimeSpan> Waits { get; init; } =
    [
        TimeSpan.Zero, TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(15),
    ];

    /// <summary>Values of <c>--objective</c>.</summary>
    public IReadOnlyList<string> Objectives { get; init; } = [TuneSetting.Balanced];

    /// <summary>Values of <c>--batch-max</c>.</summary>
    public IReadOnlyList<int> Sizes { get; init; } = [100];

    /// <summary>Numbers of lanes.</summary>
    public IReadOnlyList<int> Lanes { get; init; } = [4];

    /// <summary>How payments arrive.</summary>
    public ArrivalKind Arrivals { get; init; } = ArrivalKind.Poisson;

    /// <summary>A file with one arrival in seconds a line, for <see cref="ArrivalKind.File"/>.</summary>
    public string? ArrivalFile { get; init; }

    /// <summary>How long payments arrive at each point of the sweep whose latency counts.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether the guarded settler is deployed.</summary>
    public bool HasSettler { get; init; } = true;

    /// <summary>Prices that costs are told with.</summary>
    public StatedPrices Prices { get; init; } = new();

    /// <summary>Accounts that pay.</summary>
    public int Payers { get; init; } = 1_000;

    /// <summary>Names payers, payments and arrivals.</summary>
    public ulong Seed { get; init; } = 402;

    /// <summary>All points, on each ground.</summary>
    public IEnumerable<TuneSetting> Settings =>
        from block in BlockTimes
        from rate in Rates
        from size in Sizes
        from lanes in Lanes
        from objective in Objectives
        from wait in Waits
        select new TuneSetting(block, rate, size, lanes, wait, objective);

    /// <summary>What is the same at all points, in a sentence.</summary>
    public string Sentence => string.Create(
        CultureInfo.InvariantCulture,
        $"{Arrivals} arrivals for {Duration.TotalSeconds} s at each point and more behind them for company, {(HasSettler ? "guarded settler" : "Multicall3")}, {Payers} payers, one payee, seed {Seed}.");

    /// <summary>How payments arrive.</summary>
    /// <param name="perSecond">Payments per second.</param>
    /// <returns>The same series each time.</returns>
    public ArrivalPattern NewArrivals(double perSecond)
    {
        var seed = unchecked((int)Seed);
        return Arrivals switch
        {
            ArrivalKind.Constant => ArrivalPattern.Constant(perSecond),
            ArrivalKind.Bursts => ArrivalPattern.Bursts(perSecond, Math.Max(1, (int)perSecond), seed),
            ArrivalKind.File => new FileArrivals(ArrivalFile!),
            _ => ArrivalPattern.Poisson(perSecond, seed),
        };
    }

    /// <summary>How many payments arrive at a point.</summary>
    /// <param name="setting">The point.</param>
    /// <returns>Those whose latency counts, at least one, and all of them, with those that arrive behind for
    /// <see cref="TuneSetting.Company"/>. What a payment costs is counted of all.</returns>
    public (int Timed, int All) CountArrivals(TuneSetting setting)
    {
        var pattern = NewArrivals(setting.PaymentsPerSecond);
        var (timed, all) = (0, 0);
        var end = Duration + setting.Company;
        for (var arrival = pattern.NextArrival(); arrival < end; arrival = pattern.NextArrival())
        {
            all++;
            timed += arrival < Duration ? 1 : 0;
        }

        return (Math.Max(1, timed), Math.Max(1, all));
    }

    /// <summary>How many payments go before those that count, so that nothing is done for the first time: two seconds' worth, at most
    /// 20.</summary>
    /// <param name="perSecond">Payments per second.</param>
    /// <returns>At least two.</returns>
    public static int WarmUp(double perSecond) => (int)Math.Clamp(2 * perSecond, 2, 20);
}

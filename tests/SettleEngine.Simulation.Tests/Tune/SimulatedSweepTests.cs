using SettleEngine.LoadBench.Tune;
using Xunit;

namespace SettleEngine.Simulation.Tests.Tune;

public class SimulatedSweepTests
{
    private static readonly TuneOptions Options = new()
    {
        Grounds = [TuneGround.Simulator],
        Rates = [10],
        BlockTimes = [TimeSpan.FromSeconds(2)],
        Waits = [TimeSpan.Zero, TimeSpan.FromSeconds(6)],
        Duration = TimeSpan.FromSeconds(23),
        Payers = 200,
    };

    private static async Task<IReadOnlyList<TunePoint>> SweepAsync() => await new TuneRun(Options).RunAsync(
        new TuneProgress(Options, TextWriter.Null, isTerminal: true, TimeProvider.System),
        CancellationToken.None);

    [Fact]
    public async Task What_arrives_is_settled_and_who_waits_longer_has_more_company_and_pays_less()
    {
        var points = await SweepAsync();

        Assert.Equal(2, points.Count);
        Assert.All(points, point =>
        {
            Assert.Null(point.Problem);
            Assert.Equal(Options.CountArrivals(point.Setting).All, point.Payments);
            Assert.InRange(point.Payments, 190, 430);
        });
        var (atOnce, patient) = (points[0], points[1]);
        Assert.True(patient.MeanBatch > 2 * atOnce.MeanBatch, $"{atOnce.MeanBatch:N1} and {patient.MeanBatch:N1} a batch");
        Assert.True(patient.UsdPerPayment < atOnce.UsdPerPayment);
        Assert.True(patient.GasPerPayment is > 46_000 and < 50_000, $"{patient.GasPerPayment:N0} gas");
        Assert.InRange(atOnce.P99, TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(4));
        Assert.InRange(patient.P99, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void The_last_payment_whose_latency_counts_has_as_much_company_as_the_first()
    {
        var setting = new TuneSetting(TimeSpan.FromSeconds(2), 100, 100, 4, TimeSpan.FromSeconds(15));
        var options = Options with { Arrivals = ArrivalKind.Constant, Duration = TimeSpan.FromSeconds(5) };

        var point = new SimulatorMeasurement(options).Measure(setting);

        // A batch is full after a second. The last payments would wait for fifteen if nobody came behind them.
        Assert.Equal((500, 2_400), options.CountArrivals(setting));
        Assert.Equal(2_400, point.Payments);
        Assert.InRange(point.P99, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Company_lasts_as_long_as_a_payment_may_wait()
    {
        var setting = new TuneSetting(TimeSpan.FromSeconds(2), 100, 100, 4, TimeSpan.FromSeconds(1));

        Assert.Equal(TimeSpan.FromSeconds(5), setting.Company);
        Assert.Equal(TimeSpan.FromSeconds(11), (setting with { Objective = "maxLatency=7s" }).Company);
        Assert.Equal(TimeSpan.FromSeconds(5), (setting with { Objective = "maxCost=0.0006" }).Company);
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_points() => Assert.Equal(await SweepAsync(), await SweepAsync());
}

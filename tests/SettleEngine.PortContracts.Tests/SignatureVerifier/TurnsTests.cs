using SettleEngine.Verifier.Queues;
using Xunit;

namespace SettleEngine.PortContracts.Tests.SignatureVerifier;

/// <summary>Shares of time, counted in costs instead of measured, so that a busy machine changes nothing.</summary>
public class TurnsTests
{
    private const double KnownCost = 2.5;
    private const double UnknownCost = 10;
    private const double TableCost = 9;

    private static readonly double[] Costs = [KnownCost, UnknownCost, TableCost];

    [Fact]
    public void Known_payers_keep_more_than_half_of_their_rate_under_a_flood_of_unknown_ones_and_of_tables()
    {
        var turns = new Turns(Costs);

        var items = Serve(turns, seconds: 1_000_000, kind => kind is not null);

        var aloneRate = 1_000_000 / KnownCost;
        Assert.InRange(items[(int)WorkKind.Known] / aloneRate, 0.55, 0.60);
        Assert.InRange(items[(int)WorkKind.Unknown] * UnknownCost / 1_000_000, 0.26, 0.31);
        Assert.InRange(items[(int)WorkKind.Tables] * TableCost / 1_000_000, 0.12, 0.16);
    }

    [Fact]
    public void A_flood_that_costs_more_than_was_thought_gets_no_more_time()
    {
        var turns = new Turns([KnownCost, UnknownCost / 20, TableCost]);

        var items = Serve(turns, seconds: 1_000_000, kind => kind != WorkKind.Tables);

        Assert.InRange(items[(int)WorkKind.Known] * KnownCost / 1_000_000, 0.65, 0.68);
    }

    [Fact]
    public void Unknown_payers_get_all_the_time_that_nobody_else_wants()
    {
        var turns = new Turns(Costs);

        var items = Serve(turns, seconds: 100_000, kind => kind == WorkKind.Unknown);

        Assert.Equal(0, items[(int)WorkKind.Known]);
        Assert.InRange(items[(int)WorkKind.Unknown] * UnknownCost / 100_000, 0.99, 1.01);
    }

    [Fact]
    public void Whoever_was_away_cannot_take_the_time_that_it_missed()
    {
        var turns = new Turns(Costs);
        Serve(turns, seconds: 100_000, kind => kind == WorkKind.Known);

        var items = Serve(turns, seconds: 100_000, kind => kind != WorkKind.Tables);

        Assert.InRange(items[(int)WorkKind.Known] * KnownCost / 100_000, 0.63, 0.70);
    }

    [Fact]
    public void Threads_that_choose_before_anything_has_ended_choose_by_what_is_under_way()
    {
        var turns = new Turns(Costs);
        var kinds = new List<WorkKind?>();
        for (var thread = 0; thread < 6; thread++)
        {
            var kind = turns.Next([true, true, false]);
            turns.Begin(kind!.Value, kind == WorkKind.Known ? 256 : 64);
            kinds.Add(kind);
        }

        Assert.Equal(4, kinds.Count(kind => kind == WorkKind.Known));
        Assert.Equal(2, kinds.Count(kind => kind == WorkKind.Unknown));
    }

    [Fact]
    public void Nothing_waits_and_nothing_is_chosen()
    {
        Assert.Null(new Turns(Costs).Next([false, false, false]));
    }

    private static long[] Serve(Turns turns, double seconds, Func<WorkKind?, bool> isWaiting)
    {
        var items = new long[3];
        bool[] waiting = [isWaiting(WorkKind.Known), isWaiting(WorkKind.Unknown), isWaiting(WorkKind.Tables)];
        for (double now = 0; now < seconds;)
        {
            var kind = turns.Next(waiting)!.Value;
            var count = kind switch
            {
                WorkKind.Known => 256,
                WorkKind.Unknown => 64,
                _ => 8,
            };
            var charge = turns.Begin(kind, count);
            var elapsed = count * Costs[(int)kind];
            turns.End(kind, count, charge, elapsed);
            items[(int)kind] += count;
            now += elapsed;
        }

        return items;
    }
}

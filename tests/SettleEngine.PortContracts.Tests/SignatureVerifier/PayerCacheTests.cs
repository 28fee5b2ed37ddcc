using SettleEngine.Core.Crypto.Eight;
using SettleEngine.Core.Dedupe;
using SettleEngine.Core.Primitives;
using SettleEngine.Verifier.Cache;
using Xunit;

namespace SettleEngine.PortContracts.Tests.SignatureVerifier;

/// <summary>The cache without any curve: tables are never written or read here, only placed.</summary>
public sealed class PayerCacheTests : IDisposable
{
    private const int Slabs = 4;
    private const int Entries = 4_096;
    private const nint Arena = 1 << 30;

    private static readonly CheckCosts Costs = new(10_000, 3_500, 2_500, 9_000, 10_000, LeastKnown: 1);

    private readonly PayerCache _cache = new(new CacheBudget(Entries, Slabs), Costs, Arena, visitors: 2, new SipHash128(new byte[16]));
    private readonly TableOrder[] _orders = new TableOrder[PayerCache.OrdersAtOnce];

    [Fact]
    public void A_table_is_ordered_after_as_many_successes_as_pay_for_it()
    {
        Assert.Equal(2, Costs.Due(PayerTableSize.Small));
        Assert.Equal(12, Costs.Due(PayerTableSize.Large));

        Learn(1);
        Assert.False(_cache.DueOrders > 0);
        Learn(1);
        Assert.True(_cache.DueOrders > 0);
        MakeTables();

        Assert.Equal(PayerTableSize.Small, Find(1).Size);
        Assert.True(Find(1).HasTable);
        Pay(1, 9);
        Assert.False(_cache.DueOrders > 0);
        Pay(1, 1);
        MakeTables();
        Assert.Equal(PayerTableSize.Large, Find(1).Size);
    }

    [Fact]
    public void An_idle_thread_makes_tables_earlier_and_nobody_makes_room_for_them()
    {
        var costs = new CheckCosts(10_000, 3_500, 2_500, 60_000, 200_000, LeastKnown: 1);
        using var cache = new PayerCache(new CacheBudget(Entries, 1), costs, Arena, visitors: 1, new SipHash128(new byte[16]));
        Assert.Equal((10, 3), (costs.Due(PayerTableSize.Small), costs.Early(PayerTableSize.Small)));
        Assert.Equal((210, 26), (costs.Due(PayerTableSize.Large), costs.Early(PayerTableSize.Large)));
        for (var payer = 1; payer <= TableArena.SmallPerSlab + 10; payer++)
        {
            cache.Learn([Account(payer)], new PublicKey[1]);
            cache.Learn([Account(payer)], new PublicKey[1]);
            cache.Learn([Account(payer)], new PublicKey[1]);
        }

        Assert.False(cache.DueOrders > 0);
        Assert.True(cache.EarlyOrders > 0);
        Assert.Equal(0, cache.TakeOrders(_orders, isIdle: false, least: 1, out _));
        while (cache.TakeOrders(_orders, isIdle: true, least: 1, out var size) is var count and > 0)
        {
            cache.Publish(size, _orders.AsSpan(0, count));
        }

        Assert.Equal(TableArena.SmallPerSlab, cache.State.SmallTables);
        Assert.Equal(0, cache.State.Evictions);
        Assert.False(cache.EarlyOrders > 0);
    }

    [Fact]
    public void A_forged_signature_under_a_payers_name_counts_for_nothing()
    {
        Learn(1, times: 2);
        MakeTables();
        var payer = new[] { Find(1) };

        for (var i = 0; i < 1_000; i++)
        {
            _cache.Count(payer, [false]);
        }

        Assert.False(_cache.DueOrders > 0);
    }

    [Fact]
    public void A_payer_without_a_proven_key_is_a_stranger()
    {
        Assert.Equal(CachedPayer.Stranger, Find(1));
    }

    [Fact]
    public void A_flood_of_payers_who_pay_once_takes_no_table_and_no_memory_beyond_the_bound()
    {
        for (var payer = 1; payer <= 100; payer++)
        {
            Learn(payer, times: 2);
        }

        MakeTables();
        var before = _cache.State;

        for (var payer = 1_000; payer < 1_000 + (10 * Entries); payer++)
        {
            Learn(payer);
            MakeTables();
        }

        Assert.Equal(100, before.SmallTables);
        Assert.Equal(100, _cache.State.SmallTables);
        Assert.Equal(0, _cache.State.Evictions);
        Assert.Equal(Entries, _cache.State.Payers);
        Assert.All(Enumerable.Range(1, 100), payer => Assert.True(Find(payer).HasTable));
    }

    [Fact]
    public void A_flood_of_payers_who_pay_a_few_times_takes_no_table_of_those_who_pay_often()
    {
        const int Hot = 3 * TableArena.SmallPerSlab;
        for (var payer = 1; payer <= Hot; payer++)
        {
            Learn(payer, times: 2);
            MakeTables();
            Pay(payer, 9);
        }

        for (var payer = 10_000; payer < 30_000; payer++)
        {
            Learn(payer, times: 3);
            MakeTables();
        }

        Assert.All(Enumerable.Range(1, Hot), payer => Assert.True(Find(payer).HasTable, $"payer {payer}"));
        AssertWithinBounds();
    }

    [Fact]
    public void A_payer_who_pays_more_often_takes_the_place_of_one_who_has_stopped()
    {
        for (var payer = 1; payer <= Slabs * TableArena.SmallPerSlab; payer++)
        {
            Learn(payer, times: 2);
            MakeTables();
        }

        Learn(9_999, times: 5);
        MakeTables();

        Assert.True(Find(9_999).HasTable);
        Assert.Equal(1, _cache.State.Evictions);
        AssertWithinBounds();
    }

    [Fact]
    public void Room_that_a_running_check_still_reads_is_not_used_before_the_check_has_ended()
    {
        for (var payer = 1; payer <= Slabs * TableArena.SmallPerSlab; payer++)
        {
            Learn(payer, times: 2);
            MakeTables();
        }

        _cache.Visits.Enter(0);
        var found = Enumerable.Range(1, Slabs * TableArena.SmallPerSlab).Select(Find).ToArray();
        Learn(9_999, times: 5);
        Assert.Equal(0, _cache.TakeOrders(_orders, isIdle: false, least: 1, out _));
        Assert.Equal(1, _cache.State.Evictions);

        // Whoever comes now does not find the table any more, and does not keep it either.
        _cache.Visits.Enter(1);
        var gone = Assert.Single(found, payer => !Find(payer.Entry, found).HasTable);
        Assert.Equal(0, _cache.TakeOrders(_orders, isIdle: false, least: 1, out _));

        _cache.Visits.Leave(0);
        Assert.Equal(1, _cache.TakeOrders(_orders, isIdle: false, least: 1, out var size));
        Assert.Equal(gone.Table, _orders[0].Table);
        _cache.Publish(size, _orders.AsSpan(0, 1));
        _cache.Visits.Leave(1);
        Assert.Equal(gone.Table, Find(9_999).Table);
    }

    [Fact]
    public void Memory_moves_from_large_tables_to_small_ones_and_back()
    {
        for (var payer = 1; payer <= 16; payer++)
        {
            Learn(payer, times: 2);
            MakeTables();
            Pay(payer, 10);
            MakeTables();
        }

        var begin = _cache.State;
        Assert.Equal(16, begin.LargeTables);

        for (var payer = 1_000; payer < 1_000 + (Slabs * TableArena.SmallPerSlab); payer++)
        {
            Learn(payer, times: 2);
            MakeTables();
            Pay(payer, 9);
        }

        for (var round = 0; round < 20; round++)
        {
            for (var payer = 1_000; payer < 1_000 + (Slabs * TableArena.SmallPerSlab); payer++)
            {
                Pay(payer, 1, orLearn: true);
                MakeTables();
            }
        }

        var small = _cache.State;
        Assert.True(small.SmallTables > 2 * TableArena.SmallPerSlab, $"{small}");
        Assert.True(small.LargeTables < begin.LargeTables, $"{small}");

        for (var round = 0; round < 400; round++)
        {
            for (var payer = 1_000; payer < 1_016; payer++)
            {
                Pay(payer, 16, orLearn: true);
                MakeTables();
            }
        }

        Assert.True(_cache.State.LargeTables > small.LargeTables, $"{small} {_cache.State}");
        AssertWithinBounds();
    }

    [Fact]
    public void Whoever_loses_a_large_table_falls_back_to_the_small_one()
    {
        for (var payer = 1; payer <= 40; payer++)
        {
            Learn(payer, times: 2);
            MakeTables();
            Pay(payer, 10 + payer);
            MakeTables();
        }

        Assert.True(_cache.State.LargeTables is > 0 and < 40, $"{_cache.State}");
        Assert.All(Enumerable.Range(1, 40), payer => Assert.True(Find(payer).HasTable));
    }

    [Theory]
    [InlineData(8L << 20)]
    [InlineData(64L << 20)]
    [InlineData(512L << 20)]
    [InlineData(1L << 34)]
    public void A_budget_is_within_its_bytes_and_leaves_few_of_them(long bytes)
    {
        var budget = CacheBudget.Of(bytes);
        var used = ((long)budget.Entries * PayerEntry.Bytes) + ((long)budget.Slabs * TableArena.SlabBytes);

        Assert.InRange(used, bytes - TableArena.SlabBytes - PayerEntry.Bytes, bytes);
        Assert.True(budget.Slabs >= 3);
        Assert.True(budget.Entries > 8 * budget.Slabs * TableArena.SmallPerSlab);
    }

    public void Dispose() => _cache.Dispose();

    private static Address Account(int payer)
    {
        var bytes = new byte[Address.Size];
        BitConverter.TryWriteBytes(bytes, payer);
        return new Address(bytes);
    }

    private void Learn(int payer, int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            _cache.Learn([Account(payer)], new PublicKey[1]);
        }
    }

    private CachedPayer Find(int payer)
    {
        var found = new CachedPayer[1];
        _cache.Find([Account(payer)], found);
        return found[0];
    }

    private CachedPayer Find(int entry, CachedPayer[] found) => Find(Array.FindIndex(found, one => one.Entry == entry) + 1);

    private void Pay(int payer, int times, bool orLearn = false)
    {
        for (var i = 0; i < times; i++)
        {
            var found = Find(payer);
            if (found.HasTable)
            {
                _cache.Count([found], [true]);
            }
            else if (orLearn)
            {
                Learn(payer);
            }
        }
    }

    private void MakeTables()
    {
        // A second look, because room that was made is free at the next one.
        for (var looks = 0; looks < 2; looks++)
        {
            while (_cache.TakeOrders(_orders, isIdle: false, least: 1, out var size) is var count and > 0)
            {
                Assert.All(_orders.Take(count), order => Assert.InRange(
                    order.Table, Arena, Arena + (Slabs * TableArena.SlabBytes) - TableBytes(size)));
                _cache.Publish(size, _orders.AsSpan(0, count));
            }
        }
    }

    private static int TableBytes(PayerTableSize size) =>
        size == PayerTableSize.Small ? SignatureKernels.SmallTableBytes : SignatureKernels.LargeTableBytes;

    private void AssertWithinBounds()
    {
        var state = _cache.State;
        Assert.InRange(state.Payers, 0, Entries);
        Assert.InRange(state.Bytes, 0, (Slabs * (long)TableArena.SlabBytes) + (Entries * (long)PayerEntry.Bytes));
    }
}

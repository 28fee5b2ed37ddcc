using System.Buffers.Binary;
using SettleEngine.Chain.Payers;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Ports;
using Xunit;

namespace SettleEngine.PortContracts.Tests.Chain;

public sealed class PayerFactsCacheTests : IDisposable
{
    private static readonly Address Token = Address.Parse("0x036cbd53842c5426634e7929541ec2318f3dcf7e");

    private readonly ScriptedFactsSource _source = new();
    private PayerFactsCache? _cache;

    public void Dispose() => _cache?.Dispose();

    [Fact]
    public async Task Missing_payers_are_read_together_once_and_then_remembered()
    {
        var cache = Create(new PayerFactsOptions());

        var facts = await GetAsync(cache, [1, 2, 1, 3]);
        var again = new PayerFacts[2];
        var call = cache.GetAsync(Token, new[] { Payer(3), Payer(1) }, again, atLeastBlock: 0, default);

        Assert.True(call.IsCompletedSuccessfully);
        Assert.Equal([3], _source.Reads);
        Assert.Equal([1, 2, 1, 3], facts.Select(fact => (int)fact.Balance.Low64));
        Assert.Equal([3, 1], again.Select(fact => (int)fact.Balance.Low64));
        Assert.All(facts, fact => Assert.Equal(10UL, fact.BlockNumber));
    }

    [Fact]
    public async Task A_call_that_finds_everything_allocates_nothing()
    {
        var cache = Create(new PayerFactsOptions());
        await GetAsync(cache, [.. Enumerable.Range(1, 100)]);
        var payers = Enumerable.Range(1, 100).Select(Payer).ToArray().AsMemory();
        var facts = new PayerFacts[100];

        var allocated = long.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var call = cache.GetAsync(Token, payers, facts, atLeastBlock: 10, default);
            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.True(call.IsCompletedSuccessfully);
        }

        Assert.Equal(0, allocated);
    }

    [Fact]
    public async Task A_full_batch_does_not_wait_for_more_company()
    {
        var cache = Create(new PayerFactsOptions { MaxBatchPayers = 4, MaxWait = TimeSpan.FromHours(1) });

        var full = GetAsync(cache, [1, 2, 3, 4, 5, 6, 7, 8]);
        await full.WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal([4, 4], _source.Reads);
    }

    [Fact]
    public async Task Calls_at_the_same_time_share_one_read()
    {
        _source.Held = new TaskCompletionSource();
        var cache = Create(new PayerFactsOptions { MaxBatchPayers = 2 });

        var first = GetAsync(cache, [1, 2]);
        var second = GetAsync(cache, [2, 1]);
        _source.Held.SetResult();

        Assert.Equal((await first).Reverse(), await second);
        Assert.Equal([2], _source.Reads);
    }

    [Fact]
    public async Task A_payment_lowers_what_is_remembered_of_an_older_block_and_nothing_else()
    {
        var cache = Create(new PayerFactsOptions());
        await GetAsync(cache, [100]);

        cache.OnPaid(Token, Payer(100), 30, blockNumber: 11);
        Assert.Equal(70, (int)(await GetAsync(cache, [100]))[0].Balance.Low64);

        // Read at block 10 or later, such a balance lacks it already.
        cache.OnPaid(Token, Payer(100), 30, blockNumber: 10);
        Assert.Equal(70, (int)(await GetAsync(cache, [100]))[0].Balance.Low64);

        // More than is remembered may have left: money has come in since, and the next reading will tell.
        cache.OnPaid(Token, Payer(100), 71, blockNumber: 12);
        cache.OnPaid(Token, Payer(101), 1, blockNumber: 12);
        Assert.True((await GetAsync(cache, [100]))[0].Balance.IsZero);
        Assert.Equal([1], _source.Reads);
    }

    [Fact]
    public async Task Facts_older_than_asked_for_are_read_again()
    {
        var cache = Create(new PayerFactsOptions());
        await GetAsync(cache, [1]);

        var facts = await GetAsync(cache, [1], atLeastBlock: 11);

        Assert.Equal(11UL, facts[0].BlockNumber);
        Assert.Equal([1, 1], _source.Reads);
    }

    [Fact]
    public async Task A_read_under_way_for_an_older_block_is_not_joined()
    {
        _source.Held = new TaskCompletionSource();
        var cache = Create(new PayerFactsOptions { MaxBatchPayers = 1 });

        var older = GetAsync(cache, [1]);
        var newer = GetAsync(cache, [1], atLeastBlock: 11);
        _source.Held.SetResult();

        Assert.Equal(10UL, (await older)[0].BlockNumber);
        Assert.Equal(11UL, (await newer)[0].BlockNumber);
        Assert.Equal(11UL, (await GetAsync(cache, [1]))[0].BlockNumber);
    }

    [Fact]
    public async Task Stale_facts_serve_while_new_ones_are_read()
    {
        var cache = Create(new PayerFactsOptions { Freshness = TimeSpan.Zero, MaxBatchPayers = 1 });
        await GetAsync(cache, [1]);
        _source.Block = 20;
        var facts = new PayerFacts[1];

        var call = cache.GetAsync(Token, new[] { Payer(1) }, facts, atLeastBlock: 0, default);
        Assert.True(call.IsCompletedSuccessfully);
        Assert.Equal(10UL, facts[0].BlockNumber);

        while (facts[0].BlockNumber != 20)
        {
            await Task.Yield();
            await cache.GetAsync(Token, new[] { Payer(1) }, facts, atLeastBlock: 0, default);
        }
    }

    [Fact]
    public async Task A_failed_read_reaches_everybody_who_waits_and_is_not_remembered()
    {
        _source.Failure = new ChainUnavailableException("silence");
        var cache = Create(new PayerFactsOptions());

        await Assert.ThrowsAsync<ChainUnavailableException>(() => GetAsync(cache, [1, 2]));
        _source.Failure = null;

        Assert.Equal(2UL, (await GetAsync(cache, [2]))[0].Balance.Low64);
    }

    [Fact]
    public async Task The_cache_stays_within_its_bound_and_keeps_who_pays_often()
    {
        var cache = Create(new PayerFactsOptions { Capacity = 8, MaxBatchPayers = 1 });
        for (var i = 2; i < 60; i++)
        {
            await GetAsync(cache, [1]);
            await GetAsync(cache, [i]);
        }

        var readsBefore = _source.Reads.Count;
        await GetAsync(cache, [1]);

        Assert.Equal(readsBefore, _source.Reads.Count);
        Assert.Equal(59, readsBefore);
    }

    [Fact]
    public void A_table_never_holds_more_than_its_capacity_and_finds_what_it_holds()
    {
        var table = new PayerFactsTable(100);
        var random = new Random(3);
        for (var i = 0; i < 5_000; i++)
        {
            var key = new PayerKey(Token, Payer(random.Next(1, 300)));
            table.Set(key, new PayerFacts(false, ScriptedFactsSource.BalanceOf(key.Payer), (ulong)i), i);

            Assert.True(table.TryGet(key, out var facts, out var readAt));
            Assert.Equal(ScriptedFactsSource.BalanceOf(key.Payer), facts.Balance);
            Assert.Equal(i, readAt);
            Assert.InRange(table.Count, 1, 100);
        }
    }

    [Fact]
    public async Task A_caller_who_gives_up_leaves_the_others_waiting_well()
    {
        _source.Held = new TaskCompletionSource();
        var cache = Create(new PayerFactsOptions { MaxBatchPayers = 1 });
        using var impatient = new CancellationTokenSource();

        var first = GetAsync(cache, [1], cancellationToken: impatient.Token);
        var second = GetAsync(cache, [1], cancellationToken: CancellationToken.None);
        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        _source.Held.SetResult();
        Assert.Equal(1UL, (await second)[0].Balance.Low64);
    }

    private static Address Payer(int number)
    {
        var bytes = new byte[Address.Size];
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), number);
        return new Address(bytes);
    }

    private static async Task<PayerFacts[]> GetAsync(
        PayerFactsCache cache,
        int[] payers,
        ulong atLeastBlock = 0,
        CancellationToken cancellationToken = default)
    {
        var facts = new PayerFacts[payers.Length];
        await cache.GetAsync(Token, payers.Select(Payer).ToArray(), facts, atLeastBlock, cancellationToken);
        return facts;
    }

    private PayerFactsCache Create(PayerFactsOptions options) =>
        _cache = new PayerFactsCache(_source, options, TimeProvider.System);
}

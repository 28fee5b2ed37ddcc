using SettleEngine.Core;
using SettleEngine.Core.Crypto.Eight;
using SettleEngine.Core.Dedupe;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Verifier.Cache;

/// <summary>Payers whose keys are proven, how often they pay, and their tables, in bounded memory.</summary>
/// <remarks>
/// <para>Only <see cref="Learn"/> brings keys in, and its callers have hashed each to the payer's address. A new payer begins
/// without a table, among others like it; there the one whose turn on the clock it is goes when room is needed. Tables are
/// due after as many successes as pay for them (<see cref="CheckCosts"/>) and take the place of another payer's table only
/// when that one pays less often (<see cref="TableEviction"/>). So a flood of payers who pay once displaces nobody but
/// each other.</para>
/// <para>Thread rule: any thread. Look-ups of a chunk share a read lock; what a chunk learns goes in under one write lock. No
/// lock is taken for a single signature. Between <see cref="Visits.Enter"/> and <see cref="Visits.Leave"/> of
/// <see cref="Visits"/> the tables that were found stay as they are.</para>
/// </remarks>
internal sealed class PayerCache : IDisposable
{
    /// <summary>Most tables ordered at once.</summary>
    public const int OrdersAtOnce = 8;

    /// <summary>Where counts end. Above every threshold, and quickly reached, so that hot payers cost no writes.</summary>
    private const int MaxSuccesses = 1_023;

    /// <summary>Payers that wait for a table; more are told to ask again.</summary>
    private const int MaxOrders = 4_096;

    /// <summary>Entries that the clock looks at to find one to forget.</summary>
    private const int SweepSteps = 64;

    /// <summary>Successes per table after which counts are halved, when memory is full.</summary>
    private const int AgePerTable = 128;

    private readonly ReaderWriterLockSlim _lock = new();
    private readonly int[] _dueAt;
    private readonly int[] _earlyAt;
    private readonly PayerEntry[] _entries;
    private readonly PublicKey[] _keys;
    private readonly ushort[] _successes;
    private readonly PayerIndex _index;
    private readonly TableArena _arena;
    private readonly TableEviction _eviction;

    // By size. An entry may stand in the second twice, or for a size that it has by now: whoever takes it out looks at it.
    private readonly Queue<int>[] _due = [new(MaxOrders), new(MaxOrders)];
    private readonly Queue<int>[] _early = [new(MaxOrders), new(MaxOrders)];
    private readonly Queue<(PayerTableSize Size, int Slot, long Number)> _retired = new();
    private readonly int[] _victims = new int[TableArena.SmallPerSlab];
    private int _entryCount;
    private int _hand;
    private long _successesSinceAge;
    private long _evictions;
    private int _dueOrders;
    private int _earlyOrders;

    /// <summary>Makes an empty cache.</summary>
    /// <param name="budget">Its bounds.</param>
    /// <param name="costs">What tables cost and save.</param>
    /// <param name="arena">Address of as many slabs as the budget says.</param>
    /// <param name="visitors">Threads that will look up.</param>
    /// <param name="hash">Hash of accounts, under a secret key.</param>
    public PayerCache(CacheBudget budget, CheckCosts costs, nint arena, int visitors, SipHash128 hash)
    {
        Invariant.Holds(budget.Entries > 0 && budget.Slabs >= 0);

        _dueAt = [costs.Due(PayerTableSize.Small), costs.Due(PayerTableSize.Large)];
        _earlyAt = [costs.Early(PayerTableSize.Small), costs.Early(PayerTableSize.Large)];
        _entries = new PayerEntry[budget.Entries];
        _keys = new PublicKey[budget.Entries];
        _successes = new ushort[budget.Entries];
        _index = new PayerIndex(_entries, hash);
        _arena = new TableArena(arena, budget.Slabs);
        _eviction = new TableEviction(_arena, _entries, _successes, costs);
        Visits = new Visits(visitors);
    }

    /// <summary>Who is reading tables.</summary>
    public Visits Visits { get; }

    /// <summary>Most orders of one size for tables that are due. May be out of date, like <see cref="EarlyOrders"/>.</summary>
    public int DueOrders => Volatile.Read(ref _dueOrders);

    /// <summary>Most orders of one size for tables that an idle thread may make.</summary>
    public int EarlyOrders => Volatile.Read(ref _earlyOrders);

    /// <summary>How full it is.</summary>
    public CacheState State
    {
        get
        {
            _lock.EnterReadLock();
            try
            {
                return new CacheState(
                    _entryCount,
                    _arena.Tables[(int)PayerTableSize.Small],
                    _arena.Tables[(int)PayerTableSize.Large],
                    _arena.UsedBytes + ((long)_entryCount * PayerEntry.Bytes),
                    _evictions);
            }
            finally
            {
                _lock.ExitReadLock();
            }
        }
    }

    /// <summary>Looks payers up. The caller is inside a visit and uses what it finds until the visit ends.</summary>
    /// <param name="accounts">The payers.</param>
    /// <param name="found">Same length.</param>
    public void Find(ReadOnlySpan<Address> accounts, Span<CachedPayer> found)
    {
        _lock.EnterReadLock();
        for (var i = 0; i < accounts.Length; i++)
        {
            var entry = _index.Find(accounts[i]);
            found[i] = entry < 0 ? CachedPayer.Stranger : Describe(entry);
        }

        _lock.ExitReadLock();
    }

    /// <summary>Counts good signatures of payers with tables, and orders larger ones.</summary>
    /// <param name="payers">What was found for them.</param>
    /// <param name="areGood">Which signatures are good.</param>
    /// <remarks>Without a lock: two threads may count one success between them, and a success may go to whoever has the entry
    /// by now. A count decides how fast a signature is checked and never its verdict.</remarks>
    public void Count(ReadOnlySpan<CachedPayer> payers, ReadOnlySpan<bool> areGood)
    {
        Span<int> asking = stackalloc int[SignatureKernels.MaxItems];
        var askingCount = 0;
        for (var i = 0; i < payers.Length; i++)
        {
            if (!areGood[i])
            {
                continue;
            }

            ref var count = ref _successes[payers[i].Entry];
            if (count < MaxSuccesses)
            {
                count++;
                if (payers[i].Size == PayerTableSize.Small && AsksAt(count))
                {
                    asking[askingCount++] = payers[i].Entry;
                }
            }
        }

        Interlocked.Add(ref _successesSinceAge, payers.Length);
        if (askingCount > 0)
        {
            OrderLarge(asking[..askingCount]);
        }
    }

    /// <summary>Takes in keys that made good signatures, and orders small tables for those that come again.</summary>
    /// <param name="accounts">The payers.</param>
    /// <param name="keys">Their keys, each hashed to its payer's address by the caller.</param>
    public void Learn(ReadOnlySpan<Address> accounts, ReadOnlySpan<PublicKey> keys)
    {
        _lock.EnterWriteLock();
        for (var i = 0; i < accounts.Length; i++)
        {
            var entry = _index.Find(accounts[i]);
            if (entry < 0 && !TryAdd(accounts[i], keys[i], out entry))
            {
                continue;
            }

            if (_successes[entry] < MaxSuccesses)
            {
                _successes[entry]++;
            }

            if (_successes[entry] >= _earlyAt[(int)PayerTableSize.Small] && !_entries[entry].HasTable)
            {
                Order(entry, PayerTableSize.Small);
            }
        }

        _lock.ExitWriteLock();
    }

    /// <summary>Hands out tables to make, all of one size. Each is published or nobody ever sees it.</summary>
    /// <param name="orders">Receives up to its length.</param>
    /// <param name="isIdle">Whether the caller has nothing else to do.</param>
    /// <param name="least">Least number of orders that are worth the time: eight tables take as long as one.</param>
    /// <param name="size">Their size.</param>
    /// <returns>How many; zero when nobody waits, or all room is still being read.</returns>
    public int TakeOrders(Span<TableOrder> orders, bool isIdle, int least, out PayerTableSize size)
    {
        _lock.EnterWriteLock();
        ReleaseRetired();
        size = PayerTableSize.Small;
        var count = TakeDue(size, orders, least);
        if (count == 0)
        {
            size = PayerTableSize.Large;
            count = TakeDue(size, orders, least);
        }

        if (count == 0 && isIdle)
        {
            size = PayerTableSize.Small;
            count = TakeEarly(size, orders, least);
        }

        if (count == 0 && isIdle)
        {
            size = PayerTableSize.Large;
            count = TakeEarly(size, orders, least);
        }

        CountOrders();
        _lock.ExitWriteLock();
        return count;
    }

    /// <summary>Gives finished tables to their payers.</summary>
    public void Publish(PayerTableSize size, ReadOnlySpan<TableOrder> orders)
    {
        _lock.EnterWriteLock();
        foreach (ref readonly var order in orders)
        {
            ref var entry = ref _entries[order.Entry];
            _arena.Own(size, order.Slot, order.Entry);
            entry.Order = OrderState.None;
            if (size == PayerTableSize.Small)
            {
                entry.SmallSlot = order.Slot + 1;
            }
            else
            {
                entry.LargeSlot = order.Slot + 1;
            }
        }

        _lock.ExitWriteLock();
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private CachedPayer Describe(int entry)
    {
        ref readonly var payer = ref _entries[entry];
        return payer.LargeSlot != 0
                ? new CachedPayer(entry, _arena.AddressOf(PayerTableSize.Large, payer.LargeSlot - 1), PayerTableSize.Large)
            : payer.SmallSlot != 0
                ? new CachedPayer(entry, _arena.AddressOf(PayerTableSize.Small, payer.SmallSlot - 1), PayerTableSize.Small)
            : new CachedPayer(entry, 0, PayerTableSize.Small);
    }

    /// <summary>At the thresholds, and from the second now and then: an order may have been refused.</summary>
    private bool AsksAt(int count)
    {
        var due = _dueAt[(int)PayerTableSize.Large];
        return count == _earlyAt[(int)PayerTableSize.Large] || count == due || (count > due && count % 16 == 0);
    }

    private void OrderLarge(ReadOnlySpan<int> asking)
    {
        _lock.EnterWriteLock();
        foreach (var entry in asking)
        {
            if (_entries[entry].LargeSlot == 0 && _entries[entry].SmallSlot != 0)
            {
                Order(entry, PayerTableSize.Large);
            }
        }

        _lock.ExitWriteLock();
    }

    private void Order(int entry, PayerTableSize size)
    {
        var state = _successes[entry] >= _dueAt[(int)size] ? OrderState.Due : OrderState.Early;
        var queue = state == OrderState.Due ? _due[(int)size] : _early[(int)size];
        if (_entries[entry].Order < state && queue.Count < MaxOrders && _arena.SlabCount > 0)
        {
            _entries[entry].Order = state;
            queue.Enqueue(entry);
            CountOrders();
        }
    }

    private void CountOrders()
    {
        Volatile.Write(ref _dueOrders, Math.Max(_due[0].Count, _due[1].Count));
        Volatile.Write(ref _earlyOrders, Math.Max(_early[0].Count, _early[1].Count));
    }

    private bool TryAdd(Address account, in PublicKey key, out int entry)
    {
        entry = _entryCount < _entries.Length ? _entryCount++ : Forget();
        if (entry < 0)
        {
            return false;
        }

        _entries[entry] = new PayerEntry { Account = account };
        _keys[entry] = key;
        _successes[entry] = 0;
        _index.Add(entry);
        return true;
    }

    /// <summary>Forgets a payer without a table, on its second turn if it has come more than once.</summary>
    private int Forget()
    {
        for (var step = 0; step < SweepSteps; step++)
        {
            var entry = _hand;
            _hand = _hand + 1 < _entries.Length ? _hand + 1 : 0;
            if (_entries[entry].HasTable || _entries[entry].Order != OrderState.None)
            {
                continue;
            }

            if (_successes[entry] > 1)
            {
                _successes[entry] /= 2;
                continue;
            }

            _index.Remove(entry);
            return entry;
        }

        return -1;
    }

    private int TakeDue(PayerTableSize size, Span<TableOrder> orders, int least)
    {
        var queue = _due[(int)size];
        var count = 0;
        for (var tries = queue.Count < least ? 0 : Math.Min(queue.Count, orders.Length); tries > 0; tries--)
        {
            var entry = queue.Dequeue();
            if (TryTakeSlot(size, entry, out orders[count]))
            {
                count++;
            }
            else if (TryMakeRoom(size, entry))
            {
                queue.Enqueue(entry);
            }
            else
            {
                _entries[entry].Order = OrderState.None;
            }
        }

        return count;
    }

    private int TakeEarly(PayerTableSize size, Span<TableOrder> orders, int least)
    {
        var queue = _early[(int)size];
        var count = 0;
        if (queue.Count < least)
        {
            return 0;
        }

        while (count < orders.Length && queue.TryDequeue(out var entry))
        {
            if (_entries[entry].Order != OrderState.Early || _entries[entry].WantedSize != size)
            {
                continue;
            }

            if (TryTakeSlot(size, entry, out orders[count]))
            {
                count++;
            }

            // Nobody makes room for it. While its table is made it counts as due, so that it is ordered once.
            _entries[entry].Order = count > 0 && orders[count - 1].Entry == entry ? OrderState.Due : OrderState.None;
        }

        return count;
    }

    private bool TryTakeSlot(PayerTableSize size, int entry, out TableOrder order)
    {
        // Large tables leave an eighth of the slabs to newcomers' small ones.
        var spared = size == PayerTableSize.Large ? (_arena.SlabCount + 7) / 8 : 0;
        var isTaken = _arena.TryTake(size, spared, out var slot);
        order = isTaken ? new TableOrder(entry, _keys[entry], slot, _arena.AddressOf(size, slot)) : default;
        return isTaken;
    }

    private bool TryMakeRoom(PayerTableSize size, int entry)
    {
        if (_retired.Count >= Math.Min(OrdersAtOnce, _due[(int)size].Count + 1))
        {
            // Room is on its way already.
            return true;
        }

        AgeWhenDue();
        var count = _eviction.FindVictims(size, entry, _victims, out var victimSize);
        for (var i = 0; i < count; i++)
        {
            var owner = _arena.Disown(victimSize, _victims[i]);
            if (victimSize == PayerTableSize.Small)
            {
                _entries[owner].SmallSlot = 0;
            }
            else
            {
                _entries[owner].LargeSlot = 0;
            }
        }

        if (count > 0)
        {
            // After the tables were taken out of their entries.
            var number = Visits.Retire();
            for (var i = 0; i < count; i++)
            {
                _retired.Enqueue((victimSize, _victims[i], number));
            }

            _evictions += count;
        }

        return count > 0;
    }

    private void ReleaseRetired()
    {
        while (_retired.TryPeek(out var oldest) && Visits.HaveEnded(oldest.Number))
        {
            _arena.Release(oldest.Size, oldest.Slot);
            _retired.Dequeue();
        }
    }

    private void AgeWhenDue()
    {
        var tables = _arena.Tables[0] + _arena.Tables[1];
        if (Interlocked.Read(ref _successesSinceAge) >= (long)AgePerTable * Math.Max(1, tables))
        {
            Interlocked.Exchange(ref _successesSinceAge, 0);
            _eviction.Age();
        }
    }
}

namespace SettleEngine.Verifier.Queues;

/// <summary>What waits to be checked, and the threads that wait for it.</summary>
/// <remarks>
/// One lock guards both queues, the turns and the counters of all runs. Items and verdicts are touched outside of it, each by
/// the one thread that holds its piece; taking and finishing a piece under the lock orders those accesses before completion.
/// A thread takes the lock two or three times for a chunk of some hundred microseconds, never for a signature. Small groups
/// of many callers are taken together: while the threads are busy a chunk's worth gathers by itself, so nothing is
/// ever delayed to wait for company.
/// </remarks>
/// <param name="threadCount">Threads that take work.</param>
/// <param name="cache">Says when tables are wanted.</param>
/// <param name="turns">Shares time between kinds of work.</param>
internal sealed class WorkQueues(int threadCount, Cache.PayerCache cache, Turns turns)
{
    /// <summary>Most items of known payers in a chunk: half a millisecond. The kernels are as fast with 64 as with 256; what a
    /// turn costs besides is spread over more.</summary>
    public const int KnownChunk = 128;

    /// <summary>Most items of unknown payers in a chunk: half a millisecond too, which a known payer may have to wait.</summary>
    public const int UnknownChunk = 64;

    /// <summary>A chunk is not cut smaller than this to give every thread one: shared inversions make half as many a tenth
    /// dearer, a quarter as many a third.</summary>
    private const int MinChunk = 32;

    /// <summary>Turns after which tables that are due are made though they are fewer than eight: about a tenth of a second.</summary>
    private const int MaxTurnsWithoutTables = 256;

    /// <summary>After so much rest a thread makes tables though they are fewer than eight.</summary>
    private const int RestMs = 20;

    private readonly object _gate = new();
    private readonly RunQueue _known = new(WorkKind.Known);
    private readonly RunQueue _unknown = new(WorkKind.Unknown);
    private int _sleeping;
    private bool _isStopping;
    private bool _tablesMustWait;
    private int _turnsWithoutTables;

    /// <summary>Adds a call.</summary>
    /// <returns>False when the verifier has stopped.</returns>
    public bool TryAdd(VerificationRun run)
    {
        lock (_gate)
        {
            if (_isStopping)
            {
                return false;
            }

            _known.Add(run, 0);
            WakeOne();
            return true;
        }
    }

    /// <summary>Waits for a turn.</summary>
    /// <param name="work">Receives what to do.</param>
    /// <returns>False when there is nothing to do any more, ever.</returns>
    public bool TryTake(Assignment work)
    {
        lock (_gate)
        {
            var hasRested = false;
            while (true)
            {
                if (turns.Next([!_known.IsEmpty, !_unknown.IsEmpty, TablesAreDue]) is { } kind)
                {
                    Begin(work, kind);
                    return true;
                }

                if (_isStopping)
                {
                    return false;
                }

                var orders = Math.Max(cache.DueOrders, cache.EarlyOrders);
                if (hasRested ? orders > 0 : orders >= Cache.PayerCache.OrdersAtOnce && !_tablesMustWait)
                {
                    BeginTables(work, isIdle: true, hasRested ? 1 : Cache.PayerCache.OrdersAtOnce);
                    return true;
                }

                _sleeping++;
                hasRested = !Monitor.Wait(_gate, orders > 0 ? RestMs : Timeout.Infinite);
                _sleeping--;
            }
        }
    }

    /// <summary>Puts the unknown payers' items that were found so far into their queue, and takes more when few were known.</summary>
    /// <param name="work">A turn of <see cref="WorkKind.Known"/>.</param>
    /// <param name="knownCount">Items found so far that can be checked.</param>
    /// <returns>Whether there are more.</returns>
    public bool TryTakeMore(Assignment work, int knownCount)
    {
        lock (_gate)
        {
            Sort(work);
            var limit = Math.Min(KnownChunk - knownCount, Assignment.MaxItems - work.ItemCount);
            return limit > 0 && !_known.IsEmpty && _known.Take(limit, work) > 0;
        }
    }

    /// <summary>Ends a turn.</summary>
    /// <param name="work">What was taken.</param>
    /// <param name="elapsed">What it took, in nanoseconds of a processor.</param>
    /// <param name="isBlocked">Whether tables could not be made because their room is still being read.</param>
    public void Finish(Assignment work, double elapsed, bool isBlocked = false)
    {
        lock (_gate)
        {
            Sort(work);
            turns.End(work.Kind, work.ItemCount, work.Charge, elapsed);
            foreach (ref var piece in work.Pieces)
            {
                piece.Run.Finish(piece.Broken);
                if (piece.Run.IsDone)
                {
                    work.End(piece.Run);
                }
            }

            // Whoever still reads a table that is to go holds a piece; when it ends, the next try may succeed.
            _tablesMustWait = isBlocked;
            if (TablesAreDue)
            {
                WakeOne();
            }
        }
    }

    /// <summary>Refuses new calls and lets the threads end once nothing waits.</summary>
    /// <returns>False when it was called before.</returns>
    public bool TryStop()
    {
        lock (_gate)
        {
            if (_isStopping)
            {
                return false;
            }

            _isStopping = true;
            Monitor.PulseAll(_gate);
            return true;
        }
    }

    private bool TablesAreDue =>
        !_isStopping
        && !_tablesMustWait
        && cache.DueOrders >= (_turnsWithoutTables < MaxTurnsWithoutTables ? Cache.PayerCache.OrdersAtOnce : 1);

    private void BeginTables(Assignment work, bool isIdle, int least)
    {
        _turnsWithoutTables = 0;
        work.Begin(WorkKind.Tables);
        work.IsIdle = isIdle;
        work.LeastTables = least;
        work.Charge = turns.Begin(WorkKind.Tables, least);
    }

    private void Begin(Assignment work, WorkKind kind)
    {
        if (kind == WorkKind.Tables)
        {
            BeginTables(work, isIdle: false, Math.Min(cache.DueOrders, Cache.PayerCache.OrdersAtOnce));
            return;
        }

        _turnsWithoutTables++;
        work.Begin(kind);
        var queue = kind == WorkKind.Known ? _known : _unknown;
        var most = kind == WorkKind.Known ? KnownChunk : UnknownChunk;
        var share = (queue.ItemCount + threadCount - 1) / threadCount;
        queue.Take(Math.Clamp(share, Math.Min(MinChunk, most), most), work);
        work.Charge = turns.Begin(kind, work.ItemCount);
        if (!_known.IsEmpty || !_unknown.IsEmpty)
        {
            WakeOne();
        }
    }

    private void Sort(Assignment work)
    {
        foreach (ref var piece in work.Pieces[work.SortedCount..])
        {
            if (piece.UnknownCount > 0)
            {
                piece.Run.AddUnknown(work.UnknownOf(piece));
                _unknown.Add(piece.Run, piece.UnknownCount);
            }
        }

        work.SortedCount = work.Pieces.Length;
        if (!_unknown.IsEmpty)
        {
            WakeOne();
        }
    }

    private void WakeOne()
    {
        if (_sleeping > 0)
        {
            Monitor.Pulse(_gate);
        }
    }
}

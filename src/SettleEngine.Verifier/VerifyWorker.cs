using SettleEngine.Core;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Crypto.Eight;
using SettleEngine.Core.Primitives;
using SettleEngine.Verifier.Cache;
using SettleEngine.Verifier.Queues;

namespace SettleEngine.Verifier;

/// <summary>One thread's loop: takes a turn, looks payers up, checks signatures or makes tables.</summary>
/// <param name="number">Its number, from 0.</param>
/// <param name="tokens">The tokens of all authorizations.</param>
/// <param name="kernels">Its kernels.</param>
/// <param name="queues">Where work comes from.</param>
/// <param name="cache">What is known of payers.</param>
/// <param name="leastKnown">Fewer signatures than this are not checked with tables.</param>
/// <param name="completed">Told how many calls have ended.</param>
internal sealed class VerifyWorker(
    int number,
    Token[] tokens,
    SignatureKernels kernels,
    WorkQueues queues,
    PayerCache cache,
    int leastKnown,
    Action<int> completed)
{
    private readonly WorkerCounters _counters = new();
    private readonly Assignment _work = new();
    private readonly Address[] _accounts = new Address[SignatureKernels.MaxItems];
    private readonly CachedPayer[] _payers = new CachedPayer[SignatureKernels.MaxItems];
    private readonly int[] _indexes = new int[SignatureKernels.MaxItems];
    private readonly int[] _tokens = new int[SignatureKernels.MaxItems];
    private readonly TableOrder[] _orders = new TableOrder[PayerCache.OrdersAtOnce];
    private readonly PublicKey[] _keys = new PublicKey[PayerCache.OrdersAtOnce];
    private readonly nint[] _tables = new nint[PayerCache.OrdersAtOnce];

    /// <summary>What it has done.</summary>
    public WorkerCounters Counters => _counters;

    /// <summary>Works until the queues say that nothing will come any more.</summary>
    public void Run()
    {
        // By the thread that uses it, so that its memory is near that thread's processor.
        var batch = new CheckBatch(kernels, [.. tokens.Select(token => token.DomainSeparator)], cache, _counters, leastKnown);
        while (queues.TryTake(_work))
        {
            var begun = ProcessorClock.Now;
            var isBlocked = false;
            if (_work.Kind == WorkKind.Tables)
            {
                isBlocked = !TryMakeTables();
            }
            else
            {
                CheckInVisit(batch);
            }

            queues.Finish(_work, ProcessorClock.Now - begun, isBlocked);
            var ended = _work.CompleteEnded();
            if (ended > 0)
            {
                completed(ended);
            }
        }
    }

    private void CheckInVisit(CheckBatch batch)
    {
        cache.Visits.Enter(number);
        batch.Clear();
        try
        {
            if (_work.Kind == WorkKind.Known)
            {
                CheckKnown(batch);
            }
            else
            {
                CheckUnknown(batch);
            }
        }
        catch (InvariantBrokenException broken)
        {
            // It belongs to the callers, whose runner stops the host; on this thread it would end without a trace.
            _work.Break(broken);
        }

        cache.Visits.Leave(number);
    }

    private void CheckKnown(CheckBatch batch)
    {
        do
        {
            foreach (ref var piece in _work.Pieces[_work.SortedCount..])
            {
                Sort(ref piece, batch);
            }
        }
        while (queues.TryTakeMore(_work, batch.Count));

        batch.Check();
    }

    private void CheckUnknown(CheckBatch batch)
    {
        foreach (ref var piece in _work.Pieces)
        {
            // Meanwhile a payer may have got a table.
            var indexes = piece.Run.UnknownOf(piece);
            var items = piece.Run.Items.Span;
            for (var i = 0; i < indexes.Length; i++)
            {
                _indexes[i] = indexes[i];
                _accounts[i] = items[indexes[i]].Authorization.Payer;
            }

            cache.Find(_accounts.AsSpan(0, indexes.Length), _payers);
            for (var i = 0; i < indexes.Length; i++)
            {
                ref readonly var item = ref items[_indexes[i]];
                _ = TryFindToken(item.Token, out var token);
                batch.Add(piece.Run, _indexes[i], item, token, _payers[i]);
            }
        }

        batch.Check();
    }

    /// <summary>Looks a piece's payers up: those with tables go into the batch, the others into the second queue.</summary>
    private void Sort(ref RunPiece piece, CheckBatch batch)
    {
        var items = piece.Run.Items.Span;
        var verdicts = piece.Run.Verdicts.Span;
        var count = 0;
        for (var index = piece.Start; index < piece.Start + piece.Count; index++)
        {
            if (verdicts[index] != RejectReason.None)
            {
                continue;
            }

            ref readonly var item = ref items[index];
            if (Secp256k1.IsHighS(item.Signature.S))
            {
                verdicts[index] = RejectReason.SignatureHighS;
            }
            else if (!TryFindToken(item.Token, out _tokens[count]))
            {
                piece.Broken ??= new InvariantBrokenException("The token is on the allow-list.");
            }
            else
            {
                _indexes[count] = index;
                _accounts[count++] = item.Authorization.Payer;
            }
        }

        cache.Find(_accounts.AsSpan(0, count), _payers);
        for (var i = 0; i < count; i++)
        {
            if (_payers[i].HasTable)
            {
                batch.Add(piece.Run, _indexes[i], items[_indexes[i]], _tokens[i], _payers[i]);
            }
            else
            {
                _work.AddUnknown(ref piece, _indexes[i]);
            }
        }
    }

    private bool TryMakeTables()
    {
        var begun = ProcessorClock.Now;
        var count = cache.TakeOrders(_orders, _work.IsIdle, _work.LeastTables, out var size);
        if (count == 0)
        {
            return false;
        }

        var orders = _orders.AsSpan(0, count);
        for (var i = 0; i < count; i++)
        {
            _keys[i] = orders[i].Key;
            _tables[i] = orders[i].Table;
        }

        kernels.BuildTables(size, _keys.AsSpan(0, count), _tables.AsSpan(0, count));
        cache.Publish(size, orders);
        _counters.CountTables(ProcessorClock.Now - begun);
        return true;
    }

    private bool TryFindToken(Address address, out int index)
    {
        for (index = 0; index < tokens.Length; index++)
        {
            if (tokens[index].Address == address)
            {
                return true;
            }
        }

        index = -1;
        return false;
    }
}

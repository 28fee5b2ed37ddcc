using SettleEngine.Core;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Chain.Payers;

/// <summary>Facts about payers, remembered. Who is missing waits a moment for company and is read in one go.</summary>
/// <remarks>A call that finds everything completes at once and allocates nothing. Thread rule: any thread; one lock
/// guards all state, and no call to the chain is made under it.</remarks>
public sealed class PayerFactsCache : IPayerFacts, IDisposable
{
    private readonly IPayerFactsSource _source;
    private readonly PayerFactsOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly PayerFactsTable _table;
    private readonly Dictionary<PayerKey, PayerFactsBatch> _underWay = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationToken _stopped;
    private readonly Lock _gate = new();
    private PayerFactsBatch? _open;

    /// <summary>Makes an empty cache over a chain.</summary>
    /// <param name="client">The chain; it must outlive the cache.</param>
    /// <param name="options">Sizes and times; null for the defaults.</param>
    /// <param name="timeProvider">Measures ages and waits; null for the system's clock.</param>
    public PayerFactsCache(
        JsonRpcChainClient client,
        PayerFactsOptions? options = null,
        TimeProvider? timeProvider = null)
        : this(CreateSource(client), options ?? new(), timeProvider ?? TimeProvider.System)
    {
    }

    internal PayerFactsCache(IPayerFactsSource source, PayerFactsOptions options, TimeProvider timeProvider)
    {
        Invariant.Holds(options is { Capacity: > 0, MaxBatchPayers: > 0 });
        _source = source;
        _options = options;
        _timeProvider = timeProvider;
        _table = new PayerFactsTable(options.Capacity);
        _stopped = _stopping.Token;
    }

    /// <inheritdoc/>
    public ValueTask GetAsync(
        Address token,
        ReadOnlyMemory<Address> payers,
        Memory<PayerFacts> facts,
        ulong atLeastBlock,
        CancellationToken cancellationToken)
    {
        Invariant.Holds(payers.Length == facts.Length);

        List<(int Index, PayerFactsBatch Batch)>? missing = null;
        var span = facts.Span;
        lock (_gate)
        {
            for (var i = 0; i < payers.Length; i++)
            {
                var key = new PayerKey(token, payers.Span[i]);
                if (!_table.TryGet(key, out var known, out var readAt) || known.BlockNumber < atLeastBlock)
                {
                    missing ??= [];
                    missing.Add((i, Enqueue(key, atLeastBlock)));
                    continue;
                }

                span[i] = known;
                if (_timeProvider.GetElapsedTime(readAt) >= _options.Freshness)
                {
                    Enqueue(key, atLeastBlock: 0);
                }
            }
        }

        return missing is null ? default : FillAsync(token, payers, facts, missing, cancellationToken);
    }

    /// <inheritdoc/>
    public void OnPaid(Address token, Address payer, UInt256 value, ulong blockNumber)
    {
        lock (_gate)
        {
            _table.Lower(new PayerKey(token, payer), value, blockNumber);
        }
    }

    /// <inheritdoc/>
    public bool TryGetFresh(Address token, Address payer, out PayerFacts facts)
    {
        lock (_gate)
        {
            return _table.TryGet(new PayerKey(token, payer), out facts, out var readAt)
                && _timeProvider.GetElapsedTime(readAt) < _options.Freshness;
        }
    }

    /// <summary>Stops reading; calls under way end with <see cref="OperationCanceledException"/>.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _open?.Timer?.Dispose();
            _open?.Completion.TrySetCanceled(_stopped);
            _open = null;
        }

        _stopping.Cancel();
        _stopping.Dispose();
    }

    private static RpcPayerFactsSource CreateSource(JsonRpcChainClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        return new RpcPayerFactsSource(client.Pool, client.Options);
    }

    private static async ValueTask FillAsync(
        Address token,
        ReadOnlyMemory<Address> payers,
        Memory<PayerFacts> facts,
        List<(int Index, PayerFactsBatch Batch)> missing,
        CancellationToken cancellationToken)
    {
        foreach (var (index, batch) in missing)
        {
            var read = await batch.Completion.Task.WaitAsync(cancellationToken);
            facts.Span[index] = read[batch.PositionOf(new PayerKey(token, payers.Span[index]))];
        }
    }

    private PayerFactsBatch Enqueue(in PayerKey key, ulong atLeastBlock)
    {
        if (_underWay.TryGetValue(key, out var pending))
        {
            if (ReferenceEquals(pending, _open))
            {
                pending.Require(atLeastBlock);
            }

            if (pending.AtLeastBlock >= atLeastBlock)
            {
                return pending;
            }
        }

        var batch = _open ??= OpenBatch();
        batch.Add(key);
        batch.Require(atLeastBlock);
        _underWay[key] = batch;
        if (batch.Keys.Count >= _options.MaxBatchPayers)
        {
            Close(batch);
        }

        return batch;
    }

    private PayerFactsBatch OpenBatch()
    {
        var batch = new PayerFactsBatch();
        batch.Timer = _timeProvider.CreateTimer(
            _ => CloseIfOpen(batch),
            state: null,
            _options.MaxWait,
            Timeout.InfiniteTimeSpan);
        return batch;
    }

    private void CloseIfOpen(PayerFactsBatch batch)
    {
        lock (_gate)
        {
            if (ReferenceEquals(_open, batch))
            {
                Close(batch);
            }
        }
    }

    private void Close(PayerFactsBatch batch)
    {
        _open = null;
        batch.Timer?.Dispose();
        _ = RunAsync(batch, _stopped);
    }

    private async Task RunAsync(PayerFactsBatch batch, CancellationToken stopping)
    {
        // Leaves the lock that the caller holds before the chain is asked.
        await Task.Yield();
        PayerKey[] keys = [.. batch.Keys];
        try
        {
            var facts = await _source.ReadAsync(keys, batch.AtLeastBlock, stopping);
            Settle(batch, keys, facts);
            batch.Completion.TrySetResult(facts);
        }
        catch (Exception exception)
        {
            // Handed to everybody who waits; a refresh in the background has nobody, and the old facts go on serving.
            Settle(batch, keys, facts: null);
            batch.Completion.TrySetException(exception);
            _ = batch.Completion.Task.Exception;
        }
    }

    private void Settle(PayerFactsBatch batch, PayerKey[] keys, PayerFacts[]? facts)
    {
        var now = _timeProvider.GetTimestamp();
        lock (_gate)
        {
            for (var i = 0; i < keys.Length; i++)
            {
                if (_underWay.TryGetValue(keys[i], out var pending) && ReferenceEquals(pending, batch))
                {
                    _underWay.Remove(keys[i]);
                }

                if (facts is not null)
                {
                    _table.Set(keys[i], facts[i], now);
                }
            }
        }
    }
}

using System.Globalization;
using System.Text.Json.Nodes;
using SettleEngine.Core.Primitives;

namespace SettleEngine.HostileRpc.Pool;

/// <summary>The pool that a production node would have before the node behind the proxy: refuses in a node's words, keeps
/// transactions back, and passes them on later. Thread rule: any thread; calls take turns.</summary>
/// <remarks>A gap in the account nonces is left to the node, which queues what comes behind it.</remarks>
internal sealed class PoolGate : IAsyncDisposable
{
    /// <summary>The one method that the gate stands before.</summary>
    public const string SendMethod = "eth_sendRawTransaction";

    private const int Refused = -32000;
    private const int PoolFull = -32003;

    private static readonly TimeSpan PumpInterval = TimeSpan.FromMilliseconds(100);

    private readonly PoolRules? _rules;
    private readonly Upstream _upstream;
    private readonly ProxyLog _log;
    private readonly TimeProvider _timeProvider;
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<Address, SortedDictionary<ulong, PoolEntry>> _bySender = [];
    private readonly Task _pump;

    /// <summary>Opens the gate.</summary>
    /// <param name="rules">What is refused; null for nothing.</param>
    /// <param name="upstream">The node.</param>
    /// <param name="log">Hears what was done.</param>
    /// <param name="timeProvider">Measures how long transactions are held.</param>
    public PoolGate(PoolRules? rules, Upstream upstream, ProxyLog log, TimeProvider timeProvider)
    {
        _rules = rules;
        _upstream = upstream;
        _log = log;
        _timeProvider = timeProvider;
        _pump = PumpAsync(_stopping.Token);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _pump;
        _stopping.Dispose();
        _one.Dispose();
    }

    /// <summary>Takes a transaction in, or refuses it.</summary>
    /// <param name="call">The call; it has a transaction.</param>
    /// <param name="hold">The rule that keeps it back, or null.</param>
    /// <returns>The answer.</returns>
    public async Task<JsonObject> SendAsync(RpcCall call, FaultRule? hold)
    {
        await _one.WaitAsync(_stopping.Token);
        try
        {
            var entry = new PoolEntry(call.Transaction!, call.Json);
            if (_rules is not null && Misshapen(entry.Transaction) is { } wrong)
            {
                return Refuse(call, Refused, wrong);
            }

            return await TakeAsync(call, entry, hold);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Passes on everything that is held or waits, at once.</summary>
    public async Task ReleaseAllAsync()
    {
        await _one.WaitAsync(_stopping.Token);
        try
        {
            foreach (var entry in Entries(entry => entry.State == PooledState.Held))
            {
                entry.ReleaseAt = 0;
            }

            await ReleaseDueAsync();
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<JsonObject> TakeAsync(RpcCall call, PoolEntry entry, FaultRule? hold)
    {
        var transaction = entry.Transaction;
        var pool = await CurrentAsync(transaction.Sender);
        if (pool.NextNonce > transaction.AccountNonce)
        {
            return _rules is null
                ? await _upstream.AskAsync(call.Json)
                : Refuse(call, Refused, string.Create(
                    CultureInfo.InvariantCulture,
                    $"nonce too low: next nonce {pool.NextNonce}, tx nonce {transaction.AccountNonce}"));
        }

        if (pool.Waiting.TryGetValue(transaction.AccountNonce, out var old))
        {
            if (old.Transaction.Hash == transaction.Hash && old.State != PooledState.Forwarded)
            {
                return Refuse(call, Refused, "already known");
            }

            if (old.Transaction.Hash != transaction.Hash && _rules is not null
                && await IsStillThereAsync(old) && !Replaces(old.Transaction, transaction))
            {
                return Refuse(call, Refused, "replacement transaction underpriced");
            }
        }
        else if (_rules is not null && pool.Waiting.Count >= _rules.AccountSlots && await IsFullAsync(pool.Waiting))
        {
            return Refuse(call, PoolFull, "txpool is full");
        }

        return await PlaceAsync(call, entry, pool.Waiting, hold, isKnown: old?.Transaction.Hash == transaction.Hash);
    }

    private async Task<JsonObject> PlaceAsync(
        RpcCall call,
        PoolEntry entry,
        SortedDictionary<ulong, PoolEntry> waiting,
        FaultRule? hold,
        bool isKnown)
    {
        if (hold is not null && !isKnown)
        {
            entry.State = PooledState.Held;
            entry.ReleaseAt = hold.ReleaseSeconds > 0
                ? _timeProvider.GetTimestamp() + (long)(hold.ReleaseSeconds * _timeProvider.TimestampFrequency)
                : long.MaxValue;
        }
        else if (_rules is { WaitsBelowBaseFee: true } && entry.Transaction.Cap < await _upstream.NextBaseFeeAsync())
        {
            entry.State = PooledState.Waiting;
            _log.Note(SendMethod, "pool: waits below the base fee");
        }

        if (entry.State != PooledState.Forwarded)
        {
            waiting[entry.Transaction.AccountNonce] = entry;
            return call.Answer(entry.Transaction.Hash.ToString());
        }

        var answer = await _upstream.AskAsync(call.Json);
        var message = answer["error"]?["message"]?.GetValue<string>() ?? string.Empty;
        if (answer.ContainsKey("result") || message.Contains("already", StringComparison.Ordinal))
        {
            waiting[entry.Transaction.AccountNonce] = entry;
        }

        // The development node has words of its own for this one.
        return _rules is not null && message == "transaction already imported" ? Refuse(call, Refused, "already known") : answer;
    }

    private async Task<(ulong NextNonce, SortedDictionary<ulong, PoolEntry> Waiting)> CurrentAsync(Address sender)
    {
        var next = Upstream.Quantity(await _upstream.AskAsync("eth_getTransactionCount", sender.ToString(), "latest"));
        if (!_bySender.TryGetValue(sender, out var waiting))
        {
            _bySender[sender] = waiting = [];
        }

        foreach (var mined in waiting.Keys.TakeWhile(accountNonce => accountNonce < next).ToArray())
        {
            waiting.Remove(mined);
        }

        return (next, waiting);
    }

    private async Task<bool> IsStillThereAsync(PoolEntry entry) =>
        entry.State != PooledState.Forwarded
        || await _upstream.AskAsync("eth_getTransactionByHash", entry.Transaction.Hash.ToString()) is not null;

    private async Task<bool> IsFullAsync(SortedDictionary<ulong, PoolEntry> waiting)
    {
        foreach (var entry in waiting.Values.ToArray())
        {
            if (!await IsStillThereAsync(entry))
            {
                waiting.Remove(entry.Transaction.AccountNonce);
            }
        }

        return waiting.Count >= _rules!.AccountSlots;
    }

    private string? Misshapen(PooledTransaction transaction)
    {
        if (transaction.Size > _rules!.MaxTransactionBytes)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"oversized data: transaction size {transaction.Size}, limit {_rules.MaxTransactionBytes}");
        }

        return transaction.GasLimit > _rules.MaxTransactionGas
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"transaction gas limit too high (cap: {_rules.MaxTransactionGas}, tx: {transaction.GasLimit})")
            : null;
    }

    private bool Replaces(PooledTransaction old, PooledTransaction transaction) =>
        IsRaised(old.Tip, transaction.Tip) && IsRaised(old.Cap, transaction.Cap);

    private bool IsRaised(UInt256 old, UInt256 offered) =>
        offered > old && (UInt128)offered.Low64 * 100 >= (UInt128)old.Low64 * (UInt128)(100 + _rules!.ReplacementPercent);

    private JsonObject Refuse(RpcCall call, int code, string message)
    {
        // Without the numbers, so that equal refusals are counted together.
        _log.Note(SendMethod, $"pool: {message.Split(':')[0].Split(" (")[0]}");
        return call.Refuse(code, message);
    }

    private PoolEntry[] Entries(Func<PoolEntry, bool> condition) =>
        [.. _bySender.Values.SelectMany(waiting => waiting.Values).Where(condition)];

    private async Task PumpAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(PumpInterval, _timeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                await PumpOnceAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The proxy is closed: what is held stays held.
            return;
        }
    }

    private async Task PumpOnceAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            await ReleaseDueAsync();
        }
        catch (HttpRequestException)
        {
            // The node is gone for a moment, or for good; whoever asks it hears that.
            _log.Note(SendMethod, "pool: the node does not answer");
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task ReleaseDueAsync()
    {
        if (_bySender.Values.All(waiting => waiting.Count == 0))
        {
            return;
        }

        var baseFee = _rules is { WaitsBelowBaseFee: true } ? await _upstream.NextBaseFeeAsync() : 0;
        foreach (var entry in Entries(entry => entry.State == PooledState.Forwarded && entry.Transaction.Cap < baseFee))
        {
            // The development node is about to forget it; a production node would keep it.
            entry.State = PooledState.Waiting;
        }

        var now = _timeProvider.GetTimestamp();
        foreach (var entry in Entries(entry => entry.State switch
        {
            PooledState.Held => entry.ReleaseAt <= now,
            PooledState.Waiting => entry.Transaction.Cap >= baseFee,
            _ => false,
        }))
        {
            entry.State = PooledState.Forwarded;
            await _upstream.AskAsync(entry.Call);
            _log.Note(SendMethod, "pool: passed on later");
        }
    }
}

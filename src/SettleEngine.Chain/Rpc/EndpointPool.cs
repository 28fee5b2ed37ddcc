using System.Text.Json;
using Microsoft.Extensions.Logging;
using SettleEngine.Core;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Chain.Rpc;

/// <summary>Several endpoints of one chain: asks one after the other until as many as needed gave a usable answer.</summary>
/// <remarks>An endpoint that does not answer rests, doubling, with jitter. Each shows now and then, and after an outage, which
/// chain it serves; one that serves another is asked for nothing else until it fits again. Thread rule: any thread.</remarks>
internal sealed partial class EndpointPool : IDisposable
{
    /// <summary>When all endpoints rest, a caller waits for the first of them if that takes no longer than this.</summary>
    private static readonly TimeSpan MaxWaitForRest = TimeSpan.FromSeconds(1);

    private readonly EndpointState[] _states;
    private readonly ChainIdentity _identity;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly Random _jitter;
    private readonly Lock _jitterGate = new();
    private int _preferred;
    private int _turn;

    /// <summary>Takes over endpoints.</summary>
    /// <param name="states">The endpoints, in the order of preference.</param>
    /// <param name="identity">The chain that all of them must serve.</param>
    /// <param name="timeProvider">Measures rests.</param>
    /// <param name="logger">Hears of failures.</param>
    public EndpointPool(EndpointState[] states, ChainIdentity identity, TimeProvider timeProvider, ILogger logger)
    {
        Invariant.Holds(states.Length > 0);
        _states = states;
        _identity = identity;
        _timeProvider = timeProvider;
        _logger = logger;
        _jitter = new Random(unchecked((int)timeProvider.GetTimestamp()));
    }

    /// <summary>How many endpoints are configured.</summary>
    public int Count => _states.Length;

    /// <summary>Asks the preferred endpoint, then the others.</summary>
    /// <typeparam name="T">The answer.</typeparam>
    /// <param name="what">The method, for messages.</param>
    /// <param name="read">Asks one endpoint.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The first usable answer.</returns>
    /// <exception cref="ChainUnavailableException">No endpoint gave one.</exception>
    public async ValueTask<T> ReadAsync<T>(
        string what,
        Func<JsonRpcEndpoint, CancellationToken, ValueTask<T>> read,
        CancellationToken cancellationToken) =>
        (await CollectAsync(what, wanted: 1, Volatile.Read(ref _preferred), read, cancellationToken))[0];

    /// <summary>Asks the endpoints in turn, so that one which lags is found out.</summary>
    /// <inheritdoc cref="ReadAsync"/>
    public async ValueTask<T> ReadInTurnAsync<T>(
        string what,
        Func<JsonRpcEndpoint, CancellationToken, ValueTask<T>> read,
        CancellationToken cancellationToken) =>
        (await CollectAsync(what, wanted: 1, NextTurn(), read, cancellationToken))[0];

    /// <summary>Asks until several endpoints gave a usable answer each. Begins with another one each time: of three, a liar who
    /// is asked every time would contradict somebody every time.</summary>
    /// <typeparam name="T">The answer.</typeparam>
    /// <param name="what">The method, for messages.</param>
    /// <param name="wanted">How many answers, at most <see cref="Count"/>.</param>
    /// <param name="read">Asks one endpoint.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The answers of different endpoints.</returns>
    /// <exception cref="ChainUnavailableException">Fewer endpoints gave one.</exception>
    public ValueTask<T[]> ReadSeveralAsync<T>(
        string what,
        int wanted,
        Func<JsonRpcEndpoint, CancellationToken, ValueTask<T>> read,
        CancellationToken cancellationToken) =>
        CollectAsync(what, wanted, NextTurn(), read, cancellationToken);

    /// <summary>Stops preferring an endpoint, because it lags behind the others.</summary>
    /// <param name="endpoint">The endpoint.</param>
    public void Demote(JsonRpcEndpoint endpoint)
    {
        var index = Array.FindIndex(_states, state => ReferenceEquals(state.Endpoint, endpoint));
        Interlocked.CompareExchange(ref _preferred, (index + 1) % _states.Length, index);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var state in _states)
        {
            state.Endpoint.Dispose();
        }
    }

    private int NextTurn() => (int)((uint)Interlocked.Increment(ref _turn) % (uint)_states.Length);

    private async ValueTask<T[]> CollectAsync<T>(
        string what,
        int wanted,
        int first,
        Func<JsonRpcEndpoint, CancellationToken, ValueTask<T>> read,
        CancellationToken cancellationToken)
    {
        Invariant.Holds(wanted > 0 && wanted <= _states.Length);

        await WaitForRestAsync(cancellationToken);
        var answers = new T[wanted];
        var got = 0;
        Exception? last = null;
        for (var i = 0; i < _states.Length; i++)
        {
            var state = _states[(first + i) % _states.Length];
            if (state.RestLeft() > TimeSpan.Zero || (state.IsBanned && !state.MayReturn()))
            {
                continue;
            }

            try
            {
                await IdentifyAsync(state, cancellationToken);
                answers[got] = await read(state.Endpoint, cancellationToken);
                state.Succeeded();
                got++;
                if (got == wanted)
                {
                    return answers;
                }
            }
            catch (Exception exception) when (IsTroubleOfTheNode(exception))
            {
                last = exception;
                NoteFailure(state, what, exception);
            }
        }

        throw new ChainUnavailableException(
            last is null
                ? $"{what}: all endpoints rest after failures or serve another chain."
                : $"{what}: {got} of {wanted} endpoints gave a usable answer. {last.Message}",
            last);
    }

    private static bool IsTroubleOfTheNode(Exception exception) =>
        exception is ChainUnavailableException or JsonRpcException or JsonException or UnusableAnswerException;

    private void NoteFailure(EndpointState state, string what, Exception exception)
    {
        // A node that refuses one call, or has not caught up yet, works: only silence and rate limits earn a rest.
        if (exception is not (ChainUnavailableException or JsonRpcException { Code: JsonRpcException.LimitExceeded }))
        {
            LogUnusable(state.Endpoint.Host, what, exception.Message);
            return;
        }

        double jitter;
        lock (_jitterGate)
        {
            jitter = _jitter.NextDouble();
        }

        LogResting(state.Endpoint.Host, what, (long)state.Failed(jitter).TotalMilliseconds, exception.Message);
    }

    private async ValueTask IdentifyAsync(EndpointState state, CancellationToken cancellationToken)
    {
        var wasBanned = state.IsBanned;
        if (state.MustIdentify())
        {
            var identity = await ChainIdentity.ReadAsync(state.Endpoint, cancellationToken);
            var isOurs = identity.Matches(_identity);
            state.Identified(isOurs);
            if (!isOurs && !wasBanned)
            {
                LogBanned(state.Endpoint.Host, identity.ChainId, _identity.ChainId);
            }
            else if (isOurs && wasBanned)
            {
                LogReturned(state.Endpoint.Host, identity.ChainId);
            }
        }

        // Also for a caller that another one was faster than.
        if (state.IsBanned)
        {
            throw new UnusableAnswerException($"{state.Endpoint.Host} serves another chain now.");
        }
    }

    private async ValueTask WaitForRestAsync(CancellationToken cancellationToken)
    {
        var shortest = TimeSpan.MaxValue;
        foreach (var state in _states)
        {
            var left = state.IsBanned ? TimeSpan.MaxValue : state.RestLeft();
            shortest = left < shortest ? left : shortest;
        }

        if (shortest > TimeSpan.Zero && shortest <= MaxWaitForRest)
        {
            await Task.Delay(shortest, _timeProvider, cancellationToken);
        }
    }

    [LoggerMessage(5101, LogLevel.Warning, "{Host} gave no answer to {Method} and rests {RestMs} ms: {Reason}")]
    private partial void LogResting(string host, string method, long restMs, string reason);

    [LoggerMessage(5102, LogLevel.Information, "{Host} gave an answer to {Method} that cannot be used: {Reason}")]
    private partial void LogUnusable(string host, string method, string reason);

    [LoggerMessage(5103, LogLevel.Error, "{Host} serves chain {ServedChainId} instead of {ChainId} or another genesis block; it is asked for nothing until it fits again")]
    private partial void LogBanned(string host, ulong servedChainId, ulong chainId);

    [LoggerMessage(5105, LogLevel.Information, "{Host} serves chain {ChainId} again and is asked again")]
    private partial void LogReturned(string host, ulong chainId);
}

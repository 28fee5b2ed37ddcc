using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.Extensions.Logging;
using SettleEngine.Core;
using SettleEngine.Doors.Http.Answers;
using SettleEngine.Doors.Http.Bulk;
using SettleEngine.Doors.Http.X402;
using SettleEngine.Pipeline;

namespace SettleEngine.Doors.Http;

/// <summary>The main HTTP door: x402 facilitator, bulk intake, states and outcomes.</summary>
/// <remarks>
/// Life: <see cref="Build"/>, <see cref="StartAsync"/>, <see cref="DrainAsync"/>, <see cref="DisposeAsync"/>. Thread rule:
/// one caller for the life, any thread for requests.
/// </remarks>
public sealed class HttpDoor : IAsyncDisposable
{
    private readonly ISettlementEngine _engine;
    private readonly DoorPhase _phase;
    private readonly DoorServer _server;
    private readonly OutcomeWaiters _waiters;
    private readonly OutcomeSignal _signal;
    private readonly HeldRequests _held;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _cutOff;

    private HttpDoor(
        HttpDoorOptions options, ISettlementEngine engine, TimeProvider time, ILoggerFactory loggers, DoorPhase phase)
    {
        _engine = engine;
        _phase = phase;
        _time = time;
        _cutOff = new CancellationTokenSource();
        _waiters = new OutcomeWaiters();
        _signal = new OutcomeSignal();
        _held = new HeldRequests(options.MaxHeldRequests);
        _server = new DoorServer("--http", options, Routes(options), loggers);
    }

    /// <summary>Address and port that the door listens on. Known once it has started.</summary>
    public IPEndPoint BoundAddress => _server.BoundAddress;

    /// <summary>Builds a door that does not listen yet.</summary>
    /// <param name="options">Limits and time-outs.</param>
    /// <param name="engine">Where payments go.</param>
    /// <param name="time">Measures how long requests are held.</param>
    /// <param name="loggers">Makes the logs.</param>
    /// <param name="phase">What is shared with the admin door; null for one of its own. Draining closes it.</param>
    /// <returns>The door.</returns>
    [SuppressMessage("Reliability", "CA2000", Justification = "The caller owns the door.")]
    public static HttpDoor Build(
        HttpDoorOptions options,
        ISettlementEngine engine,
        TimeProvider time,
        ILoggerFactory loggers,
        DoorPhase? phase = null)
    {
        Invariant.Holds(options.SettleHold > TimeSpan.Zero);

        return new HttpDoor(options, engine, time, loggers, phase ?? new DoorPhase(engine));
    }

    /// <summary>Starts to listen.</summary>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <returns>A task that completes when callers are let in.</returns>
    /// <exception cref="IOException">The address is in use or not on this machine.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _engine.Subscribe(_waiters);
        _engine.Subscribe(_signal);
        await _server.StartAsync(cancellationToken);
    }

    /// <summary>Closes the door: new payments are refused, held requests are answered, then nobody is let in.</summary>
    /// <param name="grace">How long held requests may still wait for their outcome. After that, what is unsigned is given
    /// up and what is signed is answered pending; so the engine must still run.</param>
    /// <param name="cancellationToken">Gives up on requests that are still open.</param>
    /// <returns>A task that completes when the door is shut.</returns>
    public async Task DrainAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        _phase.Close();
        var empty = _held.CloseAsync();
        try
        {
            await empty.WaitAsync(grace, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            await _cutOff.CancelAsync();
            await empty.WaitAsync(cancellationToken);
        }

        // Followers of the outcome feed would wait for ever.
        await _cutOff.CancelAsync();
        await _server.StopAsync(cancellationToken);
    }

    /// <summary>Stops at once and frees what the door holds.</summary>
    /// <returns>A task that completes when everything is free.</returns>
    public async ValueTask DisposeAsync()
    {
        await _cutOff.CancelAsync();
        _engine.Unsubscribe(_waiters);
        _engine.Unsubscribe(_signal);
        await _server.DisposeAsync();
        _cutOff.Dispose();
    }

    private List<DoorRoute> Routes(HttpDoorOptions options)
    {
        var pending = new PendingAnswers(options.MaxPendingAnswers);
        var flow = new SettleFlow(_engine, _waiters, pending, options.SettleHold, _time);
        var x402 = new X402Endpoints(_engine, _phase, options, flow, _held, _cutOff.Token);
        var bulk = new BulkEndpoint(_engine, _phase, options);
        var health = new HealthEndpoints(_engine, _phase);
        var states = new AuthorizationEndpoints(_engine, _phase);
        var costs = new CostEndpoints(_engine, _phase);
        var feed = new OutcomeFeed(_engine, _phase, options, _signal, _cutOff.Token);
        var routes = new List<DoorRoute>
        {
            new("POST", "/verify", ApiScope.Verify, x402.VerifyAsync),
            new("POST", "/settle", ApiScope.Settle, x402.SettleAsync),
            new("GET", "/supported", ApiScope.None, x402.SupportedAsync),
            new("GET", "/health", null, HealthEndpoints.LiveAsync),
            new("GET", "/health/ready", null, health.ReadyAsync),
            new("POST", "/v1/authorizations", ApiScope.Settle, bulk.HandleAsync) { MaxBodyBytes = options.MaxBulkBytes },
            new("GET", "/v1/authorizations", ApiScope.Read, states.FindByKeyAsync),
            new("GET", "/v1/authorizations/{id}", ApiScope.Read, states.FindByIdAsync),
            new("GET", "/v1/outcomes", ApiScope.Read, feed.HandleAsync),
            new("GET", "/v1/batches", ApiScope.Read, costs.BatchesAsync),
            new("GET", "/v1/costs", ApiScope.Read, costs.TotalsAsync),
        };
        if (options.Close is { } close)
        {
            routes.Add(new DoorRoute("POST", "/close", ApiScope.Admin, new CloseEndpoint(close).HandleAsync));
        }

        return routes;
    }
}

using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SettleEngine.Doors.Http.Metrics;
using SettleEngine.Pipeline;

namespace SettleEngine.Doors.Http;

/// <summary>The door for operators: <c>GET /metrics</c>, health, and <c>POST /close</c>. On its own address, so that the
/// main door can be opened to others without it.</summary>
public sealed class AdminDoor : IAsyncDisposable
{
    private readonly DoorServer _server;

    private AdminDoor(DoorServer server) => _server = server;

    /// <summary>Address and port that the door listens on. Known once it has started.</summary>
    public IPEndPoint BoundAddress => _server.BoundAddress;

    /// <summary>Builds a door that does not listen yet.</summary>
    /// <param name="options">Address, keys, limits; its usual address is 127.0.0.1:4024.</param>
    /// <param name="engine">Whose health is told.</param>
    /// <param name="metrics">What <c>/metrics</c> writes; stays the caller's.</param>
    /// <param name="loggers">Makes the logs.</param>
    /// <param name="phase">What is shared with the main door, so that this one says draining as soon as that one drains;
    /// null for the engine's phase alone.</param>
    /// <returns>The door.</returns>
    public static AdminDoor Build(
        HttpDoorOptions options,
        ISettlementEngine engine,
        PrometheusExporter metrics,
        ILoggerFactory loggers,
        DoorPhase? phase = null)
    {
        var health = new HealthEndpoints(engine, phase ?? new DoorPhase(engine));
        var routes = new List<DoorRoute>
        {
            new("GET", "/metrics", ApiScope.Admin, context => WriteMetricsAsync(context, metrics)),
            new("GET", "/health", null, HealthEndpoints.LiveAsync),
            new("GET", "/health/ready", null, health.ReadyAsync),
        };
        if (options.Close is { } close)
        {
            routes.Add(new DoorRoute("POST", "/close", ApiScope.Admin, new CloseEndpoint(close).HandleAsync));
        }

        return new AdminDoor(new DoorServer("--admin", options, routes, loggers));
    }

    /// <summary>Starts to listen.</summary>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <returns>A task that completes when callers are let in.</returns>
    /// <exception cref="IOException">The address is in use or not on this machine.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => _server.StartAsync(cancellationToken);

    /// <summary>Stops and frees what the door holds.</summary>
    /// <returns>A task that completes when everything is free.</returns>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static async Task WriteMetricsAsync(HttpContext context, PrometheusExporter metrics)
    {
        context.Response.ContentType = PrometheusExporter.ContentType;
        metrics.Write(context.Response.BodyWriter);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}

using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SettleEngine.HostileRpc.Pool;

namespace SettleEngine.HostileRpc;

/// <summary>A JSON-RPC endpoint that passes calls to a node and misbehaves by a script, in the ways that public endpoints do.</summary>
/// <remarks>Faults strike whole HTTP requests, single or batch, except those that change results, which strike the calls
/// that the rule names. Thread rule: any thread.</remarks>
public sealed class HostileProxy : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly Upstream _upstream;
    private readonly FaultDraw _draw;
    private readonly ProxyLog _log = new();
    private readonly ResultFaults _results = new();
    private readonly LaggingView _lagging;
    private readonly PoolGate? _pool;

    private HostileProxy(Uri upstream, FaultScript script, WebApplication application)
    {
        _upstream = new Upstream(upstream);
        _lagging = new LaggingView(_upstream);
        _draw = new FaultDraw(script, TimeProvider.System);
        _application = application;
        _pool = script.Pool is not null || script.Rules.Any(rule => rule.Action == FaultAction.Hold)
            ? new PoolGate(script.Pool, _upstream, _log, TimeProvider.System)
            : null;
    }

    /// <summary>Where the proxy listens.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>Whether the script's rules are in force; while they are not, every call goes through. The pool's rules always
    /// hold. May be set at any time.</summary>
    public bool IsHostile { get; set; } = true;

    /// <summary>How often each thing was done so far; <see cref="FaultAction.Pass"/> counts what went through.</summary>
    public IReadOnlyDictionary<FaultAction, int> Counts => _log.Actions;

    /// <summary>What was done to which method how often, in the order of the methods.</summary>
    public IReadOnlyList<ProxyCount> Log => _log.Counts;

    /// <summary>Starts a proxy.</summary>
    /// <param name="upstream">The node.</param>
    /// <param name="listen">Address and port, such as 127.0.0.1:8546; port 0 takes a free one.</param>
    /// <param name="script">What goes wrong.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The proxy; it listens.</returns>
    public static async Task<HostileProxy> StartAsync(
        Uri upstream,
        string listen,
        FaultScript script,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(script);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://{listen}");
        var application = builder.Build();
        var proxy = new HostileProxy(upstream, script, application);
        application.Run(proxy.ServeAsync);
        await application.StartAsync(cancellationToken);
        proxy.Url = new Uri(application.Urls.First());
        return proxy;
    }

    /// <summary>Passes on what is held back and may be sent now, as when the trouble ends.</summary>
    /// <returns>A task that completes when the node has heard of all of it.</returns>
    public Task ReleaseHeldAsync() => _pool?.ReleaseAllAsync() ?? Task.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        if (_pool is not null)
        {
            await _pool.DisposeAsync();
        }

        _upstream.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var request = RpcRequest.Parse(await reader.ReadToEndAsync(context.RequestAborted));
        var rule = IsHostile ? _draw.Next(request) : FaultDraw.Nothing;
        _log.Note(request, rule.Action);
        switch (rule.Action)
        {
            case FaultAction.DropBeforeForward:
                context.Abort();
                return;
            case FaultAction.DropAfterForward:
                await CarryOutAsync(rule, request);
                context.Abort();
                return;
            case FaultAction.RateLimit:
                context.Response.Headers.RetryAfter =
                    rule.RetryAfterSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
                await WriteAsync(context, 429, "application/json", """{"error":"too many requests"}""");
                return;
            case FaultAction.ServerError:
                await WriteAsync(context, 503, "text/plain", "Service Unavailable");
                return;
            case FaultAction.Html:
                await WriteAsync(context, 502, "text/html", "<html><body><h1>502 Bad Gateway</h1></body></html>");
                return;
            case FaultAction.Delay:
                await Task.Delay(rule.DelayMs, context.RequestAborted);
                break;
            case FaultAction.Repeat:
                await CarryOutAsync(rule, request);
                break;
        }

        var (status, answer) = await CarryOutAsync(rule, request);
        answer = rule.Action == FaultAction.TruncatedJson
            ? answer[..(answer.Length / 2)]
            : _results.Apply(rule, request, answer);
        await WriteAsync(context, status, "application/json", answer);
    }

    private async Task<(int Status, string Answer)> CarryOutAsync(FaultRule rule, RpcRequest request)
    {
        var isGated = _pool is not null && request.Calls.Any(call => call.Transaction is not null);
        if (!isGated && rule.Action != FaultAction.StaleHead)
        {
            return await _upstream.ForwardAsync(request.Body);
        }

        var answers = new JsonArray();
        foreach (var call in request.Calls)
        {
            answers.Add((JsonNode)await AnswerAsync(rule, call));
        }

        return (200, request.IsBatch ? answers.ToJsonString() : answers[0]!.ToJsonString());
    }

    private Task<JsonObject> AnswerAsync(FaultRule rule, RpcCall call)
    {
        if (call.Transaction is not null && _pool is not null)
        {
            var isMeant = rule.Sender is null || call.IsSentBy(rule.Sender);
            return _pool.SendAsync(call, rule.Action == FaultAction.Hold && isMeant ? rule : null);
        }

        return rule.Action == FaultAction.StaleHead && call.IsMeantBy(rule)
            ? _lagging.AnswerAsync(call, rule.Blocks)
            : _upstream.AskAsync(call.Json);
    }

    private static async Task WriteAsync(HttpContext context, int status, string type, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        await context.Response.WriteAsync(body, context.RequestAborted);
    }
}

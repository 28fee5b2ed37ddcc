using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SettleEngine.HostileRpc;

/// <summary>A JSON-RPC endpoint that passes calls to a node and misbehaves by a script, in the ways that public endpoints do.</summary>
/// <remarks>Faults strike whole HTTP requests, single or batch, except stale and null answers, which replace the results of
/// the calls that the rule names. Thread rule: any thread.</remarks>
public sealed class HostileProxy : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(1) };
    private readonly Uri _upstream;
    private readonly FaultDraw _draw;
    private readonly AnswerMemory _memory = new();
    private readonly ConcurrentDictionary<FaultAction, int> _counts = new();

    private HostileProxy(Uri upstream, FaultScript script, WebApplication application)
    {
        _upstream = upstream;
        _draw = new FaultDraw(script);
        _application = application;
    }

    /// <summary>Where the proxy listens.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>Whether the script is in force; while it is not, every call goes through. May be set at any time.</summary>
    public bool IsHostile { get; set; } = true;

    /// <summary>How often each thing was done so far; <see cref="FaultAction.Pass"/> counts what went through.</summary>
    public IReadOnlyDictionary<FaultAction, int> Counts => _counts;

    /// <summary>Starts a proxy.</summary>
    /// <param name="upstream">The node.</param>
    /// <param name="listen">Address and port, such as 127.0.0.1:8546; port 0 takes a free one.</param>
    /// <param name="script">What goes wrong.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<HostileProxy> StartAsync(
        Uri upstream,
        string listen,
        FaultScript script,
        CancellationToken cancellationToken = default)
    {
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

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _http.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var calls = CallsOf(body);
        var rule = IsHostile ? _draw.Next([.. calls.Select(MethodOf)]) : FaultDraw.Nothing;
        _counts.AddOrUpdate(rule.Action, 1, (_, count) => count + 1);
        switch (rule.Action)
        {
            case FaultAction.DropBeforeForward:
                context.Abort();
                return;
            case FaultAction.DropAfterForward:
                await ForwardAsync(body);
                context.Abort();
                return;
            case FaultAction.RateLimit:
                context.Response.Headers.RetryAfter = "1";
                await WriteAsync(context, 429, "application/json", """{"error":"too many requests"}""");
                return;
            case FaultAction.Html:
                await WriteAsync(context, 502, "text/html", "<html><body><h1>502 Bad Gateway</h1></body></html>");
                return;
            case FaultAction.Delay:
                await Task.Delay(rule.DelayMs, context.RequestAborted);
                break;
        }

        var (status, answer) = await ForwardAsync(body);
        answer = rule.Action == FaultAction.TruncatedJson ? answer[..(answer.Length / 2)] : Replace(rule, calls, answer);
        await WriteAsync(context, status, "application/json", answer);
    }

    private async Task<(int Status, string Answer)> ForwardAsync(string body)
    {
        // A call that was begun is carried out even when its caller has gone: that is what makes an answer uncertain.
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(_upstream, content, CancellationToken.None);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(CancellationToken.None));
    }

    private string Replace(FaultRule rule, List<JsonObject> calls, string answer)
    {
        var root = JsonNode.Parse(answer);
        var answers = root is JsonArray several ? several.OfType<JsonObject>() : root is JsonObject one ? [one] : [];
        var byId = answers.ToDictionary(item => item["id"]?.ToJsonString() ?? string.Empty, StringComparer.Ordinal);
        foreach (var call in calls)
        {
            if (byId.TryGetValue(call["id"]?.ToJsonString() ?? string.Empty, out var item) && item.ContainsKey("result"))
            {
                Replace(rule, MethodOf(call), MethodOf(call) + call["params"]?.ToJsonString(), item);
            }
        }

        return root?.ToJsonString() ?? answer;
    }

    private void Replace(FaultRule rule, string method, string request, JsonObject item)
    {
        var result = item["result"]?.ToJsonString() ?? "null";
        _memory.Note(request, result);
        var isMeant = rule.Method == "*" || rule.Method == method;
        if (isMeant && rule.Action == FaultAction.NullFirst && _memory.Ask(request) <= rule.Polls)
        {
            item["result"] = null;
        }
        else if (isMeant && rule.Action == FaultAction.Stale && _memory.Earlier(request, rule.Answers) is { } earlier)
        {
            item["result"] = JsonNode.Parse(earlier);
        }
    }

    private static List<JsonObject> CallsOf(string body) => JsonNode.Parse(body) switch
    {
        JsonArray several => [.. several.OfType<JsonObject>()],
        JsonObject one => [one],
        _ => [],
    };

    private static string MethodOf(JsonObject call) => call["method"]?.GetValue<string>() ?? string.Empty;

    private static async Task WriteAsync(HttpContext context, int status, string type, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        await context.Response.WriteAsync(body, context.RequestAborted);
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace SettleEngine.HostileRpc;

/// <summary>The node behind the proxy. Thread rule: any thread.</summary>
internal sealed class Upstream(Uri address) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(1) };

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Passes a request on and waits for the whole answer.</summary>
    public async Task<(int Status, string Answer)> ForwardAsync(string body)
    {
        // A call that was begun is carried out even when its caller has gone: that is what makes an answer uncertain.
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(address, content, CancellationToken.None);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(CancellationToken.None));
    }

    /// <summary>Passes one call on.</summary>
    /// <returns>The whole answer object.</returns>
    public async Task<JsonObject> AskAsync(JsonObject call)
    {
        var (_, answer) = await ForwardAsync(call.ToJsonString());
        return JsonNode.Parse(answer) as JsonObject ?? [];
    }

    /// <summary>Asks a question of the proxy's own.</summary>
    /// <returns>The result, or null when there is none.</returns>
    public async Task<JsonNode?> AskAsync(string method, params JsonNode?[] parameters)
    {
        var answer = await AskAsync(new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = 1,
            ["method"] = method,
            ["params"] = new JsonArray(parameters),
        });
        return answer["result"];
    }

    /// <summary>Reads the height of a block.</summary>
    /// <param name="tag">A block tag such as <c>latest</c>.</param>
    public async Task<ulong> HeightAsync(string tag) =>
        Quantity((await AskAsync("eth_getBlockByNumber", tag, false))?["number"]);

    /// <summary>Reads what the next block costs.</summary>
    public async Task<ulong> NextBaseFeeAsync() =>
        Quantity((await AskAsync("eth_getBlockByNumber", "pending", false))?["baseFeePerGas"]);

    /// <summary>Reads a number of the wire; 0 when there is none.</summary>
    public static ulong Quantity(JsonNode? node) =>
        node?.GetValue<string>() is { Length: > 2 } text
            ? ulong.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : 0;

    /// <summary>Writes a number as on the wire.</summary>
    public static string Hex(ulong number) => string.Create(CultureInfo.InvariantCulture, $"0x{number:x}");
}

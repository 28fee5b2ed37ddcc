using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace SettleEngine.PortContracts.Tests.Chain;

/// <summary>A node that answers as a test says: by method, or by breaking the transport.</summary>
internal sealed class ScriptedEndpoint : HttpMessageHandler
{
    public Dictionary<string, Func<JsonArray, JsonNode?>> Results { get; } = new(StringComparer.Ordinal)
    {
        ["eth_chainId"] = _ => "0x14a34",
        ["eth_getBlockByNumber"] = parameters => Block(parameters[0]!.GetValue<string>() is "0x0" ? 0UL : 100UL),
    };

    public List<string> Calls { get; } = [];

    /// <summary>Replaces the whole answer to requests that contain this method.</summary>
    public Dictionary<string, Func<string, Task<HttpResponseMessage>>> Transport { get; } = new(StringComparer.Ordinal);

    public static JsonObject Block(ulong number, char fork = 'a') => new()
    {
        ["number"] = $"0x{number:x}",
        ["hash"] = Hash(number, fork),
        ["parentHash"] = Hash(number - 1, fork),
        ["timestamp"] = $"0x{1_800_000_000 + number:x}",
        ["gasLimit"] = "0x17d78400",
        ["baseFeePerGas"] = "0x4c4b40",
        ["transactions"] = new JsonArray(Hash(7, 'c')),
    };

    public static string Hash(ulong number, char fork = 'a') =>
        "0x" + new string(fork, 48) + number.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

    public static HttpResponseMessage Text(string body, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    public int CountOf(string method)
    {
        lock (Calls)
        {
            return Calls.Count(call => call == method);
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken)
    {
        var body = await request.Content!.ReadAsStringAsync(cancellationToken);
        var asked = JsonNode.Parse(body)!;
        foreach (var call in asked is JsonArray many ? many.ToArray() : [asked])
        {
            var method = call!["method"]!.GetValue<string>();
            lock (Calls)
            {
                Calls.Add(method);
            }

            if (Transport.TryGetValue(method, out var transport))
            {
                return await transport(body).WaitAsync(cancellationToken);
            }
        }

        return Text(asked is JsonArray array
            ? new JsonArray(array.Select(call => (JsonNode)Answer(call!)).ToArray()).ToJsonString()
            : Answer(asked).ToJsonString());
    }

    private JsonObject Answer(JsonNode call)
    {
        var answer = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = call["id"]!.DeepClone() };
        var method = call["method"]!.GetValue<string>();
        if (!Results.TryGetValue(method, out var result))
        {
            answer["error"] = new JsonObject { ["code"] = -32601, ["message"] = $"the method {method} does not exist" };
            return answer;
        }

        try
        {
            answer["result"] = result(call["params"]!.AsArray());
        }
        catch (NodeErrorException error)
        {
            answer["error"] = new JsonObject { ["code"] = error.Code, ["message"] = error.Message };
        }

        return answer;
    }
}

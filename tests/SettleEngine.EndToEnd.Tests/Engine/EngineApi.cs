using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Encoding;
using Xunit;

namespace SettleEngine.EndToEnd.Tests.Engine;

/// <summary>What a provider says to the engine over HTTP, and what it hears.</summary>
internal static class EngineApi
{
    private const string Network = "eip155:84532";

    public static string ToLine(in SignedAuthorization payment)
    {
        var authorization = payment.Authorization;
        return new JsonObject
        {
            ["network"] = Network,
            ["asset"] = payment.Token.ToString(),
            ["from"] = authorization.Payer.ToString(),
            ["to"] = authorization.Payee.ToString(),
            ["value"] = authorization.Value.ToString(),
            ["validAfter"] = authorization.ValidAfter.Value.ToString(CultureInfo.InvariantCulture),
            ["validBefore"] = authorization.ValidBefore.Value.ToString(CultureInfo.InvariantCulture),
            ["nonce"] = authorization.AuthorizationNonce.ToString(),
            ["signature"] = SignatureText(payment.Signature),
        }.ToJsonString();
    }

    public static async Task<List<JsonElement>> BulkAsync(
        this WorkerProcess worker,
        params IEnumerable<SignedAuthorization> payments)
    {
        var body = string.Join('\n', payments.Select(payment => ToLine(payment))) + "\n";
        using var content = new StringContent(body, Encoding.UTF8, "application/x-ndjson");
        using var response = await worker.Http.PostAsync("/v1/authorizations", content);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return ReadLines(await response.Content.ReadAsStringAsync());
    }

    public static async Task<JsonElement> SettleAsync(this WorkerProcess worker, SignedAuthorization payment) =>
        await worker.X402Async("/settle", payment);

    public static async Task<JsonElement> X402Async(this WorkerProcess worker, string path, SignedAuthorization payment)
    {
        using var content = new StringContent(X402Body(payment), Encoding.UTF8, "application/json");
        using var response = await worker.Http.PostAsync(path, content);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
    }

    public static async Task<List<JsonElement>> OutcomesAsync(this WorkerProcess worker, ulong after = 0)
    {
        var all = new List<JsonElement>();
        while (true)
        {
            var page = ReadLines(await worker.Http.GetStringAsync($"/v1/outcomes?after={after}"));
            if (page.Count == 0)
            {
                return all;
            }

            all.AddRange(page);
            after = page[^1].GetProperty("seq").GetUInt64();
        }
    }

    /// <summary>Waits until as many admissions have an outcome.</summary>
    public static async Task<List<JsonElement>> WaitForOutcomesAsync(
        this WorkerProcess worker,
        int count,
        TimeSpan timeout,
        Func<Task>? meanwhile = null)
    {
        var until = DateTimeNow + timeout;
        while (true)
        {
            var outcomes = await worker.OutcomesAsync();
            var decided = outcomes.Select(outcome => outcome.GetProperty("id").GetString()).Distinct().Count();
            if (decided >= count)
            {
                return outcomes;
            }

            Assert.True(DateTimeNow < until, $"{decided} of {count} outcomes after {timeout}.\n{worker.Output}");
            await (meanwhile?.Invoke() ?? Task.CompletedTask);
            await Task.Delay(200);
        }
    }

    public static async Task<JsonElement> FindAsync(this WorkerProcess worker, string id) =>
        JsonDocument.Parse(await worker.Http.GetStringAsync($"/v1/authorizations/{id}")).RootElement;

    private static TimeSpan DateTimeNow => TimeSpan.FromMilliseconds(Environment.TickCount64);

    private static string X402Body(SignedAuthorization payment)
    {
        var authorization = payment.Authorization;
        JsonObject Requirements() => new()
        {
            ["scheme"] = "exact",
            ["network"] = Network,
            ["amount"] = authorization.Value.ToString(),
            ["asset"] = payment.Token.ToString(),
            ["payTo"] = authorization.Payee.ToString(),
            ["maxTimeoutSeconds"] = 300,
            ["extra"] = new JsonObject { ["name"] = "USDC", ["version"] = "2" },
        };
        return new JsonObject
        {
            ["x402Version"] = 2,
            ["paymentPayload"] = new JsonObject
            {
                ["x402Version"] = 2,
                ["payload"] = new JsonObject
                {
                    ["authorization"] = new JsonObject
                    {
                        ["from"] = authorization.Payer.ToString(),
                        ["to"] = authorization.Payee.ToString(),
                        ["value"] = authorization.Value.ToString(),
                        ["validAfter"] = authorization.ValidAfter.Value.ToString(CultureInfo.InvariantCulture),
                        ["validBefore"] = authorization.ValidBefore.Value.ToString(CultureInfo.InvariantCulture),
                        ["nonce"] = authorization.AuthorizationNonce.ToString(),
                    },
                    ["signature"] = SignatureText(payment.Signature),
                },
                ["resource"] = new JsonObject { ["url"] = "http://127.0.0.1/w" },
                ["accepted"] = Requirements(),
            },
            ["paymentRequirements"] = Requirements(),
        }.ToJsonString();
    }

    private static string SignatureText(EcdsaSignature signature)
    {
        Span<byte> bytes = stackalloc byte[EcdsaSignature.Size];
        signature.CopyTo(bytes);
        return Hex.Encode(bytes);
    }

    private static List<JsonElement> ReadLines(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SettleEngine.PortContracts.Tests.Doors.Http;

/// <summary>Request bodies as the published clients send them.</summary>
internal static class X402Bodies
{
    public const string Payer = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
    public const string Payee = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
    public const string Usdc = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";

    // Key order and spelling of a request captured from @x402/express 2.27.
    public static JsonNode V2(int nonce = 1) => JsonNode.Parse(
        $$$$"""
        {"x402Version":2,
         "paymentPayload":{"x402Version":2,
           "payload":{"authorization":{"from":"{{{{Payer}}}}","to":"{{{{Payee}}}}",
              "value":"1000","validAfter":"0","validBefore":"1795248199","nonce":"{{{{Nonce(nonce)}}}}"},"signature":"{{{{Signature("1b")}}}}"},
           "resource":{"url":"http://127.0.0.1:4101/w","description":"t","mimeType":""},
           "accepted":{"scheme":"exact","network":"eip155:84532","amount":"1000","asset":"{{{{Usdc}}}}",
              "payTo":"{{{{Payee}}}}","maxTimeoutSeconds":300,"extra":{"name":"USDC","version":"2"}}},
         "paymentRequirements":{"scheme":"exact","network":"eip155:84532","amount":"1000","asset":"{{{{Usdc}}}}","payTo":"{{{{Payee}}}}",
              "maxTimeoutSeconds":300,"extra":{"name":"USDC","version":"2"}}}
        """)!;

    public static JsonNode V1(int nonce = 1) => JsonNode.Parse(
        $$$$"""
        {"x402Version":1,
         "paymentPayload":{"x402Version":1,"scheme":"exact","network":"base-sepolia","payload":{"signature":"{{{{Signature("1c")}}}}",
           "authorization":{"from":"{{{{Payer}}}}","to":"{{{{Payee}}}}","value":"1000","validAfter":"1795247435",
             "validBefore":"1795248095","nonce":"{{{{Nonce(nonce)}}}}"}}},
         "paymentRequirements":{"scheme":"exact","network":"base-sepolia","maxAmountRequired":"1000",
           "resource":"http://127.0.0.1:4211/w","description":"","mimeType":"","payTo":"{{{{Payee}}}}","maxTimeoutSeconds":60,
           "asset":"{{{{Usdc}}}}","outputSchema":{"input":{"type":"http","method":"GET","discoverable":true}},
           "extra":{"name":"USDC","version":"2"}}}
        """)!;

    public static string Nonce(int number) => "0x" + number.ToString("x64", CultureInfo.InvariantCulture);

    public static string Signature(string v) => "0x" + new string('a', 64) + new string('1', 64) + v;

    /// <summary>Replaces the value at a path such as <c>paymentPayload.payload.authorization.to</c>; null removes it.</summary>
    public static JsonNode With(this JsonNode body, string path, JsonNode? value)
    {
        var names = path.Split('.');
        var parent = body;
        foreach (var name in names[..^1])
        {
            parent = parent[name]!;
        }

        if (value is null)
        {
            parent.AsObject().Remove(names[^1]);
        }
        else
        {
            parent[names[^1]] = value;
        }

        return body;
    }

    public static string Text(this JsonNode body) => body.ToJsonString(new JsonSerializerOptions { WriteIndented = false });
}

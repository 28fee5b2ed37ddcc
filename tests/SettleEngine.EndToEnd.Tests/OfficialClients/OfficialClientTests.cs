using System.Text;
using System.Text.Json;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet;
using SettleEngine.EndToEnd.Tests.Contracts;
using SettleEngine.EndToEnd.Tests.Engine;
using Xunit;
using Xunit.Abstractions;

namespace SettleEngine.EndToEnd.Tests.OfficialClients;

/// <summary>Buyers and merchants on the official x402 packages, unmodified, with this engine as their facilitator.</summary>
public sealed class OfficialClientTests(Market market, ITestOutputHelper output) : IClassFixture<Market>
{
    private const string AuthorizationUsed = "0x98de503528ee59b575ef0c0a2576a82497bfc029a5685b209e9ec333479b10a5";
    private const ulong Balance = 5 * Market.Price;

    [NodeFact]
    public async Task A_hundred_buyers_at_once_all_pay_on_version_2() => await EverybodyPaysAsync(market.V2, "eip155:84532", 100);

    [NodeFact]
    public async Task Twenty_buyers_at_once_all_pay_on_version_1() => await EverybodyPaysAsync(market.V1, "base-sepolia", 20);

    [NodeFact]
    public async Task A_payment_that_was_settled_buys_nothing_a_second_time_on_version_2()
    {
        var (purchase, again) = await BuyAndPresentAgainAsync(market.V2, "PAYMENT-SIGNATURE");
        using (again)
        {
            Assert.Equal(200, purchase.Status);
            Assert.Equal(402, (int)again.StatusCode);
            Assert.Equal("invalid_exact_evm_nonce_already_used", PaymentRequired(again).GetProperty("error").GetString());
        }
    }

    [NodeFact]
    public async Task A_payment_that_was_settled_buys_nothing_a_second_time_on_version_1()
    {
        var (purchase, again) = await BuyAndPresentAgainAsync(market.V1, "X-PAYMENT");
        using (again)
        {
            Assert.Equal(200, purchase.Status);
            Assert.Equal(402, (int)again.StatusCode);
            var body = JsonDocument.Parse(await again.Content.ReadAsStringAsync()).RootElement;
            Assert.Equal("invalid_exact_evm_nonce_already_used", body.GetProperty("error").GetString());
        }
    }

    [NodeFact]
    public async Task A_payment_presented_ten_times_at_once_buys_once()
    {
        var buyers = await market.NewBuyersAsync(1, Balance);
        var payment = await market.SignAsync(market.V2, buyers.Values.Single());

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => PresentAsync(market.V2, "PAYMENT-SIGNATURE", payment)));

        Assert.Single(answers, answer => (int)answer.StatusCode == 200);
        Assert.Equal(9, answers.Count(answer => (int)answer.StatusCode == 402));
        Assert.Equal(Balance - Market.Price, (await market.Chain.TokenBalanceAsync(buyers.Keys.Single())).Units);
    }

    [NodeFact]
    public async Task A_buyer_without_money_is_told_so_and_served_nothing()
    {
        var buyers = await market.NewBuyersAsync(1, Market.Price - 1);

        var purchase = Assert.Single(await market.BuyAsync(market.V2, buyers.Values));

        Assert.Equal(402, purchase.Status);
        Assert.Equal("invalid_exact_evm_insufficient_balance", purchase.Error);
        Assert.Null(purchase.Answer);
        Assert.Equal(Market.Price - 1, (await market.Chain.TokenBalanceAsync(buyers.Keys.Single())).Units);
    }

    [NodeFact]
    public async Task A_merchant_opens_for_business_while_the_chain_is_down()
    {
        await using var chain = await LocalChain.StartAsync(options: null, CancellationToken.None);
        using var folder = new EngineFolder(chain.Accounts.Take(1));
        await using var worker = await WorkerProcess.StartAsync(folder, chain);
        await chain.DisposeAsync();
        var kinds = JsonDocument.Parse(await worker.Http.GetStringAsync("/supported")).RootElement.GetProperty("kinds");

        var merchant = await market.StartMerchantAsync(version: 2, worker);
        using var http = new HttpClient();
        using var response = await http.GetAsync(merchant.Resource);

        Assert.Contains(kinds.EnumerateArray(), kind => IsKind(kind, 2, "eip155:84532"));
        Assert.Contains(kinds.EnumerateArray(), kind => IsKind(kind, 1, "base-sepolia"));
        Assert.Equal(402, (int)response.StatusCode);
        var accepted = Assert.Single(PaymentRequired(response).GetProperty("accepts").EnumerateArray());
        Assert.Equal("exact", accepted.GetProperty("scheme").GetString());
        Assert.Equal(merchant.Payee, Address.Parse(accepted.GetProperty("payTo").GetString()!));
        var buyers = await market.NewBuyersAsync(1, Balance);
        var purchase = Assert.Single(await market.BuyAsync(merchant, buyers.Values));
        Assert.Equal((402, "unexpected_verify_error"), (purchase.Status, purchase.Error));
    }

    private static bool IsKind(JsonElement kind, int version, string network) =>
        kind.GetProperty("x402Version").GetInt32() == version
        && kind.GetProperty("scheme").GetString() == "exact"
        && kind.GetProperty("network").GetString() == network;

    private static JsonElement PaymentRequired(HttpResponseMessage response)
    {
        var header = Assert.Single(response.Headers.GetValues("PAYMENT-REQUIRED"));
        return JsonDocument.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(header))).RootElement;
    }

    private static Address PayerOf(JsonElement log) =>
        Address.Parse("0x" + log.GetProperty("topics")[1].GetString()![^40..]);

    private static string Text(Address address) => address.ToString();

    private static JsonElement BatchOf(Purchase purchase) => purchase.Answer!.Extra!.Value.GetProperty("batch");

    private static (string Transaction, uint LogIndex) ToldPlace(Purchase purchase) =>
        (purchase.Answer!.Transaction, BatchOf(purchase).GetProperty("logIndex").GetUInt32());

    private static async Task<HttpResponseMessage> PresentAsync(Merchant merchant, string header, string payment)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, merchant.Resource);
        request.Headers.Add(header, payment);
        return await http.SendAsync(request);
    }

    private async Task<(Purchase First, HttpResponseMessage Again)> BuyAndPresentAgainAsync(Merchant merchant, string header)
    {
        var buyers = await market.NewBuyersAsync(1, Balance);
        var purchase = Assert.Single(await market.BuyAsync(merchant, buyers.Values));
        var again = await PresentAsync(merchant, header, purchase.Payment!);
        Assert.DoesNotContain("served", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(Balance - Market.Price, (await market.Chain.TokenBalanceAsync(buyers.Keys.Single())).Units);
        return (purchase, again);
    }

    private async Task EverybodyPaysAsync(Merchant merchant, string network, int count)
    {
        var buyers = await market.NewBuyersAsync(count, Balance);
        var before = await market.Chain.TokenBalanceAsync(merchant.Payee);

        var purchases = await market.BuyAsync(merchant, buyers.Values);

        var refused = purchases.Where(purchase => purchase.Status != 200).ToArray();
        Assert.True(refused.Length == 0, $"{refused.Length} of {count} refused, such as {refused.FirstOrDefault()}\n{market.Worker.Output}");
        Assert.Equal(count, purchases.Length);
        Assert.All(purchases, purchase =>
        {
            Assert.True(purchase.Body.GetProperty("served").GetBoolean());
            Assert.True(purchase.Answer!.Success);
            Assert.Equal(network, purchase.Answer.Network);
        });
        var told = purchases.ToDictionary(purchase => Address.Parse(purchase.Answer!.Payer!), ToldPlace);
        Assert.Equal(buyers.Keys.Select(Text).Order(), told.Keys.Select(Text).Order());
        Assert.Equal(told, await UsedAuthorizationsAsync(buyers.Keys));
        var transactions = told.Values.CountBy(place => place.Transaction).ToDictionary();
        Assert.All(purchases, purchase => Assert.Equal(
            transactions[purchase.Answer!.Transaction],
            BatchOf(purchase).GetProperty("size").GetInt32()));
        foreach (var buyer in buyers.Keys)
        {
            Assert.Equal(Balance - Market.Price, (await market.Chain.TokenBalanceAsync(buyer)).Units);
        }

        var after = await market.Chain.TokenBalanceAsync(merchant.Payee);
        Assert.Equal(before.Units + (Market.Price * (ulong)count), after.Units);
        output.WriteLine(
            $"{purchases.Length} of {count} paid in {transactions.Count} transactions; "
            + $"the slowest purchase took {purchases.Max(purchase => purchase.Milliseconds)} ms");
    }

    /// <summary>Reads from the chain where each account's authorization was used; exactly one per account.</summary>
    private async Task<Dictionary<Address, (string Transaction, uint LogIndex)>> UsedAuthorizationsAsync(
        Dictionary<Address, string>.KeyCollection accounts)
    {
        var filter = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["address"] = market.Chain.Token.ToString(),
            ["fromBlock"] = "0x0",
            ["toBlock"] = "latest",
            ["topics"] = new[] { AuthorizationUsed },
        };
        var logs = await market.Chain.Rpc.CallAsync("eth_getLogs", CancellationToken.None, filter);
        return logs.EnumerateArray()
            .Where(log => accounts.Contains(PayerOf(log)))
            .ToDictionary(PayerOf, log => (
                log.GetProperty("transactionHash").GetString()!,
                Convert.ToUInt32(log.GetProperty("logIndex").GetString(), fromBase: 16)));
    }
}

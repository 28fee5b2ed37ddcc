using SettleEngine.Core.Batch.Cost;
using SettleEngine.Worker.Chains;
using SettleEngine.Worker.Options;
using Xunit;

namespace SettleEngine.EndToEnd.Tests.Commands;

/// <summary>Chains differ by data: what is in the table or in a file, no code asks which chain it is.</summary>
public sealed class ChainTableTests : IDisposable
{
    private const string MadeUp = """{"chainId":7777,"name":"Made up","nativeCoin":"MUC","l1Fee":"fjord","baseFeeFloorWei":9000000}""";

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData(8453, L1FeeKind.Fjord, 5_000_000, "ETH")]
    [InlineData(84532, L1FeeKind.Fjord, 200_000, "ETH")]
    [InlineData(10, L1FeeKind.Fjord, 0, "ETH")]
    [InlineData(42161, L1FeeKind.GasInside, 0, "ETH")]
    [InlineData(137, L1FeeKind.None, 0, "POL")]
    [InlineData(43114, L1FeeKind.None, 0, "AVAX")]
    [InlineData(31337, L1FeeKind.None, 0, "ETH")]
    public async Task The_built_in_table_knows_the_usual_chains(ulong chainId, L1FeeKind l1, ulong floorWei, string coin)
    {
        var table = await ChainTable.LoadAsync(null, CancellationToken.None);

        Assert.Equal(new ChainCosts(chainId, coin, l1, floorWei), table.For(chainId).Costs);
    }

    [Fact]
    public async Task A_made_up_chain_in_a_file_is_predicted_like_any_other()
    {
        var table = await LoadAsync("{\"chains\":[" + MadeUp + "]}");
        var chain = table.For(7_777);

        var estimate = CostEstimate.Predict(
            chain.Costs,
            SettlementKind.Settler,
            BatchShape.ToOnePayee(100),
            gasPriceWei: 1,
            new L1Prices(1_000_000_000, 62_500_000, 2_269, 1_055_762),
            new byte[13_400]);

        Assert.Equal("Made up", chain.Name);
        Assert.Equal((UInt128)estimate.Gas * 9_000_000, estimate.GasFeesWei);
        Assert.True(estimate.L1FeeWei > 0);
    }

    [Fact]
    public async Task A_files_chain_takes_the_place_of_the_built_in_one_and_the_others_stay()
    {
        var table = await LoadAsync("{\"chains\":[" + MadeUp.Replace("7777", "8453", StringComparison.Ordinal) + "]}");

        Assert.Equal("MUC", table.For(8_453).Costs.NativeCoin);
        Assert.Equal("POL", table.For(137).Costs.NativeCoin);
    }

    [Fact]
    public async Task A_chain_that_nobody_has_described_pays_for_gas_alone()
    {
        var table = await ChainTable.LoadAsync(null, CancellationToken.None);

        Assert.Equal(new ChainCosts(5, "native coin", L1FeeKind.None, 0), table.For(5).Costs);
    }

    [Theory]
    [InlineData("[]", "chains")]
    [InlineData("{\"chains\":{}}", "chains")]
    [InlineData("{\"chains\":[],\"more\":1}", "chains")]
    [InlineData("{\"chains\":[1]}", "chains[0]")]
    [InlineData("{\"chains\":[{\"chainId\":1}]}", "lacks a member")]
    [InlineData("{\"chains\":[{\"chainID\":1}]}", "chains[0].chainID")]
    [InlineData("{\"chains\":[{\"chainId\":\"1\"}]}", "chains[0].chainId")]
    [InlineData("{\"chains\":[{\"baseFeeFloorWei\":-1}]}", "chains[0].baseFeeFloorWei")]
    [InlineData("{\"chains\":[{\"baseFeeFloorWei\":0.5}]}", "chains[0].baseFeeFloorWei")]
    [InlineData("{\"chains\":[{\"l1Fee\":\"bedrock\"}]}", "chains[0].l1Fee")]
    [InlineData("{\"chains\":[{\"name\":\"\"}]}", "chains[0].name")]
    [InlineData("{\"chains\":[{\"chainId\":1,\"chainId\":2}]}", "JSON")]
    [InlineData("{\"chains\":[" + MadeUp + "," + MadeUp + "]}", "twice")]
    [InlineData("", "JSON")]
    public async Task Another_form_is_refused_in_words_that_name_option_file_and_place(string text, string place)
    {
        var refusal = await Assert.ThrowsAsync<SettingException>(() => LoadAsync(text));

        Assert.StartsWith($"--chain-costs {_file}", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(place, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_a_wrong_option()
    {
        var refusal = await Assert.ThrowsAsync<SettingException>(() => ChainTable.LoadAsync(_file + "-none", CancellationToken.None));

        Assert.Contains("--chain-costs", refusal.Message, StringComparison.Ordinal);
    }

    private async Task<ChainTable> LoadAsync(string text)
    {
        await File.WriteAllTextAsync(_file, text);
        return await ChainTable.LoadAsync(_file, CancellationToken.None);
    }
}

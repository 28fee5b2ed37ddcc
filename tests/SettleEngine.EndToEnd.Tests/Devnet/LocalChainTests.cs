using System.Diagnostics;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet;
using SettleEngine.Devnet.TokenContracts;
using Xunit;

namespace SettleEngine.EndToEnd.Tests.Devnet;

[Collection(SharedChain.Name)]
public sealed class LocalChainTests(LocalChainFixture fixture)
{
    private readonly LocalChain _chain = fixture.Chain;

    [Fact]
    public async Task The_chain_has_the_id_of_Base_Sepolia()
    {
        var id = await _chain.Rpc.CallAsync("eth_chainId", CancellationToken.None);

        Assert.Equal("0x14a34", id.GetString());
        Assert.Equal(84532UL, _chain.ChainId);
    }

    [Fact]
    public async Task Multicall3_has_its_published_code()
    {
        var code = await _chain.Rpc.CallAsync("eth_getCode", CancellationToken.None, _chain.Multicall3, "latest");

        Assert.Equal(
            LocalContracts.Multicall3CodeHash,
            Keccak256.Hash(Convert.FromHexString(code.GetString().AsSpan(2))));
    }

    [Fact]
    public async Task The_base_fee_neither_falls_in_empty_blocks_nor_changes_in_the_pending_one()
    {
        await _chain.MineAsync(5);

        foreach (var tag in new[] { "latest", "pending" })
        {
            var block = await _chain.Rpc.CallAsync("eth_getBlockByNumber", CancellationToken.None, tag, false);
            Assert.Equal("0x4c4b40", block.GetProperty("baseFeePerGas").GetString());
        }
    }

    [Fact]
    public async Task A_base_fee_that_was_asked_for_lasts_one_block()
    {
        await _chain.SetNextBlockBaseFeeAsync(7_000_000);

        await _chain.MineAsync();
        Assert.Equal("0x6acfc0", await LatestBaseFeeAsync());

        await _chain.MineAsync();
        Assert.Equal("0x4c4b40", await LatestBaseFeeAsync());
    }

    [Fact]
    public async Task A_base_fee_that_was_stated_lasts_until_another_one_is()
    {
        await _chain.SetBaseFeeAsync(7_000_000);
        await _chain.MineAsync(3);
        Assert.Equal("0x6acfc0", await LatestBaseFeeAsync());

        await _chain.SetBaseFeeAsync(5_000_000);
        await _chain.MineAsync();
        Assert.Equal("0x4c4b40", await LatestBaseFeeAsync());
    }

    [Fact]
    public async Task A_block_is_final_sixteen_blocks_later()
    {
        await _chain.MineAsync(20);

        var finalized = await _chain.Rpc.CallAsync("eth_getBlockByNumber", CancellationToken.None, "finalized", false);
        var head = await _chain.BlockNumberAsync();
        Assert.Equal(head - 16, LocalContracts.ReadQuantity(finalized.GetProperty("number")).Low64);
    }

    [Fact]
    public async Task Twelve_hundred_balances_are_set_by_storage()
    {
        var accounts = Enumerable.Range(1, 1_200).Select(AccountNumber).ToArray();

        await _chain.SetTokenBalancesAsync(accounts, new TokenAmount(123_456));

        Assert.Equal(123_456UL, (await _chain.TokenBalanceAsync(accounts[0])).Units);
        Assert.Equal(123_456UL, (await _chain.TokenBalanceAsync(accounts[^1])).Units);
        Assert.Equal(0UL, (await _chain.TokenBalanceAsync(AccountNumber(1_201))).Units);
    }

    [Fact]
    public async Task A_revert_brings_back_state_and_empties_the_pool()
    {
        var account = AccountNumber(5_000);
        await _chain.SetTokenBalanceAsync(account, new TokenAmount(1));
        var snapshot = await _chain.SnapshotAsync();
        await _chain.SetTokenBalanceAsync(account, new TokenAmount(2));
        await _chain.SendAsAsync(DevAccount.All[9].Address, account, default);

        await _chain.RevertAsync(snapshot);

        Assert.Equal(1UL, (await _chain.TokenBalanceAsync(account)).Units);
        var pool = await _chain.Rpc.CallAsync("txpool_status", CancellationToken.None);
        Assert.Equal("0x0", pool.GetProperty("pending").GetString());
    }

    [Fact]
    public async Task A_reorg_replaces_blocks_and_loses_their_transactions()
    {
        await _chain.MineAsync(2);
        var hash = await _chain.SendAsAsync(DevAccount.All[9].Address, AccountNumber(6_000), default);
        await _chain.MineAsync();
        var before = await LatestHashAsync();
        var head = await _chain.BlockNumberAsync();

        await _chain.ReorgAsync(2);

        Assert.NotEqual(before, await LatestHashAsync());
        Assert.Equal(head, await _chain.BlockNumberAsync());
        var receipt = await _chain.Rpc.CallAsync("eth_getTransactionReceipt", CancellationToken.None, hash);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, receipt.ValueKind);
    }

    [Fact]
    public async Task Time_moves_ahead_when_asked()
    {
        var before = await _chain.BlockTimeAsync();

        await _chain.IncreaseTimeAsync(TimeSpan.FromHours(1));
        await _chain.MineAsync();

        Assert.InRange((await _chain.BlockTimeAsync()).Value, before.Value + 3_600, before.Value + 3_660);
    }

    [Fact]
    public async Task Blocks_come_by_themselves_at_fractions_of_a_second()
    {
        var head = await _chain.BlockNumberAsync();
        await _chain.SetIntervalMiningAsync(TimeSpan.FromMilliseconds(50));
        var watch = Stopwatch.StartNew();
        while (await _chain.BlockNumberAsync() < head + 5)
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), "No five blocks in twenty seconds.");
            await Task.Delay(10);
        }

        await _chain.SetIntervalMiningAsync(TimeSpan.Zero);
        Assert.Equal("0x4c4b40", await LatestBaseFeeAsync());
    }

    private async Task<string?> LatestBaseFeeAsync() => (await LatestAsync()).GetProperty("baseFeePerGas").GetString();

    private async Task<string?> LatestHashAsync() => (await LatestAsync()).GetProperty("hash").GetString();

    private async Task<System.Text.Json.JsonElement> LatestAsync() =>
        await _chain.Rpc.CallAsync("eth_getBlockByNumber", CancellationToken.None, "latest", false);

    private static Address AccountNumber(int number)
    {
        Span<byte> bytes = stackalloc byte[Address.Size];
        bytes.Clear();
        bytes[0] = 0xA1;
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes[16..], number);
        return new Address(bytes);
    }
}

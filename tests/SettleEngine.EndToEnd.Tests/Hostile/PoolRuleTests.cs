using System.Text.Json;
using SettleEngine.Chain.Rpc;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;
using SettleEngine.Devnet;
using SettleEngine.EndToEnd.Tests.Devnet;
using SettleEngine.HostileRpc;
using SettleEngine.HostileRpc.Pool;
using Xunit;

namespace SettleEngine.EndToEnd.Tests.Hostile;

/// <summary>The proxy refuses what production nodes refuse, in words that the engine's table knows, and lets the rest pass.</summary>
public sealed class PoolRuleTests(LocalChainFixture fixture) : IClassFixture<LocalChainFixture>, IAsyncLifetime, IDisposable
{
    private const ulong Gwei = 1_000_000_000;

    private readonly LocalChain _chain = fixture.Chain;
    private HostileProxy _proxy = null!;
    private JsonRpcEndpoint _rpc = null!;

    public async Task InitializeAsync()
    {
        _proxy = await HostileProxy.StartAsync(_chain.RpcUrl, "127.0.0.1:0", new FaultScript { Pool = new PoolRules() });
        _rpc = new JsonRpcEndpoint(_proxy.Url);
    }

    public async Task DisposeAsync() => await _proxy.DisposeAsync();

    public void Dispose() => _rpc.Dispose();

    [Theory]
    [InlineData(100, 2_000, false)]
    [InlineData(110, 1_000, false)]
    [InlineData(109, 1_100, false)]
    [InlineData(110, 1_099, false)]
    [InlineData(110, 1_100, true)]
    [InlineData(113, 1_125, true)]
    public async Task A_replacement_must_raise_tip_and_cap_by_a_tenth(ulong tip, ulong cap, bool isTaken)
    {
        var sender = DevAccount.All[0];
        var at = await _chain.NextNonceAsync(sender);
        await SendAsync(RawTransfer.Sign(sender, at, tip: Gwei, cap: 10 * Gwei));

        var replacement = RawTransfer.Sign(sender, at, tip * Gwei / 100, cap * Gwei / 100);

        if (isTaken)
        {
            await SendAsync(replacement);
        }
        else
        {
            await RefusedAsync(replacement, "replacement transaction underpriced", SendVerdict.Underpriced);
        }

        await _chain.MineAsync();
    }

    [Fact]
    public async Task A_transaction_may_use_two_to_the_power_of_24_gas_and_no_more()
    {
        var sender = DevAccount.All[1];
        var at = await _chain.NextNonceAsync(sender);

        await RefusedAsync(
            RawTransfer.Sign(sender, at, gasLimit: 16_777_217),
            "transaction gas limit too high (cap: 16777216, tx: 16777217)",
            SendVerdict.BuildError);
        await SendAsync(RawTransfer.Sign(sender, at, gasLimit: 16_777_216));

        await _chain.MineAsync();
        Assert.Equal(at + 1, await _chain.NextNonceAsync(sender));
    }

    [Fact]
    public async Task A_transaction_may_have_128_KiB_and_no_more()
    {
        var sender = DevAccount.All[2];
        var at = await _chain.NextNonceAsync(sender);
        var overhead = RawTransfer.Sign(sender, at, gasLimit: 16_000_000, dataBytes: 130_000).Length - 130_000;

        await RefusedAsync(
            RawTransfer.Sign(sender, at, gasLimit: 16_000_000, dataBytes: 131_073 - overhead),
            "oversized data: transaction size 131073, limit 131072",
            SendVerdict.BuildError);
        await SendAsync(RawTransfer.Sign(sender, at, gasLimit: 16_000_000, dataBytes: 131_072 - overhead));

        await _chain.MineAsync();
        Assert.Equal(at + 1, await _chain.NextNonceAsync(sender));
    }

    [Fact]
    public async Task Sixteen_transactions_of_an_account_may_wait_and_a_block_makes_room()
    {
        var sender = DevAccount.All[3];
        var at = await _chain.NextNonceAsync(sender);
        for (var i = 0UL; i < 16; i++)
        {
            await SendAsync(RawTransfer.Sign(sender, at + i));
        }

        await RefusedAsync(RawTransfer.Sign(sender, at + 16), "txpool is full", SendVerdict.LaneTrouble);
        await SendAsync(RawTransfer.Sign(DevAccount.All[4], await _chain.NextNonceAsync(DevAccount.All[4])));
        await _chain.MineAsync();
        await SendAsync(RawTransfer.Sign(sender, at + 16));

        await _chain.MineAsync();
        Assert.Equal(at + 17, await _chain.NextNonceAsync(sender));
    }

    [Fact]
    public async Task What_the_pool_has_and_what_is_in_a_block_are_told_apart()
    {
        var sender = DevAccount.All[5];
        var at = await _chain.NextNonceAsync(sender);
        var raw = RawTransfer.Sign(sender, at);
        await SendAsync(raw);

        await RefusedAsync(raw, "already known", SendVerdict.InPool);
        await _chain.MineAsync();
        await RefusedAsync(raw, $"nonce too low: next nonce {at + 1}, tx nonce {at}", SendVerdict.NonceConsumed);
    }

    [Fact]
    public async Task A_transaction_behind_a_gap_waits_for_the_one_before_it()
    {
        var sender = DevAccount.All[6];
        var at = await _chain.NextNonceAsync(sender);
        await SendAsync(RawTransfer.Sign(sender, at + 1));
        await _chain.MineAsync();
        Assert.Equal(at, await _chain.NextNonceAsync(sender));

        await SendAsync(RawTransfer.Sign(sender, at));
        await _chain.MineAsync();

        Assert.Equal(at + 2, await _chain.NextNonceAsync(sender));
    }

    [Fact]
    public async Task A_transaction_below_the_base_fee_is_taken_and_waits_until_it_falls()
    {
        var sender = DevAccount.All[7];
        var at = await _chain.NextNonceAsync(sender);
        await _chain.SetNextBlockBaseFeeAsync((UInt256)(500 * 1_000_000));

        await SendAsync(RawTransfer.Sign(sender, at, cap: 10_000_000));
        await _chain.MineAsync();
        Assert.Equal(at, await _chain.NextNonceAsync(sender));
        for (var i = 0; i < 50 && await _chain.NextNonceAsync(sender) == at; i++)
        {
            await Task.Delay(100);
            await _chain.MineAsync();
        }

        Assert.Equal(at + 1, await _chain.NextNonceAsync(sender));
        Assert.Contains(_proxy.Log, count => count.What == "pool: waits below the base fee");
    }

    private Task<JsonElement> SendAsync(byte[] raw) => _rpc.CallAsync("eth_sendRawTransaction", CancellationToken.None, raw).AsTask();

    private async Task RefusedAsync(byte[] raw, string words, SendVerdict verdict)
    {
        var refused = await Assert.ThrowsAsync<JsonRpcException>(() => SendAsync(raw));
        Assert.Equal(words, refused.Message);
        Assert.Equal(verdict, SendErrorTable.Classify(refused.Message));
    }
}

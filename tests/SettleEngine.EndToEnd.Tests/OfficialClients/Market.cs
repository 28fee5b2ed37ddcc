using System.Text.Json;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet;
using SettleEngine.Devnet.Payers;
using SettleEngine.EndToEnd.Tests.Engine;
using Xunit;

namespace SettleEngine.EndToEnd.Tests.OfficialClients;

/// <summary>A chain with 500 ms blocks, the engine on it, and a merchant of each protocol version before the engine.</summary>
public sealed class Market : IAsyncLifetime
{
    /// <summary>What the merchants ask, in units of the token: $0.001.</summary>
    internal const ulong Price = 1_000;

    private static readonly LocalChainOptions ChainOptions = new() { BlockTime = TimeSpan.FromMilliseconds(500) };
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static int KeysMade;

    private readonly List<IAsyncDisposable> _parts = [];
    private readonly List<IDisposable> _folders = [];
    private ClientPrograms? _programs;

    internal LocalChain Chain { get; private set; } = null!;

    internal WorkerProcess Worker { get; private set; } = null!;

    internal Merchant V1 { get; private set; } = null!;

    internal Merchant V2 { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _programs = await ClientPrograms.PrepareAsync();
        _folders.Add(_programs);
        Chain = await LocalChain.StartAsync(ChainOptions, CancellationToken.None);
        _parts.Add(Chain);
        var folder = new EngineFolder(Chain.Accounts.Take(4));
        _folders.Add(folder);
        Worker = await WorkerProcess.StartAsync(folder, Chain);
        _parts.Add(Worker);
        V1 = await StartMerchantAsync(version: 1, Worker);
        V2 = await StartMerchantAsync(version: 2, Worker);
    }

    public async Task DisposeAsync()
    {
        foreach (var part in Enumerable.Reverse(_parts))
        {
            await part.DisposeAsync();
        }

        _folders.ForEach(folder => folder.Dispose());
    }

    /// <summary>Starts a merchant that asks this engine; it ends with the market.</summary>
    internal async Task<Merchant> StartMerchantAsync(int version, WorkerProcess facilitator)
    {
        var payee = new FixedBaseSigner(NewKey()).Account;
        var program = await NodeProgram.ListenAsync(
            _programs!.PathOf($"v{version}-merchant.mjs"),
            facilitator.Http.BaseAddress!.ToString().TrimEnd('/'),
            payee.ToString());
        _parts.Add(program);
        return new Merchant(version, new Uri(program.Url!, "/paid"), payee);
    }

    /// <summary>Makes buyers that nobody else has.</summary>
    /// <returns>Each buyer's key by account, in no order.</returns>
    internal async Task<Dictionary<Address, string>> NewBuyersAsync(int count, ulong balance)
    {
        var keys = Enumerable.Range(0, count)
            .Select(_ => NewKey())
            .ToDictionary(key => new FixedBaseSigner(key).Account, key => Hex.Encode(key));
        await Chain.SetTokenBalancesAsync(keys.Keys, new TokenAmount(balance));
        return keys;
    }

    /// <summary>Lets all buyers buy at the same time.</summary>
    internal Task<Purchase[]> BuyAsync(Merchant merchant, IEnumerable<string> keys) =>
        RunBuyersAsync(merchant, keys, signOnly: false);

    /// <summary>Lets a buyer make a payment without handing it over.</summary>
    /// <returns>The payment header.</returns>
    internal async Task<string> SignAsync(Merchant merchant, string key) =>
        Assert.Single(await RunBuyersAsync(merchant, [key], signOnly: true)).Payment!;

    private async Task<Purchase[]> RunBuyersAsync(Merchant merchant, IEnumerable<string> keys, bool signOnly)
    {
        var job = JsonSerializer.Serialize(new { resource = merchant.Resource, keys, signOnly });
        var report = await NodeProgram.RunAsync(_programs!.PathOf($"v{merchant.Version}-buyers.mjs"), job);
        return JsonSerializer.Deserialize<Purchase[]>(report, Json)!;
    }

    private static byte[] NewKey()
    {
        var key = new byte[Hash256.Size];
        Keccak256.Hash(BitConverter.GetBytes(Interlocked.Increment(ref KeysMade)), key);
        return key;
    }
}

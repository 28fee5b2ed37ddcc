using SettleEngine.Core.Primitives;
using SettleEngine.Devnet;
using SettleEngine.Devnet.Payers;
using Xunit;

namespace SettleEngine.EndToEnd.Tests.Engine;

/// <summary>A chain of its own for a test class that runs engines: 250 ms blocks, so that 16 blocks to finality are 4 s.</summary>
public sealed class EngineChain : IAsyncLifetime
{
    private static int PayerSets;

    public LocalChain Chain { get; private set; } = null!;

    public async Task InitializeAsync() => Chain = await LocalChain.StartAsync(
        new LocalChainOptions { BlockTime = TimeSpan.FromMilliseconds(250) },
        CancellationToken.None);

    public async Task DisposeAsync() => await Chain.DisposeAsync();

    /// <summary>Funded payers that no other test has.</summary>
    internal async Task<PaymentFactory> NewPayersAsync(int count, ulong balance = 1_000_000_000)
    {
        var factory = new PaymentFactory(0xE2E0_0000UL + (ulong)Interlocked.Increment(ref PayerSets), count);
        await factory.FundAsync(Chain, new TokenAmount(balance));
        return factory;
    }

    internal async Task<PaymentTerms> TermsAsync(ulong seconds = 3_600) =>
        PaymentTerms.Until(new UnixSeconds((await Chain.BlockTimeAsync()).Value + seconds));
}

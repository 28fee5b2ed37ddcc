using SettleEngine.Devnet;
using Xunit;

namespace SettleEngine.EndToEnd.Tests.Devnet;

/// <summary>One chain without interval for all tests of a collection; each test uses payers of its own.</summary>
public sealed class LocalChainFixture : IAsyncLifetime
{
    public LocalChain Chain { get; private set; } = null!;

    public async Task InitializeAsync() => Chain = await LocalChain.StartAsync(options: null, CancellationToken.None);

    public async Task DisposeAsync()
    {
        // A chain that did not start has said why already.
        if (Chain is not null)
        {
            await Chain.DisposeAsync();
        }
    }
}

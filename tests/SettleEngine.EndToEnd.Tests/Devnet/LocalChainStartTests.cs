using SettleEngine.Devnet;
using Xunit;

namespace SettleEngine.EndToEnd.Tests.Devnet;

public sealed class LocalChainStartTests
{
    [Fact]
    public async Task A_binary_that_is_missing_is_named_in_the_message()
    {
        var options = new LocalChainOptions { AnvilPath = "/nowhere/anvil" };

        var exception = await Assert.ThrowsAsync<LocalChainException>(
            () => LocalChain.StartAsync(options, CancellationToken.None));

        Assert.Contains("/nowhere/anvil", exception.Message, StringComparison.Ordinal);
        Assert.Contains("--anvil", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_ends_at_once_is_reported_with_its_last_words()
    {
        await using var chain = await LocalChain.StartAsync(options: null, CancellationToken.None);
        var options = new LocalChainOptions { Port = chain.RpcUrl.Port };

        var exception = await Assert.ThrowsAsync<LocalChainException>(
            () => LocalChain.StartAsync(options, CancellationToken.None));

        Assert.Contains("in use", exception.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_folder_without_the_packages_is_refused()
    {
        var options = new LocalChainOptions { PackagesFolder = Path.GetTempPath() };

        var exception = await Assert.ThrowsAsync<LocalChainException>(
            () => LocalChain.StartAsync(options, CancellationToken.None));

        Assert.Contains("npm ci", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_listens_after_the_chain_is_disposed()
    {
        var chain = await LocalChain.StartAsync(options: null, CancellationToken.None);
        var port = chain.RpcUrl.Port;

        await chain.DisposeAsync();

        using var client = new System.Net.Sockets.TcpClient();
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => client.ConnectAsync("127.0.0.1", port));
    }
}

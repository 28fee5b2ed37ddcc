using SettleEngine.Chain;
using SettleEngine.Chain.Lanes;
using SettleEngine.Core;
using SettleEngine.Core.Submit;

namespace SettleEngine.Devnet;

/// <summary>The guarded settler on a local chain, deployed as an operator would.</summary>
public static class LocalSettler
{
    private const ulong MaxFeePerGasWei = 1_000_000_000;

    /// <summary>Deploys it, unless it is there. The chain must make blocks meanwhile.</summary>
    /// <param name="chain">The chain; its last account pays, which must be no lane.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when it can be used.</returns>
    public static async Task DeploySettlerAsync(this LocalChain chain, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(chain);
        using var client = await JsonRpcChainClient.ConnectAsync([chain.RpcUrl], chain.ChainId, cancellationToken);
        var isKey = PlatformLaneSigner.TryImport(chain.Accounts[^1].PrivateKey.Span, out var signer);
        Invariant.Holds(isKey);
        using var payer = signer!;
        var deployment = new SettlerDeployment(client, payer, new FeePolicy(1, MaxFeePerGasWei), TimeProvider.System);
        await deployment.DeployAsync(cancellationToken);
    }
}

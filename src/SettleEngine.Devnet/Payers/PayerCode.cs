using SettleEngine.Core.Primitives;
using SettleEngine.Devnet.TokenContracts;

namespace SettleEngine.Devnet.Payers;

/// <summary>Gives payers of the local chain code, as a wallet contract (ERC-1271) or a delegation (EIP-7702) would, and takes it
/// away again: at once, without a transaction.</summary>
/// <remarks>Thread rule: any thread. Failure: <see cref="Chain.Rpc.JsonRpcException"/> when the node refuses.</remarks>
public static class PayerCode
{
    /// <summary>Makes a payer a wallet that answers for one key, truthfully.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="account">The payer.</param>
    /// <param name="signer">The key's account; the payer's own for a delegation.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when the code is there.</returns>
    public static Task PlantSmartWalletAsync(
        this LocalChain chain,
        Address account,
        Address signer,
        CancellationToken cancellationToken = default)
    {
        Span<byte> word = stackalloc byte[UInt256.Size];
        word.Clear();
        signer.CopyTo(word[^Address.Size..]);
        return PlantAsync(chain, account, "SmartWallet", new UInt256(word), cancellationToken);
    }

    /// <summary>Makes a payer a wallet that wants to hurt whoever settles its payments.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="account">The payer.</param>
    /// <param name="mode">How.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when the code is there.</returns>
    public static Task PlantHostileWalletAsync(
        this LocalChain chain,
        Address account,
        HostileMode mode,
        CancellationToken cancellationToken = default) =>
        PlantAsync(chain, account, "HostileWallet", (ulong)mode, cancellationToken);

    private static async Task PlantAsync(
        LocalChain chain,
        Address account,
        string name,
        UInt256 word,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(chain);
        var wallet = await ContractArtifact.LoadAsync(name, cancellationToken);
        LocalContracts.ThrowOnError(await chain.Rpc.CallBatchAsync(
            new[] { LocalContracts.SetStorage(account, default, word) },
            cancellationToken));
        await chain.SetCodeAsync(account, wallet.Link(default), cancellationToken);
    }
}

using SettleEngine.Chain.Rpc;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Chain;

/// <summary>Puts the guarded settler on a chain that does not have it yet (<see cref="SettlerContract"/>).</summary>
/// <remarks>No journal: the same transaction twice deploys once, so whoever does not know how a deployment ended starts
/// another. Thread rule: one call at a time.</remarks>
/// <param name="chain">The chain.</param>
/// <param name="payer">Who pays; an account that no running engine sends from.</param>
/// <param name="fees">What is offered per gas.</param>
/// <param name="timeProvider">Measures the wait for inclusion.</param>
public sealed class SettlerDeployment(
    JsonRpcChainClient chain,
    ILaneSigner payer,
    FeePolicy fees,
    TimeProvider timeProvider)
{
    /// <summary>Most gas that the deployment may use; measured on the local chain: 129,470.</summary>
    public const ulong GasLimit = 200_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether the settler's code, and nothing else, is at its address.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>True when it can be used.</returns>
    /// <exception cref="ChainUnavailableException">No endpoint answered.</exception>
    public static async ValueTask<bool> IsDeployedAsync(JsonRpcChainClient chain, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(chain);
        return SettlerContract.IsCode(await chain.GetCodeAsync(SettlerContract.Address, cancellationToken));
    }

    /// <summary>Deploys, waits for inclusion and compares the code.</summary>
    /// <param name="cancellationToken">Cancels the wait; the transaction may have been sent.</param>
    /// <returns>The transaction, or null when the settler was there already.</returns>
    /// <exception cref="InvalidDataException">The chain has no deployment proxy, or something else at the address; the text
    /// says what to do.</exception>
    /// <exception cref="IOException">The transaction was refused or not included.</exception>
    public async Task<Hash256?> DeployAsync(CancellationToken cancellationToken)
    {
        if (await IsDeployedAsync(chain, cancellationToken))
        {
            return null;
        }

        if ((await chain.GetCodeAsync(SettlerContract.DeploymentProxy, cancellationToken)).Length == 0)
        {
            throw new InvalidDataException(
                $"The chain has no deployment proxy at {SettlerContract.DeploymentProxy}, without which the settler would "
                + "get another address. Batches go through Multicall3 there.");
        }

        var raw = await SignAsync(cancellationToken);
        var hash = Keccak256.Hash(raw);
        await SendAsync(raw, cancellationToken);
        var receipt = await WaitAsync(hash, cancellationToken);
        return receipt.Succeeded && await IsDeployedAsync(chain, cancellationToken)
            ? hash
            : throw new InvalidDataException(
                $"Transaction {hash} is in block {receipt.BlockNumber}, but {SettlerContract.Address} does not have the settler's code.");
    }

    private async ValueTask<byte[]> SignAsync(CancellationToken cancellationToken)
    {
        var head = await chain.GetHeaderAsync(BlockTag.Latest, cancellationToken);
        var counts = await chain.GetAccountNoncesAsync(new[] { payer.Account }, BlockTag.Latest, cancellationToken);
        var offer = fees.First(head.BaseFeePerGasWei);
        var transaction = new Eip1559Transaction(
            chain.ChainId,
            counts[0],
            offer.TipPerGasWei,
            offer.CapPerGasWei,
            GasLimit,
            SettlerContract.DeploymentProxy,
            default,
            SettlerContract.Deployment);
        return transaction.Encode(await payer.SignAsync(transaction.SigningHash(), cancellationToken));
    }

    private async ValueTask SendAsync(byte[] raw, CancellationToken cancellationToken)
    {
        var refusal = await chain.Pool.ReadAsync("eth_sendRawTransaction", TrySendAsync, cancellationToken);
        if (refusal is not null)
        {
            throw new IOException($"The node refused the deployment from {payer.Account}: {refusal}");
        }

        async ValueTask<string?> TrySendAsync(JsonRpcEndpoint endpoint, CancellationToken token)
        {
            try
            {
                await endpoint.CallAsync("eth_sendRawTransaction", token, (ReadOnlyMemory<byte>)raw);
                return null;
            }
            catch (JsonRpcException exception) when (exception.Code != JsonRpcException.LimitExceeded)
            {
                return SendErrorTable.Classify(exception.Message) == SendVerdict.InPool ? null : exception.Message;
            }
        }
    }

    private async ValueTask<TransactionReceipt> WaitAsync(Hash256 hash, CancellationToken cancellationToken)
    {
        var start = timeProvider.GetTimestamp();
        while (timeProvider.GetElapsedTime(start) < Patience)
        {
            var receipts = await chain.GetReceiptsAsync(new[] { hash }, cancellationToken);
            if (receipts[0] is { } receipt)
            {
                return receipt;
            }

            await Task.Delay(PollInterval, timeProvider, cancellationToken);
        }

        throw new IOException($"Transaction {hash} was not included within {Patience.TotalMinutes:N0} minutes. Run the command again.");
    }
}

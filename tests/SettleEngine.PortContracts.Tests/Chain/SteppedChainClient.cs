using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;
using SettleEngine.Pipeline.Ports;
using SettleEngine.SimulatedWorld;

namespace SettleEngine.PortContracts.Tests.Chain;

/// <summary>Gives a simulated chain client the time that it needs: every call steps the world until it completes.</summary>
internal sealed class SteppedChainClient(World world, IChainClient client) : IChainClient
{
    public ulong ChainId => client.ChainId;

    public ValueTask<BlockHeader> GetHeaderAsync(BlockTag tag, CancellationToken cancellationToken) =>
        Step(() => client.GetHeaderAsync(tag, cancellationToken));

    public ValueTask<BlockHeader?> GetHeaderAsync(ulong number, CancellationToken cancellationToken) =>
        Step(() => client.GetHeaderAsync(number, cancellationToken));

    public ValueTask<AccountNonce[]> GetAccountNoncesAsync(
        ReadOnlyMemory<Address> accounts, BlockTag tag, CancellationToken cancellationToken) =>
        Step(() => client.GetAccountNoncesAsync(accounts, tag, cancellationToken));

    public ValueTask<AccountNonce[]> GetLowestAccountNoncesAsync(
        ReadOnlyMemory<Address> accounts, CancellationToken cancellationToken) =>
        Step(() => client.GetLowestAccountNoncesAsync(accounts, cancellationToken));

    public ValueTask<UInt256[]> GetBalancesAsync(ReadOnlyMemory<Address> accounts, CancellationToken cancellationToken) =>
        Step(() => client.GetBalancesAsync(accounts, cancellationToken));

    public ValueTask<ulong?> GetNextBaseFeeAsync(CancellationToken cancellationToken) =>
        Step(() => client.GetNextBaseFeeAsync(cancellationToken));

    public ValueTask<bool[]> HaveCodeAsync(ReadOnlyMemory<Address> accounts, CancellationToken cancellationToken) =>
        Step(() => client.HaveCodeAsync(accounts, cancellationToken));

    public ValueTask<RejectReason[]> TryTransfersAsync(
        ReadOnlyMemory<SignedAuthorization> payments, Address sender, FeeOffer fees, CancellationToken cancellationToken) =>
        Step(() => client.TryTransfersAsync(payments, sender, fees, cancellationToken));

    public ValueTask<SendResult> SendAsync(DurableTransaction transaction, CancellationToken cancellationToken) =>
        Step(() => client.SendAsync(transaction, cancellationToken));

    public ValueTask<TransactionReceipt?[]> GetReceiptsAsync(
        ReadOnlyMemory<Hash256> transactionHashes, CancellationToken cancellationToken) =>
        Step(() => client.GetReceiptsAsync(transactionHashes, cancellationToken));

    public ValueTask<FinalReceipt[]> GetFinalReceiptsAsync(
        ReadOnlyMemory<Hash256> transactionHashes, CancellationToken cancellationToken) =>
        Step(() => client.GetFinalReceiptsAsync(transactionHashes, cancellationToken));

    public ValueTask<bool[]> GetAuthorizationStatesAsync(
        ReadOnlyMemory<AuthorizationKey> keys, BlockTag tag, CancellationToken cancellationToken) =>
        Step(() => client.GetAuthorizationStatesAsync(keys, tag, cancellationToken));

    public ValueTask<AuthorizationEvent?> FindAuthorizationEventAsync(
        AuthorizationKey key, ulong fromBlock, ulong toBlock, CancellationToken cancellationToken) =>
        Step(() => client.FindAuthorizationEventAsync(key, fromBlock, toBlock, cancellationToken));

    private ValueTask<T> Step<T>(Func<ValueTask<T>> call)
    {
        T result = default!;
        world.Run(async () => result = await call());
        return ValueTask.FromResult(result);
    }
}

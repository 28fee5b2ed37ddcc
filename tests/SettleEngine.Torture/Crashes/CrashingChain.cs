using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Torture.Crashes;

/// <summary>The chain, with a moment while a transaction leaves and one when it has left.</summary>
internal sealed class CrashingChain(IChainClient inner, CrashTrigger trigger) : IChainClient
{
    public ulong ChainId => inner.ChainId;

    public ValueTask<BlockHeader> GetHeaderAsync(BlockTag tag, CancellationToken cancellationToken) =>
        inner.GetHeaderAsync(tag, cancellationToken);

    public ValueTask<BlockHeader?> GetHeaderAsync(ulong number, CancellationToken cancellationToken) =>
        inner.GetHeaderAsync(number, cancellationToken);

    public ValueTask<AccountNonce[]> GetAccountNoncesAsync(
        ReadOnlyMemory<Address> accounts, BlockTag tag, CancellationToken cancellationToken) =>
        inner.GetAccountNoncesAsync(accounts, tag, cancellationToken);

    public ValueTask<AccountNonce[]> GetLowestAccountNoncesAsync(
        ReadOnlyMemory<Address> accounts, CancellationToken cancellationToken) =>
        inner.GetLowestAccountNoncesAsync(accounts, cancellationToken);

    public ValueTask<UInt256[]> GetBalancesAsync(ReadOnlyMemory<Address> accounts, CancellationToken cancellationToken) =>
        inner.GetBalancesAsync(accounts, cancellationToken);

    public ValueTask<ulong?> GetNextBaseFeeAsync(CancellationToken cancellationToken) => inner.GetNextBaseFeeAsync(cancellationToken);

    public ValueTask<bool[]> HaveCodeAsync(ReadOnlyMemory<Address> accounts, CancellationToken cancellationToken) =>
        inner.HaveCodeAsync(accounts, cancellationToken);

    public ValueTask<RejectReason[]> TryTransfersAsync(
        ReadOnlyMemory<SignedAuthorization> payments, Address sender, FeeOffer fees, CancellationToken cancellationToken) =>
        inner.TryTransfersAsync(payments, sender, fees, cancellationToken);

    public async ValueTask<SendResult> SendAsync(DurableTransaction transaction, CancellationToken cancellationToken)
    {
        var sending = inner.SendAsync(transaction, cancellationToken);
        trigger.Reach(CrashPoint.C8);
        var result = await sending;
        trigger.Reach(CrashPoint.C9);
        return result;
    }

    public ValueTask<TransactionReceipt?[]> GetReceiptsAsync(
        ReadOnlyMemory<Hash256> transactionHashes, CancellationToken cancellationToken) =>
        inner.GetReceiptsAsync(transactionHashes, cancellationToken);

    public ValueTask<FinalReceipt[]> GetFinalReceiptsAsync(
        ReadOnlyMemory<Hash256> transactionHashes, CancellationToken cancellationToken) =>
        inner.GetFinalReceiptsAsync(transactionHashes, cancellationToken);

    public ValueTask<bool[]> GetAuthorizationStatesAsync(
        ReadOnlyMemory<AuthorizationKey> keys, BlockTag tag, CancellationToken cancellationToken) =>
        inner.GetAuthorizationStatesAsync(keys, tag, cancellationToken);

    public ValueTask<AuthorizationEvent?> FindAuthorizationEventAsync(
        AuthorizationKey key, ulong fromBlock, ulong toBlock, CancellationToken cancellationToken) =>
        inner.FindAuthorizationEventAsync(key, fromBlock, toBlock, cancellationToken);
}

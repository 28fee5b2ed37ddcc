using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.LoadBench.InProcess;

/// <summary>A chain that answers and on which nothing happens: for rungs that measure what comes before it.</summary>
internal sealed class QuietChain : IChainClient
{
    private static readonly Hash256 Genesis = Hash256.Parse("0x" + new string('7', 64));

    private readonly BlockHeader _header = new(
        1,
        Hash256.Parse("0x" + new string('8', 64)),
        Genesis,
        new UnixSeconds((ulong)TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()),
        5_000_000,
        400_000_000);

    public ulong ChainId => 84_532;

    public ValueTask<BlockHeader> GetHeaderAsync(BlockTag tag, CancellationToken cancellationToken) => new(_header);

    public ValueTask<BlockHeader?> GetHeaderAsync(ulong number, CancellationToken cancellationToken) =>
        new(number == 0 ? _header with { Number = 0, Hash = Genesis, ParentHash = default } : _header);

    public ValueTask<AccountNonce[]> GetAccountNoncesAsync(
        ReadOnlyMemory<Address> accounts,
        BlockTag tag,
        CancellationToken cancellationToken) => new(new AccountNonce[accounts.Length]);

    public ValueTask<AccountNonce[]> GetLowestAccountNoncesAsync(
        ReadOnlyMemory<Address> accounts,
        CancellationToken cancellationToken) => new(new AccountNonce[accounts.Length]);

    public ValueTask<UInt256[]> GetBalancesAsync(ReadOnlyMemory<Address> accounts, CancellationToken cancellationToken) =>
        new(Enumerable.Repeat((UInt256)1_000_000_000_000_000_000, accounts.Length).ToArray());

    public ValueTask<ulong?> GetNextBaseFeeAsync(CancellationToken cancellationToken) => new((ulong?)null);

    public ValueTask<bool[]> HaveCodeAsync(ReadOnlyMemory<Address> accounts, CancellationToken cancellationToken) =>
        new(new bool[accounts.Length]);

    public ValueTask<RejectReason[]> TryTransfersAsync(
        ReadOnlyMemory<SignedAuthorization> payments,
        Address sender,
        FeeOffer fees,
        CancellationToken cancellationToken) => new(new RejectReason[payments.Length]);

    public ValueTask<SendResult> SendAsync(DurableTransaction transaction, CancellationToken cancellationToken) =>
        new(new SendResult(SendVerdict.PossiblySent, "quiet"));

    public ValueTask<TransactionReceipt?[]> GetReceiptsAsync(
        ReadOnlyMemory<Hash256> transactionHashes,
        CancellationToken cancellationToken) => new(new TransactionReceipt?[transactionHashes.Length]);

    public ValueTask<FinalReceipt[]> GetFinalReceiptsAsync(
        ReadOnlyMemory<Hash256> transactionHashes,
        CancellationToken cancellationToken) => new(new FinalReceipt[transactionHashes.Length]);

    public ValueTask<bool[]> GetAuthorizationStatesAsync(
        ReadOnlyMemory<AuthorizationKey> keys,
        BlockTag tag,
        CancellationToken cancellationToken) => new(new bool[keys.Length]);

    public ValueTask<AuthorizationEvent?> FindAuthorizationEventAsync(
        AuthorizationKey key,
        ulong fromBlock,
        ulong toBlock,
        CancellationToken cancellationToken) => new((AuthorizationEvent?)null);
}

using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;

namespace SettleEngine.Pipeline.Ports;

/// <summary>Reads from and sends to the chain.</summary>
/// <remarks>
/// Reads throw <see cref="ChainUnavailableException"/> when no endpoint gives a usable answer, and only then; "not found"
/// is an answer but proves nothing unless it was read at <see cref="BlockTag.Finalized"/>. Heads never go back within
/// one client except for a reorg. Thread rule: any thread.
/// </remarks>
public interface IChainClient
{
    /// <summary>The chain's id, compared over all endpoints at start.</summary>
    ulong ChainId { get; }

    /// <summary>Reads the newest header of a firmness.</summary>
    /// <param name="tag">Which one.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The header.</returns>
    ValueTask<BlockHeader> GetHeaderAsync(BlockTag tag, CancellationToken cancellationToken);

    /// <summary>Reads the canonical header at a height.</summary>
    /// <param name="number">The height.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The header, or null when the endpoint has no such block (yet).</returns>
    ValueTask<BlockHeader?> GetHeaderAsync(ulong number, CancellationToken cancellationToken);

    /// <summary>Reads how many transactions accounts have sent.</summary>
    /// <param name="accounts">The accounts.</param>
    /// <param name="tag">At which block.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>One count per account.</returns>
    ValueTask<AccountNonce[]> GetAccountNoncesAsync(
        ReadOnlyMemory<Address> accounts,
        BlockTag tag,
        CancellationToken cancellationToken);

    /// <summary>Reads how many transactions accounts have sent at the newest block, as the lowest count that min(2, configured)
    /// endpoints tell: what a count has to pass before a lane is said to be used by somebody else.</summary>
    /// <param name="accounts">The accounts.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>One count per account; an endpoint that lags makes it lower, never higher.</returns>
    ValueTask<AccountNonce[]> GetLowestAccountNoncesAsync(
        ReadOnlyMemory<Address> accounts,
        CancellationToken cancellationToken);

    /// <summary>Reads accounts' native balances at the newest block.</summary>
    /// <param name="accounts">The accounts.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>One balance per account, in wei.</returns>
    ValueTask<UInt256[]> GetBalancesAsync(ReadOnlyMemory<Address> accounts, CancellationToken cancellationToken);

    /// <summary>Reads the base fee of the block that comes behind the newest one.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>In wei per gas; null when the endpoint does not tell it.</returns>
    ValueTask<ulong?> GetNextBaseFeeAsync(CancellationToken cancellationToken);

    /// <summary>Asks which accounts have code at the newest block, a delegation (EIP-7702) included: one request for all of them.</summary>
    /// <param name="accounts">At most as many as a transaction holds payments; repeats are allowed.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>One answer per account.</returns>
    ValueTask<bool[]> HaveCodeAsync(ReadOnlyMemory<Address> accounts, CancellationToken cancellationToken);

    /// <summary>Asks what would become of payments that were sent now, each for itself, with the gas that the guarded settler gives
    /// one. A promise of nothing: what has code may answer otherwise a moment later.</summary>
    /// <param name="payments">The payments.</param>
    /// <param name="sender">Who would send them; it must have gas money.</param>
    /// <param name="fees">What it would offer per gas.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns><see cref="RejectReason.None"/> for each that would go through; <see cref="RejectReason.SignatureInvalid"/>,
    /// <see cref="RejectReason.AuthorizationUsed"/> or <see cref="RejectReason.InsufficientBalance"/> when the token says so; otherwise
    /// <see cref="RejectReason.PayerHasCode"/>.</returns>
    ValueTask<RejectReason[]> TryTransfersAsync(
        ReadOnlyMemory<SignedAuthorization> payments,
        Address sender,
        FeeOffer fees,
        CancellationToken cancellationToken);

    /// <summary>Sends a transaction whose bytes are durable. Never throws for trouble of the network or the node.</summary>
    /// <param name="transaction">Only the journal's owner can make one (rule W2: signed bytes are durable first).</param>
    /// <param name="cancellationToken">Cancels the wait; the transaction may have been sent.</param>
    /// <returns>What the answer means.</returns>
    ValueTask<SendResult> SendAsync(DurableTransaction transaction, CancellationToken cancellationToken);

    /// <summary>Reads receipts.</summary>
    /// <param name="transactionHashes">The transactions.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>One receipt per hash, or null where the endpoint has none, which proves nothing.</returns>
    ValueTask<TransactionReceipt?[]> GetReceiptsAsync(
        ReadOnlyMemory<Hash256> transactionHashes,
        CancellationToken cancellationToken);

    /// <summary>Reads receipts as min(2, configured) endpoints tell them, each at the finalized block.</summary>
    /// <param name="transactionHashes">The transactions.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>One answer per hash.</returns>
    ValueTask<FinalReceipt[]> GetFinalReceiptsAsync(
        ReadOnlyMemory<Hash256> transactionHashes,
        CancellationToken cancellationToken);

    /// <summary>Asks the tokens whether authorization nonces are used or cancelled.</summary>
    /// <param name="keys">The authorizations.</param>
    /// <param name="tag">At which block. At finalized, min(2, configured) endpoints must agree.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>One answer per key; true means used or cancelled.</returns>
    ValueTask<bool[]> GetAuthorizationStatesAsync(
        ReadOnlyMemory<AuthorizationKey> keys,
        BlockTag tag,
        CancellationToken cancellationToken);

    /// <summary>Finds where an authorization nonce was used or cancelled.</summary>
    /// <param name="key">The authorization.</param>
    /// <param name="fromBlock">First height to look at.</param>
    /// <param name="toBlock">Last height to look at.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The event, or null when the range holds none.</returns>
    ValueTask<AuthorizationEvent?> FindAuthorizationEventAsync(
        AuthorizationKey key,
        ulong fromBlock,
        ulong toBlock,
        CancellationToken cancellationToken);
}

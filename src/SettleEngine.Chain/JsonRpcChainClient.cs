using System.Text.Json;
using Microsoft.Extensions.Logging;
using SettleEngine.Chain.Rpc;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Chain;

/// <summary>The chain as several JSON-RPC endpoints show it.</summary>
/// <remarks>
/// Each read asks the preferred endpoint and goes on to the next when the answer is none, or contradicts itself. What
/// is read at <see cref="BlockTag.Finalized"/> must be said alike by two endpoints when two are configured, because such
/// answers end the life of a payment. Thread rule: any thread.
/// </remarks>
public sealed class JsonRpcChainClient : IChainClient, IDisposable
{
    /// <summary>Endpoints that must agree on what is final, when there are as many.</summary>
    private const int EndpointsThatMustAgree = 2;

    /// <summary>An endpoint this far behind the newest block seen loses its preference.</summary>
    private const ulong MaxLagBlocks = 5;

    private readonly EndpointPool _pool;
    private readonly ChainClientOptions _options;
    private readonly HeadView _heads = new();

    internal JsonRpcChainClient(EndpointPool pool, ulong chainId, ChainClientOptions options)
    {
        _pool = pool;
        _options = options;
        ChainId = chainId;
    }

    /// <inheritdoc/>
    public ulong ChainId { get; }

    /// <summary>Options that the client was made with.</summary>
    internal ChainClientOptions Options => _options;

    /// <summary>The endpoints, for the other readers of this project.</summary>
    internal EndpointPool Pool => _pool;

    /// <summary>Connects to a chain and makes sure that all endpoints which answer serve the same one.</summary>
    /// <param name="addresses">One or more endpoints, in the order of preference.</param>
    /// <param name="expectedChainId">The configured chain, or null to take what the endpoints say.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <param name="options">How the chain is asked; null for the defaults.</param>
    /// <param name="timeProvider">Measures rests and time-outs; null for the system's clock.</param>
    /// <param name="logger">Hears of failing endpoints.</param>
    /// <returns>The client. An endpoint that did not answer is checked before its first use.</returns>
    /// <exception cref="ChainMismatchException">The endpoints serve different chains, or not the configured one.</exception>
    /// <exception cref="ChainUnavailableException">No endpoint answered.</exception>
    public static ValueTask<JsonRpcChainClient> ConnectAsync(
        IReadOnlyList<Uri> addresses,
        ulong? expectedChainId,
        CancellationToken cancellationToken,
        ChainClientOptions? options = null,
        TimeProvider? timeProvider = null,
        ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        var connector = new ChainConnector(options ?? new(), timeProvider ?? TimeProvider.System, logger);
        return connector.ConnectAsync(addresses, expectedChainId, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<BlockHeader> GetHeaderAsync(BlockTag tag, CancellationToken cancellationToken) =>
        _pool.ReadInTurnAsync(
            "eth_getBlockByNumber",
            async (endpoint, token) =>
            {
                var read = await ChainReads.HeaderAsync(endpoint, ChainReads.NameOf(tag), token)
                    ?? throw new UnusableAnswerException($"{endpoint.Host} has no {ChainReads.NameOf(tag)} block.");
                var newest = _heads.Observe(tag, read);
                if (read.Number + MaxLagBlocks < newest.Number)
                {
                    _pool.Demote(endpoint);
                }

                return newest;
            },
            cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<BlockHeader?> GetHeaderAsync(ulong number, CancellationToken cancellationToken)
    {
        var isKnownToExist = number <= _heads.HighestNumber();
        var missing = 0;
        try
        {
            return await _pool.ReadAsync(
                "eth_getBlockByNumber",
                async (endpoint, token) =>
                {
                    var header = await ChainReads.HeaderAsync(endpoint, HexQuantity.Format(number), token);
                    if (header is { } found && found.Number != number)
                    {
                        throw new UnusableAnswerException($"{endpoint.Host} gave another block than asked for.");
                    }

                    if (header is null && isKnownToExist)
                    {
                        missing++;
                        throw new UnusableAnswerException($"{endpoint.Host} lags behind block {number}.");
                    }

                    return header;
                },
                cancellationToken);
        }
        catch (ChainUnavailableException) when (missing > 0)
        {
            // Every endpoint that answered has no such block (any more): that is the answer.
            return null;
        }
    }

    /// <inheritdoc/>
    public ValueTask<AccountNonce[]> GetAccountNoncesAsync(
        ReadOnlyMemory<Address> accounts,
        BlockTag tag,
        CancellationToken cancellationToken) =>
        ReadAtAsync(
            "eth_getTransactionCount",
            tag,
            (endpoint, block, token) => ReadCountsAsync(endpoint, accounts, block, token),
            cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<AccountNonce[]> GetLowestAccountNoncesAsync(
        ReadOnlyMemory<Address> accounts,
        CancellationToken cancellationToken)
    {
        var told = await _pool.ReadSeveralAsync(
            "eth_getTransactionCount",
            Math.Min(EndpointsThatMustAgree, _pool.Count),
            (endpoint, token) => ReadCountsAsync(endpoint, accounts, ChainReads.NameOf(BlockTag.Latest), token),
            cancellationToken);
        var lowest = told[0];
        foreach (var counts in told)
        {
            for (var i = 0; i < lowest.Length; i++)
            {
                lowest[i] = counts[i].Value < lowest[i].Value ? counts[i] : lowest[i];
            }
        }

        return lowest;
    }

    /// <inheritdoc/>
    public ValueTask<UInt256[]> GetBalancesAsync(
        ReadOnlyMemory<Address> accounts,
        CancellationToken cancellationToken) =>
        _pool.ReadAsync(
            "eth_getBalance",
            (endpoint, token) => ChainReads.BatchAsync(
                endpoint,
                accounts.Length,
                _options.MaxBatchCalls,
                i => new JsonRpcCall("eth_getBalance", accounts.Span[i], "latest"),
                (_, json) => RpcJson.ReadWhole(json, RpcJson.ReadUInt256),
                token),
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ulong?> GetNextBaseFeeAsync(CancellationToken cancellationToken) =>
        _pool.ReadAsync<ulong?>(
            "eth_feeHistory",
            async (endpoint, token) =>
            {
                try
                {
                    var call = new JsonRpcCall("eth_feeHistory", "0x1", "latest", Array.Empty<object>());
                    using var replies = await endpoint.PostAsync(new[] { call }, token);
                    return FeeHistoryJson.ReadNextBaseFee(replies.Result(0));
                }
                catch (JsonRpcException exception) when (exception.Code != JsonRpcException.LimitExceeded)
                {
                    // Not every node has the method; that is no reason to let it rest.
                    return null;
                }
            },
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool[]> HaveCodeAsync(ReadOnlyMemory<Address> accounts, CancellationToken cancellationToken) =>
        _pool.ReadAsync(
            "eth_call",
            (endpoint, token) => CodeLookup.ReadAsync(endpoint, accounts, token),
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RejectReason[]> TryTransfersAsync(
        ReadOnlyMemory<SignedAuthorization> payments,
        Address sender,
        FeeOffer fees,
        CancellationToken cancellationToken) =>
        _pool.ReadAsync(
            "eth_call",
            (endpoint, token) => TransferTrials.AskAsync(endpoint, payments, sender, fees, _options.MaxBatchCalls, token),
            cancellationToken);

    /// <summary>Reads an account's code at the newest block.</summary>
    /// <param name="account">The account.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The code; empty when it has none.</returns>
    /// <exception cref="ChainUnavailableException">No endpoint answered.</exception>
    public async ValueTask<byte[]> GetCodeAsync(Address account, CancellationToken cancellationToken)
    {
        var codes = await _pool.ReadAsync(
            "eth_getCode",
            (endpoint, token) => ChainReads.BatchAsync(
                endpoint,
                1,
                _options.MaxBatchCalls,
                _ => new JsonRpcCall("eth_getCode", account, "latest"),
                (_, json) => RpcJson.ReadWhole(json, RpcJson.ReadData),
                token),
            cancellationToken);
        return codes[0];
    }

    /// <inheritdoc/>
    public async ValueTask<SendResult> SendAsync(DurableTransaction transaction, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var mayBeSent = false;
        try
        {
            return await _pool.ReadAsync("eth_sendRawTransaction", TrySendAsync, cancellationToken);
        }
        catch (ChainUnavailableException exception)
        {
            return new SendResult(SendVerdict.PossiblySent, exception.Message);
        }

        // The same bytes go to the next endpoint when this one may or may not have taken them: that cannot pay twice.
        async ValueTask<SendResult> TrySendAsync(JsonRpcEndpoint endpoint, CancellationToken token)
        {
            var triedBefore = mayBeSent;
            mayBeSent = true;
            try
            {
                var hash = await endpoint.CallAsync("eth_sendRawTransaction", token, transaction.RawTransaction);
                return hash.ValueKind == JsonValueKind.String
                    && string.Equals(hash.GetString(), transaction.TransactionHash.ToString(), StringComparison.OrdinalIgnoreCase)
                        ? new SendResult(SendVerdict.InPool, string.Empty)
                        : throw new UnusableAnswerException($"{endpoint.Host} answered with another transaction's hash.");
            }
            catch (JsonRpcException exception) when (exception.Code != JsonRpcException.LimitExceeded)
            {
                // After a silence elsewhere, only what proves the transaction's fate may replace "possibly sent".
                var verdict = SendErrorTable.Classify(exception.Message);
                return verdict is SendVerdict.InPool or SendVerdict.NonceConsumed
                    || (verdict != SendVerdict.PossiblySent && !triedBefore)
                        ? new SendResult(verdict, exception.Message)
                        : throw new UnusableAnswerException($"{endpoint.Host} refused: {exception.Message}");
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<TransactionReceipt?[]> GetReceiptsAsync(
        ReadOnlyMemory<Hash256> transactionHashes,
        CancellationToken cancellationToken) =>
        _pool.ReadAsync(
            "eth_getTransactionReceipt",
            (endpoint, token) => ReadReceiptsAsync(endpoint, transactionHashes, token),
            cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<FinalReceipt[]> GetFinalReceiptsAsync(
        ReadOnlyMemory<Hash256> transactionHashes,
        CancellationToken cancellationToken)
    {
        var finalized = await GetHeaderAsync(BlockTag.Finalized, cancellationToken);
        var answers = await _pool.ReadSeveralAsync(
            "eth_getTransactionReceipt",
            Math.Min(EndpointsThatMustAgree, _pool.Count),
            async (endpoint, token) =>
            {
                await ChainReads.RequireFinalizedAsync(endpoint, finalized, token);
                var receipts = await ReadReceiptsAsync(endpoint, transactionHashes, token);
                return Array.ConvertAll(receipts, receipt => receipt?.BlockNumber <= finalized.Number ? receipt : null);
            },
            cancellationToken);
        var facts = new FinalReceipt[transactionHashes.Length];
        for (var i = 0; i < facts.Length; i++)
        {
            facts[i] = Array.TrueForAll(answers, answer => IsSame(answer[i], answers[0][i]))
                ? new FinalReceipt(true, answers[0][i])
                : default;
        }

        return facts;
    }

    /// <inheritdoc/>
    public ValueTask<bool[]> GetAuthorizationStatesAsync(
        ReadOnlyMemory<AuthorizationKey> keys,
        BlockTag tag,
        CancellationToken cancellationToken) =>
        ReadAtAsync(
            "eth_call",
            tag,
            (endpoint, block, token) =>
                MulticallReads.AuthorizationStatesAsync(endpoint, keys, block, _options.MaxMulticallReads, token),
            cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<AuthorizationEvent?> FindAuthorizationEventAsync(
        AuthorizationKey key,
        ulong fromBlock,
        ulong toBlock,
        CancellationToken cancellationToken)
    {
        var search = new AuthorizationEventSearch(key, _options.MaxLogRangeBlocks);
        var found = await _pool.ReadSeveralAsync(
            "eth_getLogs",
            Math.Min(EndpointsThatMustAgree, _pool.Count),
            (endpoint, token) => search.RunAsync(endpoint, fromBlock, toBlock, token),
            cancellationToken);

        // "None" counts only when nobody has one; an event that one endpoint shows is there.
        return Array.Find(found, static place => place is not null);
    }

    /// <summary>Checks that tokens are what the table says: code is there, and the EIP-712 domain is the same. Checks
    /// the batching contract too.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>One sentence per problem; empty when all is well.</returns>
    /// <exception cref="ChainUnavailableException">No endpoint answered.</exception>
    public ValueTask<IReadOnlyList<string>> VerifyTokensAsync(
        IReadOnlyList<Token> tokens,
        CancellationToken cancellationToken) =>
        _pool.ReadAsync(
            "eth_call",
            (endpoint, token) => TokenCheck.RunAsync(endpoint, tokens, _options.MaxBatchCalls, token),
            cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _pool.Dispose();

    private static bool IsSame(TransactionReceipt? one, TransactionReceipt? other) => one is null || other is null
        ? ReferenceEquals(one, other)
        : one.BlockHash == other.BlockHash && one.Logs.SequenceEqual(other.Logs);

    private ValueTask<AccountNonce[]> ReadCountsAsync(
        JsonRpcEndpoint endpoint,
        ReadOnlyMemory<Address> accounts,
        string block,
        CancellationToken cancellationToken) => ChainReads.BatchAsync(
            endpoint,
            accounts.Length,
            _options.MaxBatchCalls,
            i => new JsonRpcCall("eth_getTransactionCount", accounts.Span[i], block),
            (_, json) => new AccountNonce(RpcJson.ReadWhole(json, HexQuantity.Read)),
            cancellationToken);

    private ValueTask<TransactionReceipt?[]> ReadReceiptsAsync(
        JsonRpcEndpoint endpoint,
        ReadOnlyMemory<Hash256> transactionHashes,
        CancellationToken cancellationToken) => ChainReads.BatchAsync(
            endpoint,
            transactionHashes.Length,
            _options.MaxBatchReceipts,
            i => new JsonRpcCall("eth_getTransactionReceipt", transactionHashes.Span[i]),
            (i, json) => ReceiptJson.Read(json, transactionHashes.Span[i]),
            cancellationToken);

    private async ValueTask<T[]> ReadAtAsync<T>(
        string method,
        BlockTag tag,
        Func<JsonRpcEndpoint, string, CancellationToken, ValueTask<T[]>> read,
        CancellationToken cancellationToken)
        where T : IEquatable<T>
    {
        if (tag != BlockTag.Finalized)
        {
            return await _pool.ReadAsync(
                method,
                (endpoint, token) => read(endpoint, ChainReads.NameOf(tag), token),
                cancellationToken);
        }

        // The block is named by its height: "finalized" means another block to each endpoint, and an endpoint that lags
        // would otherwise answer from before the block that the caller has judged by.
        var finalized = await GetHeaderAsync(BlockTag.Finalized, cancellationToken);
        var answers = await _pool.ReadSeveralAsync(
            method,
            Math.Min(EndpointsThatMustAgree, _pool.Count),
            async (endpoint, token) =>
            {
                await ChainReads.RequireFinalizedAsync(endpoint, finalized, token);
                return await read(endpoint, HexQuantity.Format(finalized.Number), token);
            },
            cancellationToken);
        return Array.TrueForAll(answers, answer => answer.AsSpan().SequenceEqual(answers[0]))
            ? answers[0]
            : throw new ChainUnavailableException(
                $"{method}: the endpoints contradict each other at finalized block {finalized.Number}.");
    }
}

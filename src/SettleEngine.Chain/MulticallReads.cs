using System.Buffers.Binary;
using SettleEngine.Chain.Payers;
using SettleEngine.Chain.Rpc;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Chain;

/// <summary>Contract reads that share one <c>eth_call</c> through Multicall3.</summary>
internal static class MulticallReads
{
    private const int AuthorizationStateSize = 4 + (2 * AbiWord.Size);
    private const int BalanceOfSize = 4 + AbiWord.Size;

    /// <summary>Asks tokens whether authorization nonces are used or cancelled.</summary>
    /// <param name="endpoint">Whom to ask.</param>
    /// <param name="keys">The authorizations.</param>
    /// <param name="block">At which block.</param>
    /// <param name="maxPerCall">Most reads per call.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>One answer per key.</returns>
    /// <exception cref="UnusableAnswerException">The answer is malformed, or a token has no such function.</exception>
    public static async ValueTask<bool[]> AuthorizationStatesAsync(
        JsonRpcEndpoint endpoint,
        ReadOnlyMemory<AuthorizationKey> keys,
        string block,
        int maxPerCall,
        CancellationToken cancellationToken)
    {
        var states = new bool[keys.Length];
        for (var first = 0; first < keys.Length; first += maxPerCall)
        {
            var count = Math.Min(maxPerCall, keys.Length - first);
            var returned = await CallAsync(endpoint, WriteStates(keys.Slice(first, count).Span), block, cancellationToken);
            ReadStates(endpoint, returned, states.AsSpan(first, count));
        }

        return states;
    }

    /// <summary>Asks tokens for balances.</summary>
    /// <param name="endpoint">Whom to ask.</param>
    /// <param name="holders">Token and holder of each balance.</param>
    /// <param name="block">At which block.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>One balance per holder.</returns>
    /// <exception cref="UnusableAnswerException">The answer is malformed, or a token has no such function.</exception>
    public static async ValueTask<UInt256[]> BalancesAsync(
        JsonRpcEndpoint endpoint,
        ReadOnlyMemory<PayerKey> holders,
        string block,
        CancellationToken cancellationToken)
    {
        var returned = await CallAsync(endpoint, WriteBalances(holders.Span), block, cancellationToken);
        var balances = new UInt256[holders.Length];
        ReadBalances(endpoint, returned, balances);
        return balances;
    }

    /// <summary>A read of a contract.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="callData">Selector and arguments.</param>
    /// <param name="block">At which block.</param>
    /// <returns>The call.</returns>
    public static JsonRpcCall EthCall(Address contract, byte[] callData, string block) =>
        new("eth_call", new Dictionary<string, object?> { ["to"] = contract, ["data"] = callData }, block);

    private static byte[] WriteStates(ReadOnlySpan<AuthorizationKey> keys)
    {
        var callData = new byte[Multicall3Writer.Size(keys.Length, AuthorizationStateSize)];
        var writer = new Multicall3Writer(callData, keys.Length, AuthorizationStateSize);
        foreach (ref readonly var key in keys)
        {
            var call = writer.Add(key.Token);
            BinaryPrimitives.WriteUInt32BigEndian(call, FunctionSelectors.AuthorizationState);
            AbiWord.Write(call[4..], key.Payer);
            key.AuthorizationNonce.Bytes.CopyTo(call[36..]);
        }

        return callData;
    }

    private static byte[] WriteBalances(ReadOnlySpan<PayerKey> holders)
    {
        var callData = new byte[Multicall3Writer.Size(holders.Length, BalanceOfSize)];
        var writer = new Multicall3Writer(callData, holders.Length, BalanceOfSize);
        foreach (ref readonly var holder in holders)
        {
            var call = writer.Add(holder.Token);
            BinaryPrimitives.WriteUInt32BigEndian(call, FunctionSelectors.BalanceOf);
            AbiWord.Write(call[4..], holder.Payer);
        }

        return callData;
    }

    private static void ReadStates(JsonRpcEndpoint endpoint, ReadOnlySpan<byte> returned, Span<bool> states)
    {
        var isWhole = Multicall3Results.TryRead(returned, states.Length, out var results);
        for (var i = 0; i < states.Length; i++)
        {
            isWhole = isWhole
                && results.TryGet(i, out var succeeded, out var data)
                && succeeded
                && AbiWord.TryReadBoolean(data, out states[i]);
        }

        RequireWhole(endpoint, isWhole, "authorizationState");
    }

    private static void ReadBalances(JsonRpcEndpoint endpoint, ReadOnlySpan<byte> returned, Span<UInt256> balances)
    {
        var isWhole = Multicall3Results.TryRead(returned, balances.Length, out var results);
        for (var i = 0; i < balances.Length; i++)
        {
            isWhole = isWhole
                && results.TryGet(i, out var succeeded, out var data)
                && succeeded
                && AbiWord.TryReadUInt256(data, out balances[i]);
        }

        RequireWhole(endpoint, isWhole, "balanceOf");
    }

    private static void RequireWhole(JsonRpcEndpoint endpoint, bool isWhole, string function)
    {
        if (!isWhole)
        {
            throw new UnusableAnswerException($"{endpoint.Host} gave no whole answer to {function} through Multicall3.");
        }
    }

    private static async ValueTask<byte[]> CallAsync(
        JsonRpcEndpoint endpoint,
        byte[] callData,
        string block,
        CancellationToken cancellationToken)
    {
        var calls = new[] { EthCall(Multicall3Calldata.Contract, callData, block) };
        using var replies = await endpoint.PostAsync(calls, cancellationToken);
        return RpcJson.ReadWhole(replies.Result(0), RpcJson.ReadData);
    }
}

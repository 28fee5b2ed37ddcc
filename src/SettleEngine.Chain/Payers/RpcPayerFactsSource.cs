using SettleEngine.Chain.Rpc;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Chain.Payers;

/// <summary>Reads facts over JSON-RPC: all balances by Multicall3, code in batches, everything at one named block.</summary>
/// <param name="pool">The endpoints.</param>
/// <param name="options">Batch sizes.</param>
internal sealed class RpcPayerFactsSource(EndpointPool pool, ChainClientOptions options) : IPayerFactsSource
{
    /// <inheritdoc/>
    public ValueTask<PayerFacts[]> ReadAsync(
        ReadOnlyMemory<PayerKey> payers,
        ulong atLeastBlock,
        CancellationToken cancellationToken) =>
        pool.ReadAsync(
            "eth_getCode",
            (endpoint, token) => ReadFromAsync(endpoint, payers, atLeastBlock, token),
            cancellationToken);

    private async ValueTask<PayerFacts[]> ReadFromAsync(
        JsonRpcEndpoint endpoint,
        ReadOnlyMemory<PayerKey> payers,
        ulong atLeastBlock,
        CancellationToken cancellationToken)
    {
        var number = await ReadBlockNumberAsync(endpoint, cancellationToken);
        if (number < atLeastBlock)
        {
            throw new UnusableAnswerException($"{endpoint.Host} lags behind block {atLeastBlock}.");
        }

        // Named by its height, so that both facts are of the same block even behind a load balancer.
        var block = HexQuantity.Format(number);
        var codes = ChainReads.BatchAsync(
            endpoint,
            payers.Length,
            options.MaxBatchCalls,
            i => new JsonRpcCall("eth_getCode", payers.Span[i].Payer, block),
            (_, json) => HasCode(json),
            cancellationToken).AsTask();
        var balances = ReadBalancesAsync(endpoint, payers, block, cancellationToken);
        await Task.WhenAll(codes, balances);

        var facts = new PayerFacts[payers.Length];
        for (var i = 0; i < facts.Length; i++)
        {
            facts[i] = new PayerFacts((await codes)[i], (await balances)[i], number);
        }

        return facts;
    }

    private static async ValueTask<ulong> ReadBlockNumberAsync(
        JsonRpcEndpoint endpoint,
        CancellationToken cancellationToken)
    {
        using var replies = await endpoint.PostAsync(new[] { new JsonRpcCall("eth_blockNumber") }, cancellationToken);
        return RpcJson.ReadWhole(replies.Result(0), HexQuantity.Read);
    }

    private async Task<UInt256[]> ReadBalancesAsync(
        JsonRpcEndpoint endpoint,
        ReadOnlyMemory<PayerKey> payers,
        string block,
        CancellationToken cancellationToken)
    {
        var balances = new UInt256[payers.Length];
        for (var first = 0; first < payers.Length; first += options.MaxMulticallReads)
        {
            var chunk = payers.Slice(first, Math.Min(options.MaxMulticallReads, payers.Length - first));
            var read = await MulticallReads.BalancesAsync(endpoint, chunk, block, cancellationToken);
            read.CopyTo(balances, first);
        }

        return balances;
    }

    private static bool HasCode(ReadOnlySpan<byte> json) =>
        RpcJson.ReadWhole(json, RpcJson.ReadData).Length > 0;
}

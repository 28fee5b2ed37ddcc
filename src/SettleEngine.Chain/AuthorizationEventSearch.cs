using System.Text.Json;
using SettleEngine.Chain.Rpc;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Chain;

/// <summary>Looks for the event by which a token consumed an authorization nonce.</summary>
/// <param name="key">The authorization.</param>
/// <param name="maxRangeBlocks">Most blocks per request.</param>
internal sealed class AuthorizationEventSearch(AuthorizationKey key, ulong maxRangeBlocks)
{
    private readonly Hash256 _payerTopic = AbiWord.ToTopic(key.Payer);

    /// <summary>Searches one endpoint's blocks, newest range last.</summary>
    /// <param name="endpoint">Whom to ask.</param>
    /// <param name="fromBlock">First height.</param>
    /// <param name="toBlock">Last height; the endpoint must have it, or its silence would mean nothing.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The event, or null when the range holds none.</returns>
    /// <exception cref="UnusableAnswerException">The endpoint lags, or showed events that nobody asked for.</exception>
    public async ValueTask<AuthorizationEvent?> RunAsync(
        JsonRpcEndpoint endpoint,
        ulong fromBlock,
        ulong toBlock,
        CancellationToken cancellationToken)
    {
        if (await ChainReads.HeaderAsync(endpoint, HexQuantity.Format(toBlock), cancellationToken) is null)
        {
            throw new UnusableAnswerException($"{endpoint.Host} lags behind block {toBlock}.");
        }

        for (var first = fromBlock; first <= toBlock; first += maxRangeBlocks)
        {
            var last = toBlock - first < maxRangeBlocks ? toBlock : first + maxRangeBlocks - 1;
            var calls = new[] { new JsonRpcCall("eth_getLogs", Filter(first, last)) };
            using var replies = await endpoint.PostAsync(calls, cancellationToken);
            if (ReadFirst(endpoint, replies.Result(0), first, last) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private Dictionary<string, object?> Filter(ulong first, ulong last) => new()
    {
        ["address"] = key.Token,
        ["fromBlock"] = HexQuantity.Format(first),
        ["toBlock"] = HexQuantity.Format(last),
        ["topics"] = new object[]
        {
            new object[] { EventTopics.AuthorizationUsed, EventTopics.AuthorizationCanceled },
            _payerTopic,
            key.AuthorizationNonce,
        },
    };

    private AuthorizationEvent? ReadFirst(JsonRpcEndpoint endpoint, ReadOnlySpan<byte> json, ulong first, ulong last)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        foreach (var entry in LogJson.ReadArray(ref reader))
        {
            var log = entry.Log;
            var isCancelled = log.Topic0 == EventTopics.AuthorizationCanceled;
            if (log.Emitter != key.Token
                || (log.Topic0 != EventTopics.AuthorizationUsed && !isCancelled)
                || log.Topic1 != _payerTopic
                || log.Topic2 != key.AuthorizationNonce.Bytes
                || entry.BlockNumber < first
                || entry.BlockNumber > last)
            {
                throw new UnusableAnswerException($"{endpoint.Host} showed an event that was not asked for.");
            }

            if (!entry.IsRemoved)
            {
                return new AuthorizationEvent(
                    isCancelled,
                    entry.TransactionHash,
                    entry.BlockNumber,
                    entry.BlockHash,
                    log.LogIndex);
            }
        }

        return null;
    }
}

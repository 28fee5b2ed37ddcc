using SettleEngine.Chain.Rpc;
using SettleEngine.Core.Confirm;

namespace SettleEngine.Chain;

/// <summary>Reads that one endpoint answers, and their parts.</summary>
internal static class ChainReads
{
    /// <summary>A firmness as nodes call it.</summary>
    /// <param name="tag">The firmness.</param>
    /// <returns>The block parameter.</returns>
    public static string NameOf(BlockTag tag) => tag switch
    {
        BlockTag.Safe => "safe",
        BlockTag.Finalized => "finalized",
        _ => "latest",
    };

    /// <summary>Reads a header.</summary>
    /// <param name="endpoint">Whom to ask.</param>
    /// <param name="block">A tag or a height as a hexadecimal quantity.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The header, or null when the endpoint has no such block.</returns>
    public static async ValueTask<BlockHeader?> HeaderAsync(
        JsonRpcEndpoint endpoint,
        string block,
        CancellationToken cancellationToken)
    {
        var calls = new[] { new JsonRpcCall("eth_getBlockByNumber", block, false) };
        using var replies = await endpoint.PostAsync(calls, cancellationToken);
        return HeaderJson.Read(replies.Result(0));
    }

    /// <summary>Makes sure that an endpoint has finalized a block itself before it is believed about it.</summary>
    /// <param name="endpoint">Whom to ask.</param>
    /// <param name="finalized">The block.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when it has.</returns>
    /// <exception cref="UnusableAnswerException">It has not, or has finalized another block.</exception>
    public static async ValueTask RequireFinalizedAsync(
        JsonRpcEndpoint endpoint,
        BlockHeader finalized,
        CancellationToken cancellationToken)
    {
        var calls = new JsonRpcCall[]
        {
            new("eth_getBlockByNumber", NameOf(BlockTag.Finalized), false),
            new("eth_getBlockByNumber", HexQuantity.Format(finalized.Number), false),
        };
        using var replies = await endpoint.PostAsync(calls, cancellationToken, asArray: true);
        if (HeaderJson.Read(replies.Result(0)) is not { } newest || newest.Number < finalized.Number)
        {
            throw new UnusableAnswerException($"{endpoint.Host} has not finalized block {finalized.Number}.");
        }

        if (HeaderJson.Read(replies.Result(1)) is not { } same || same.Hash != finalized.Hash)
        {
            throw new UnusableAnswerException($"{endpoint.Host} has finalized another block {finalized.Number}.");
        }
    }

    /// <summary>Makes many calls of one kind, so many per request.</summary>
    /// <typeparam name="T">What a result is read as.</typeparam>
    /// <param name="endpoint">Whom to ask.</param>
    /// <param name="count">How many calls.</param>
    /// <param name="maxPerRequest">Most calls per request.</param>
    /// <param name="call">Makes a call.</param>
    /// <param name="read">Reads its result.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>One value per call.</returns>
    public static async ValueTask<T[]> BatchAsync<T>(
        JsonRpcEndpoint endpoint,
        int count,
        int maxPerRequest,
        Func<int, JsonRpcCall> call,
        ResultReader<T> read,
        CancellationToken cancellationToken)
    {
        var values = new T[count];
        for (var first = 0; first < count; first += maxPerRequest)
        {
            var calls = new JsonRpcCall[Math.Min(maxPerRequest, count - first)];
            for (var i = 0; i < calls.Length; i++)
            {
                calls[i] = call(first + i);
            }

            using var replies = await endpoint.PostAsync(calls, cancellationToken, asArray: true);
            for (var i = 0; i < calls.Length; i++)
            {
                values[first + i] = read(first + i, replies.Result(i));
            }
        }

        return values;
    }
}

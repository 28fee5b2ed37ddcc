using System.Text.Json;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Chain.Rpc;

/// <summary>What tells one chain from another.</summary>
/// <param name="ChainId">The id that signatures commit to.</param>
/// <param name="GenesisHash">Hash of block 0; zero when the node does not say.</param>
internal readonly record struct ChainIdentity(ulong ChainId, Hash256 GenesisHash)
{
    /// <summary>Asks an endpoint which chain it serves.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The chain.</returns>
    /// <exception cref="JsonException">The answer is malformed.</exception>
    /// <exception cref="JsonRpcException">The node refused.</exception>
    public static async ValueTask<ChainIdentity> ReadAsync(JsonRpcEndpoint endpoint, CancellationToken cancellationToken)
    {
        var calls = new JsonRpcCall[] { new("eth_chainId"), new("eth_getBlockByNumber", "0x0", false) };
        using var replies = await endpoint.PostAsync(calls, cancellationToken, asArray: true);
        var chainId = RpcJson.ReadWhole(replies.Result(0), HexQuantity.Read);
        var genesis = replies.Error(1) is null ? HeaderJson.Read(replies.Result(1)) : null;
        return new ChainIdentity(chainId, genesis?.Hash ?? default);
    }

    /// <summary>Whether another answer describes the same chain.</summary>
    /// <param name="other">The other answer.</param>
    /// <returns>True unless something that both know differs.</returns>
    public bool Matches(ChainIdentity other) =>
        ChainId == other.ChainId
        && (GenesisHash.IsZero || other.GenesisHash.IsZero || GenesisHash == other.GenesisHash);
}

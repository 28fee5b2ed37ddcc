using System.Buffers.Binary;
using SettleEngine.Chain.Rpc;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Chain;

/// <summary>Compares the token table with the chain: a wrong domain would refuse every payer's signature, and a missing
/// batching contract would burn gas and settle nothing.</summary>
internal static class TokenCheck
{
    /// <summary>Asks an endpoint about the batching contract and all tokens.</summary>
    /// <param name="endpoint">Whom to ask.</param>
    /// <param name="tokens">The tokens.</param>
    /// <param name="maxBatchCalls">Most calls per request.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>One sentence per problem.</returns>
    public static async ValueTask<IReadOnlyList<string>> RunAsync(
        JsonRpcEndpoint endpoint,
        IReadOnlyList<Token> tokens,
        int maxBatchCalls,
        CancellationToken cancellationToken)
    {
        var selector = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(selector, FunctionSelectors.DomainSeparator);

        var calls = new List<JsonRpcCall> { CodeOf(Multicall3Calldata.Contract) };
        foreach (var token in tokens)
        {
            calls.Add(CodeOf(token.Address));
            calls.Add(MulticallReads.EthCall(token.Address, selector, "latest"));
        }

        var answers = new List<byte[]?>(calls.Count);
        foreach (var chunk in calls.Chunk(maxBatchCalls))
        {
            using var replies = await endpoint.PostAsync(chunk, cancellationToken, asArray: true);
            for (var i = 0; i < chunk.Length; i++)
            {
                answers.Add(ReadAnswer(replies, i));
            }
        }

        return Compare(tokens, answers);
    }

    private static byte[]? ReadAnswer(JsonRpcReplies replies, int index) => replies.Error(index) switch
    {
        null => RpcJson.ReadWhole(replies.Result(index), RpcJson.ReadData),

        // A contract without this function reverts. A rate limit says nothing about it and must reach the pool.
        { Code: JsonRpcException.LimitExceeded } limit => throw limit,
        _ => null,
    };

    private static List<string> Compare(IReadOnlyList<Token> tokens, List<byte[]?> answers)
    {
        var problems = new List<string>();
        if (answers[0] is null or { Length: 0 })
        {
            problems.Add($"Multicall3 is not deployed at {Multicall3Calldata.Contract}; batches cannot be settled on this chain.");
        }

        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            if (answers[1 + (2 * i)] is null or { Length: 0 })
            {
                problems.Add($"Token {token.Name} at {token.Address} has no code on this chain.");
            }
            else if (answers[2 + (2 * i)] is not { Length: Hash256.Size } domain)
            {
                problems.Add($"Token {token.Name} at {token.Address} does not tell its DOMAIN_SEPARATOR.");
            }
            else if (new Hash256(domain) != token.DomainSeparator)
            {
                problems.Add(
                    $"Token {token.Name} at {token.Address} has the domain separator {new Hash256(domain)}, "
                    + $"but its name, version and chain give {token.DomainSeparator}.");
            }
        }

        return problems;
    }

    private static JsonRpcCall CodeOf(Address account) => new("eth_getCode", account, "latest");
}

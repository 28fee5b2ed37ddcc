using SettleEngine.Chain.Rpc;
using SettleEngine.Core;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Chain;

/// <summary>Asks which of many accounts have code, in one <c>eth_call</c> that deploys nothing: its data is creation code which looks at
/// each of the addresses behind it and returns a byte for each.</summary>
internal static class CodeLookup
{
    // What runs, with S for the bytes of addresses and p for where the next one stands. A byte is written where the addresses
    // that were read already stood.
    //   60xx 38 03               S = size of all code - size of this
    //   80 60xx 6000 39          copy the addresses to memory
    //   6000                     p = 0
    //   5b 81 81 10 15 60xx 57   while p < S
    //   80 51 6060 1c 3b 15 15   has the account at p code?
    //   81 6014 90 04 53         write that at p / 20
    //   6014 01 60xx 56          p += 20
    //   5b 50 6014 90 04 6000 f3 return S / 20 bytes
    private static readonly byte[] Program = Convert.FromHexString(
        "6031380380603160003960005b81811015602857805160601c3b"
        + "1515816014900453601401600c565b50601490046000f3");

    /// <summary>Asks an endpoint.</summary>
    /// <param name="endpoint">Whom to ask.</param>
    /// <param name="accounts">The accounts.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>One answer per account.</returns>
    /// <exception cref="UnusableAnswerException">The answer has another length.</exception>
    public static async ValueTask<bool[]> ReadAsync(
        JsonRpcEndpoint endpoint,
        ReadOnlyMemory<Address> accounts,
        CancellationToken cancellationToken)
    {
        Invariant.Holds(Program.Length == Program[1]);

        var data = new byte[Program.Length + (accounts.Length * Address.Size)];
        Program.CopyTo(data, 0);
        for (var i = 0; i < accounts.Length; i++)
        {
            accounts.Span[i].CopyTo(data.AsSpan(Program.Length + (i * Address.Size)));
        }

        var call = new JsonRpcCall("eth_call", new Dictionary<string, object?> { ["data"] = data }, "latest");
        using var replies = await endpoint.PostAsync(new[] { call }, cancellationToken);
        var answer = RpcJson.ReadWhole(replies.Result(0), RpcJson.ReadData);
        return answer.Length == accounts.Length
            ? Array.ConvertAll(answer, one => one != 0)
            : throw new UnusableAnswerException($"{endpoint.Host} did not say of each account whether it has code.");
    }
}

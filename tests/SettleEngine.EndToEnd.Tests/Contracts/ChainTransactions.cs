using System.Text.Json;
using SettleEngine.Chain.Rpc;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet;
using SettleEngine.Devnet.TokenContracts;

namespace SettleEngine.EndToEnd.Tests.Contracts;

/// <summary>Transactions and calls that tests make without the engine, and what comes back.</summary>
internal static class ChainTransactions
{
    /// <summary>A sender whose account exists already, so that its first transaction costs what its second does.</summary>
    public static readonly Address Sender = DevAccount.All[8].Address;

    public static async Task<JsonElement> MineTransactionAsync(
        this LocalChain chain,
        Address target,
        byte[] data,
        ulong gasLimit = 500_000,
        Address? sender = null)
    {
        var hash = await chain.SendAsAsync(sender ?? Sender, target, data, gasLimit);
        await chain.MineAsync();
        return await chain.Rpc.CallAsync("eth_getTransactionReceipt", CancellationToken.None, hash);
    }

    public static ulong GasUsed(this JsonElement receipt) =>
        LocalContracts.ReadQuantity(receipt.GetProperty("gasUsed")).Low64;

    public static bool Succeeded(this JsonElement receipt) =>
        string.Equals(receipt.GetProperty("status").GetString(), "0x1", StringComparison.Ordinal);

    public static JsonElement[] Logs(this JsonElement receipt) => [.. receipt.GetProperty("logs").EnumerateArray()];

    public static string Topic(this JsonElement log, int index) =>
        log.GetProperty("topics")[index].GetString()!;

    public static Task<JsonElement> MineBatchAsync(
        this LocalChain chain,
        ReadOnlySpan<SignedAuthorization> payments)
    {
        var data = new byte[Multicall3Calldata.Size(payments.Length)];
        Multicall3Calldata.Write(payments, data);
        return chain.MineTransactionAsync(chain.Multicall3, data, 60_000 + (75_000 * (ulong)payments.Length));
    }

    /// <summary>Says with which words the token refuses a call; null when it takes it.</summary>
    public static async Task<string?> RefusalAsync(
        this LocalChain chain,
        byte[] data,
        Address? sender = null)
    {
        var call = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["from"] = sender ?? Sender,
            ["to"] = chain.Token,
            ["data"] = data,
        };
        try
        {
            await chain.Rpc.CallAsync("eth_call", CancellationToken.None, call, "latest");
            return null;
        }
        catch (JsonRpcException exception)
        {
            return exception.Message;
        }
    }

    public static async Task<string> CallTokenAsync(this LocalChain chain, uint selector, params UInt256[] words)
    {
        var call = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["to"] = chain.Token,
            ["data"] = CallData.Encode(selector, words),
        };
        return (await chain.Rpc.CallAsync("eth_call", CancellationToken.None, call, "latest")).GetString()!;
    }

    /// <summary>The overload that takes a signature of any length.</summary>
    public static byte[] BytesOverload(in Authorization authorization, ReadOnlySpan<byte> signature)
    {
        var padded = (signature.Length + 31) / 32 * 32;
        var head = CallData.Encode(
            0xcf092995,
            CallData.Word(authorization.Payer),
            CallData.Word(authorization.Payee),
            authorization.Value.Units,
            authorization.ValidAfter.Value,
            authorization.ValidBefore.Value,
            CallData.Word(authorization.AuthorizationNonce.Bytes),
            7 * 32,
            (ulong)signature.Length);
        var data = new byte[head.Length + padded];
        head.CopyTo(data, 0);
        signature.CopyTo(data.AsSpan(head.Length));
        return data;
    }

    public static byte[] BytesOverload(in SignedAuthorization payment)
    {
        Span<byte> signature = stackalloc byte[EcdsaSignature.Size];
        payment.Signature.CopyTo(signature);
        return BytesOverload(payment.Authorization, signature);
    }
}

using System.Text.Json;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Batch;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet;
using SettleEngine.Devnet.TokenContracts;

namespace SettleEngine.EndToEnd.Tests.Contracts;

/// <summary>The guarded settler as tests use it, and payers whose code wants to hurt it.</summary>
internal static class SettlerTransactions
{
    private const ulong DeploymentGas = 500_000;

    public static async Task EnsureSettlerAsync(this LocalChain chain)
    {
        if (!SettlerContract.IsCode(await chain.CodeAsync(SettlerContract.Address)))
        {
            await chain.MineTransactionAsync(SettlerContract.DeploymentProxy, SettlerContract.Deployment.ToArray(), DeploymentGas);
        }
    }

    public static async Task<byte[]> CodeAsync(this LocalChain chain, Address account)
    {
        var text = (await chain.Rpc.CallAsync("eth_getCode", CancellationToken.None, account, "latest")).GetString()!;
        return Convert.FromHexString(text.AsSpan(2));
    }

    public static byte[] SettlerData(ReadOnlySpan<SignedAuthorization> payments, uint cap = GasFormula.SettlerItemCap)
    {
        var data = new byte[SettlerCalldata.Size(payments)];
        SettlerCalldata.Write(payments, cap, data);
        return data;
    }

    public static ulong EngineLimit(int payments) =>
        GasFormula.Limit(payments, (ulong)payments * GasFormula.Item(payeeHasBalance: false));

    public static Task<JsonElement> MineSettlerAsync(
        this LocalChain chain,
        SignedAuthorization[] payments,
        uint cap = GasFormula.SettlerItemCap,
        ulong? gasLimit = null) =>
        chain.MineTransactionAsync(
            SettlerContract.Address,
            SettlerData(payments, cap),
            gasLimit ?? EngineLimit(Math.Max(2, payments.Length)));

    /// <summary>Which payments a transaction settled: the token's pair of logs for each, in order and nothing else.</summary>
    public static int[] Settled(this JsonElement receipt, LocalChain chain, SignedAuthorization[] payments)
    {
        var logs = receipt.Logs();
        var settled = new List<int>();
        var next = 0;
        for (var i = 0; i < logs.Length; i += 2)
        {
            next = Array.FindIndex(payments, next, payment => IsPair(chain, logs[i], logs[i + 1], payment.Authorization));
            Xunit.Assert.True(next >= 0, "a pair of logs belongs to no payment of the batch");
            settled.Add(next++);
        }

        return [.. settled];
    }

    private static bool IsPair(LocalChain chain, JsonElement used, JsonElement moved, in Authorization authorization)
    {
        var payer = AbiWord.ToTopic(authorization.Payer).ToString();
        return IsToken(chain, used)
            && IsToken(chain, moved)
            && used.Topic(0) == EventTopics.AuthorizationUsed.ToString()
            && used.Topic(1) == payer
            && used.Topic(2) == authorization.AuthorizationNonce.ToString()
            && moved.Topic(0) == EventTopics.Transfer.ToString()
            && moved.Topic(1) == payer
            && moved.Topic(2) == AbiWord.ToTopic(authorization.Payee).ToString()
            && LocalContracts.ReadQuantity(moved.GetProperty("data")) == authorization.Value.Units;
    }

    private static bool IsToken(LocalChain chain, JsonElement log) =>
        Address.Parse(log.GetProperty("address").GetString()!) == chain.Token;
}

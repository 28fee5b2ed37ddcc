using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet;
using SettleEngine.Devnet.Payers;
using SettleEngine.Devnet.TokenContracts;

namespace SettleEngine.EndToEnd.Tests.Hostile;

/// <summary>Signed transactions that do nothing, as any client may send them.</summary>
internal static class RawTransfer
{
    private static readonly Address Target = Address.Parse("0x00000000000000000000000000000000000d0e5a");

    public static byte[] Sign(
        DevAccount account,
        ulong accountNonce,
        ulong tip = 1,
        ulong cap = 10_000_000_000,
        ulong gasLimit = 21_000,
        int dataBytes = 0)
    {
        var transaction = new Eip1559Transaction(
            LocalContracts.ChainId, new AccountNonce(accountNonce), tip, cap, gasLimit, Target, default, new byte[dataBytes]);
        return transaction.Encode(new FixedBaseSigner(account.PrivateKey.Span).Sign(transaction.SigningHash()));
    }

    public static async Task<ulong> NextNonceAsync(this LocalChain chain, DevAccount account, string tag = "latest") =>
        LocalContracts.ReadQuantity(
            await chain.Rpc.CallAsync("eth_getTransactionCount", CancellationToken.None, account.Address, tag)).Low64;
}

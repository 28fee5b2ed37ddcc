using System.Text.Json;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet.TokenContracts;

namespace SettleEngine.Devnet;

/// <summary>Reads what lanes have sent from the chain's blocks, without asking the engine.</summary>
/// <remarks>Thread rule: any thread. Failure: as <see cref="LocalChain"/>.</remarks>
public static class LaneTransactions
{
    /// <summary>Reads all transactions of some accounts.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="lanes">The accounts.</param>
    /// <param name="firstBlock">From which block on.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The transactions in the order of the chain.</returns>
    public static async Task<IReadOnlyList<LaneTransaction>> ReadLaneTransactionsAsync(
        this LocalChain chain,
        IReadOnlyCollection<Address> lanes,
        ulong firstBlock,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(chain);
        ArgumentNullException.ThrowIfNull(lanes);
        var found = new List<LaneTransaction>();
        var head = await chain.BlockNumberAsync(cancellationToken);
        for (var number = firstBlock; number <= head; number++)
        {
            var block = await chain.Rpc.CallAsync("eth_getBlockByNumber", cancellationToken, (UInt256)number, true);
            foreach (var transaction in block.GetProperty("transactions").EnumerateArray())
            {
                if (lanes.Contains(Address.Parse(transaction.GetProperty("from").GetString()!)))
                {
                    found.Add(await ReadAsync(chain, number, transaction, cancellationToken));
                }
            }
        }

        return found;
    }

    private static async Task<LaneTransaction> ReadAsync(
        LocalChain chain,
        ulong blockNumber,
        JsonElement transaction,
        CancellationToken cancellationToken)
    {
        var hash = Hash256.Parse(transaction.GetProperty("hash").GetString()!);
        var receipt = await chain.Rpc.CallAsync("eth_getTransactionReceipt", cancellationToken, hash);
        var raw = await chain.Rpc.CallAsync("eth_getRawTransactionByHash", cancellationToken, hash);
        var target = Address.Parse(transaction.GetProperty("to").GetString()!);
        var calldata = Convert.FromHexString(transaction.GetProperty("input").GetString().AsSpan(2));
        var payments = target == chain.Token ? 1
            : target == SettlerContract.Address ? SettlerCalldata.Count(calldata)
            : Multicall3Calldata.Count(calldata);
        return new LaneTransaction(
            hash,
            blockNumber,
            target,
            payments,
            calldata,
            Convert.FromHexString(raw.GetString().AsSpan(2)),
            LocalContracts.ReadQuantity(receipt.GetProperty("gasUsed")).Low64,
            receipt.GetProperty("status").GetString() != "0x1");
    }
}

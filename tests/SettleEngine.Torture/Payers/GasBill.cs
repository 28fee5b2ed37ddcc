using System.Globalization;
using System.Text.Json;
using SettleEngine.Core.Batch.Cost;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet;

namespace SettleEngine.Torture.Payers;

/// <summary>What lanes have paid for gas, and for what: read from the chain and its traces, not from the engine.</summary>
internal sealed class GasBill
{
    /// <summary>Transactions of the lanes.</summary>
    public int Transactions { get; private set; }

    /// <summary>Those of them that failed as a whole.</summary>
    public int Failed { get; private set; }

    /// <summary>Those of the failed ones that held more than one payment.</summary>
    public int FailedBatches { get; private set; }

    /// <summary>Payments that were in transactions, each as often as it was.</summary>
    public int Tried { get; private set; }

    /// <summary>Gas of all transactions.</summary>
    public ulong Gas { get; private set; }

    /// <summary>Gas that settled nothing: of failed transactions all, of others what calls that failed used, with their share of
    /// the calldata.</summary>
    public ulong Wasted { get; private set; }

    /// <summary>Reads the bill.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="lanes">Who sent.</param>
    /// <param name="firstBlock">From which block on.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The bill.</returns>
    public static async Task<GasBill> ReadAsync(
        LocalChain chain,
        IReadOnlyCollection<Address> lanes,
        ulong firstBlock,
        CancellationToken cancellationToken)
    {
        var bill = new GasBill();
        foreach (var transaction in await chain.ReadLaneTransactionsAsync(lanes, firstBlock, cancellationToken))
        {
            await bill.AddAsync(chain, transaction, cancellationToken);
        }

        return bill;
    }

    private async Task AddAsync(LocalChain chain, LaneTransaction transaction, CancellationToken cancellationToken)
    {
        Transactions++;
        Tried += transaction.Payments;
        Gas += transaction.GasUsed;
        if (transaction.HasFailed)
        {
            Failed++;
            FailedBatches += transaction.Payments > 1 ? 1 : 0;
            Wasted += transaction.GasUsed;
            return;
        }

        if (transaction.Target == chain.Token)
        {
            return;
        }

        var trace = await chain.Rpc.CallAsync(
            "debug_traceTransaction",
            cancellationToken,
            transaction.TransactionHash,
            new Dictionary<string, object?>(StringComparer.Ordinal) { ["tracer"] = "callTracer" });
        var calldataShare = L1Fee.CalldataGas(transaction.Calldata.Span) / (ulong)Math.Max(1, transaction.Payments);
        foreach (var call in trace.GetProperty("calls").EnumerateArray().Where(call => call.TryGetProperty("error", out _)))
        {
            Wasted += Number(call.GetProperty("gasUsed")) + calldataShare;
        }
    }

    private static ulong Number(JsonElement quantity) =>
        ulong.Parse(quantity.GetString().AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}

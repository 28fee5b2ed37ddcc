using System.Globalization;
using System.Text.Json;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet;

namespace SettleEngine.Torture.Payers;

/// <summary>What lanes have paid for gas, and for what: read from the chain and its traces, not from the engine.</summary>
internal sealed class GasBill
{
    private const int GasOfZero = 4;
    private const int GasOfByte = 16;

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
        var head = await chain.BlockNumberAsync(cancellationToken);
        for (var number = firstBlock; number <= head; number++)
        {
            var block = await chain.Rpc.CallAsync("eth_getBlockByNumber", cancellationToken, (UInt256)number, true);
            foreach (var transaction in block.GetProperty("transactions").EnumerateArray())
            {
                if (lanes.Contains(Address.Parse(transaction.GetProperty("from").GetString()!)))
                {
                    await bill.AddAsync(chain, transaction, cancellationToken);
                }
            }
        }

        return bill;
    }

    private async Task AddAsync(LocalChain chain, JsonElement transaction, CancellationToken cancellationToken)
    {
        var hash = transaction.GetProperty("hash").GetString();
        var receipt = await chain.Rpc.CallAsync("eth_getTransactionReceipt", cancellationToken, hash);
        var gas = Number(receipt.GetProperty("gasUsed"));
        var hasFailed = receipt.GetProperty("status").GetString() != "0x1";
        var target = Address.Parse(transaction.GetProperty("to").GetString()!);
        var input = transaction.GetProperty("input").GetString()!;
        Transactions++;
        Gas += gas;
        Failed += hasFailed ? 1 : 0;
        if (target == chain.Token)
        {
            Tried++;
            Wasted += hasFailed ? gas : 0;
            return;
        }

        var payments = CountPayments(target, input);
        Tried += payments;
        if (hasFailed)
        {
            FailedBatches++;
            Wasted += gas;
            return;
        }

        var trace = await chain.Rpc.CallAsync(
            "debug_traceTransaction",
            cancellationToken,
            hash,
            new Dictionary<string, object?>(StringComparer.Ordinal) { ["tracer"] = "callTracer" });
        var calldataShare = CalldataGas(input) / (ulong)Math.Max(1, payments);
        foreach (var call in trace.GetProperty("calls").EnumerateArray().Where(call => call.TryGetProperty("error", out _)))
        {
            Wasted += Number(call.GetProperty("gasUsed")) + calldataShare;
        }
    }

    private static int CountPayments(Address target, string input)
    {
        var bytes = Convert.FromHexString(input.AsSpan(2));
        if (target == SettlerContract.Address)
        {
            return bytes[0] == SettlerCalldata.OnePayee ? (bytes.Length - 44) / 132 : (bytes.Length - 24) / 152;
        }

        // aggregate3: the length of its array is the second word.
        return bytes.Length < 68 ? 0 : (int)new UInt256(bytes.AsSpan(36, UInt256.Size)).Low64;
    }

    private static ulong CalldataGas(string input)
    {
        var gas = 0;
        foreach (var value in Convert.FromHexString(input.AsSpan(2)))
        {
            gas += value == 0 ? GasOfZero : GasOfByte;
        }

        return (ulong)gas;
    }

    private static ulong Number(JsonElement quantity) =>
        ulong.Parse(quantity.GetString().AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}

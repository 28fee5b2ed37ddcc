using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Batch;
using SettleEngine.Core.Batch.Cost;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;

namespace SettleEngine.LoadBench.Cost;

/// <summary>Transactions as the engine makes them, without the engine: for what they cost.</summary>
internal static class SettlementTransaction
{
    // What a lane offers first at Base's floor: twice the base fee, and a tip of 1 wei.
    private const ulong TipPerGasWei = 1;
    private const ulong CapPerGasWei = 10_000_001;

    /// <summary>Builds a transaction.</summary>
    /// <param name="kind">How it settles.</param>
    /// <param name="payments">The payments; one when it is plain.</param>
    /// <param name="chainId">The chain.</param>
    /// <param name="accountNonce">Transaction count of the sender.</param>
    /// <returns>The transaction; nobody has signed it.</returns>
    public static Eip1559Transaction Build(
        SettlementKind kind,
        ReadOnlySpan<SignedAuthorization> payments,
        ulong chainId,
        AccountNonce accountNonce) => new(
            chainId,
            accountNonce,
            TipPerGasWei,
            CapPerGasWei,
            GasFormula.Limit(payments.Length, (ulong)payments.Length * GasFormula.Item(payeeHasBalance: true)),
            kind switch
            {
                SettlementKind.Plain => payments[0].Token,
                SettlementKind.Settler => SettlerContract.Address,
                _ => Multicall3Calldata.Contract,
            },
            default,
            Encode(kind, payments));

    private static byte[] Encode(SettlementKind kind, ReadOnlySpan<SignedAuthorization> payments)
    {
        byte[] data;
        switch (kind)
        {
            case SettlementKind.Plain:
                data = new byte[TransferCalldata.Size];
                TransferCalldata.Write(payments[0], data);
                return data;
            case SettlementKind.Settler:
                data = new byte[SettlerCalldata.Size(payments)];
                SettlerCalldata.Write(payments, GasFormula.SettlerItemCap, data);
                return data;
            default:
                data = new byte[Multicall3Calldata.Size(payments.Length)];
                Multicall3Calldata.Write(payments, data);
                return data;
        }
    }
}

using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Batch.Cost;

/// <summary>What the payments that a transaction settled would have cost in other ways, by the model, at the price per gas and the price for
/// bytes that the transaction itself has paid. Pure; any thread.</summary>
/// <param name="SingleWei">With one plain transaction for each payment, in wei.</param>
/// <param name="AggregateWei">With one call of Multicall3 for all of them, in wei.</param>
/// <remarks>Payees are taken to have a balance, which is never too much: a payee without one makes all ways dearer by the same. Gas that a
/// chain charges for bytes inside the limit (Arbitrum) is not in the model, so savings are understated there.</remarks>
public readonly record struct CostComparison(UInt128 SingleWei, UInt128 AggregateWei)
{
    // Numbers of an envelope are a few bytes whatever they are.
    private static readonly AccountNonce SomeAccountNonce = new(1_000);

    // As long and as hard to compress as any lane's; a payer's would stand in the calldata too and compress to nothing.
    private static readonly EcdsaSignature SomeSignature = new(Keccak256.Hash([1]), Keccak256.Hash([2]), 27);

    /// <summary>Compares.</summary>
    /// <param name="chain">What the chain charges for.</param>
    /// <param name="settled">The payments that the transaction settled; what failed would have failed in any way.</param>
    /// <param name="cost">What the transaction cost.</param>
    /// <param name="rawTransaction">Its signed bytes.</param>
    /// <returns>The comparison; zero when nothing was settled.</returns>
    public static CostComparison Of(
        ChainCosts chain,
        ReadOnlySpan<SignedAuthorization> settled,
        in SubmissionCost cost,
        ReadOnlySpan<byte> rawTransaction)
    {
        if (settled.IsEmpty)
        {
            return default;
        }

        var payments = (ulong)settled.Length;
        var singleWei = (UInt128)GasModel.Predict(SettlementKind.Plain, BatchShape.ToOnePayee(1)) * payments * cost.GasPriceWei;
        var aggregateWei = (UInt128)GasModel.Predict(SettlementKind.Multicall3, BatchShape.Of(settled)) * cost.GasPriceWei;
        if (cost.L1FeeWei > 0)
        {
            // The bytes of payments differ in what cannot be compressed, not in how much of it there is: one stands for all.
            var measure = Math.Max(1, L1Fee.Measure(chain.L1, rawTransaction));
            singleWei += (UInt128)cost.L1FeeWei * L1Fee.Measure(chain.L1, Plain(chain, settled[0], cost)) * payments / measure;
            aggregateWei += (UInt128)cost.L1FeeWei * L1Fee.Measure(chain.L1, Aggregate(chain, settled, cost)) / measure;
        }

        return new CostComparison(singleWei, aggregateWei);
    }

    private static byte[] Plain(ChainCosts chain, in SignedAuthorization payment, in SubmissionCost cost)
    {
        var data = new byte[TransferCalldata.Size];
        TransferCalldata.Write(payment, data);
        return Sign(chain, payment.Token, cost, data);
    }

    private static byte[] Aggregate(ChainCosts chain, ReadOnlySpan<SignedAuthorization> payments, in SubmissionCost cost)
    {
        var data = new byte[Multicall3Calldata.Size(payments.Length)];
        Multicall3Calldata.Write(payments, data);
        return Sign(chain, Multicall3Calldata.Contract, cost, data);
    }

    private static byte[] Sign(ChainCosts chain, Address to, in SubmissionCost cost, byte[] data) =>
        new Eip1559Transaction(chain.ChainId, SomeAccountNonce, 1, cost.GasPriceWei, cost.GasUsed, to, default, data)
            .Encode(SomeSignature);
}

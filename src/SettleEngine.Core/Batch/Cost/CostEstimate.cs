using SettleEngine.Core.Confirm;

namespace SettleEngine.Core.Batch.Cost;

/// <summary>What a transaction is predicted to cost, to be held against its receipt.</summary>
/// <param name="Payments">Payments in it.</param>
/// <param name="Gas">Gas used.</param>
/// <param name="GasFeesWei">Paid for gas, in wei.</param>
/// <param name="L1FeeWei">Paid for its bytes beside the gas, in wei; 0 where they are paid by gas.</param>
/// <param name="OperatorFeeWei">Operator fee, in wei.</param>
public readonly record struct CostEstimate(
    int Payments,
    ulong Gas,
    UInt128 GasFeesWei,
    UInt128 L1FeeWei,
    UInt128 OperatorFeeWei)
{
    /// <summary>All of it, in wei.</summary>
    public UInt128 TotalWei => GasFeesWei + L1FeeWei + OperatorFeeWei;

    /// <summary>A payment's share, in wei, rounded down.</summary>
    public UInt128 PerPaymentWei => TotalWei / (ulong)Payments;

    /// <summary>Predicts a transaction that settles all its payments.</summary>
    /// <param name="chain">What the chain charges for.</param>
    /// <param name="kind">How it settles.</param>
    /// <param name="shape">What it settles.</param>
    /// <param name="gasPriceWei">Base fee and tip, in wei per gas; the chain's floor holds.</param>
    /// <param name="prices">What bytes cost.</param>
    /// <param name="transaction">The whole signed transaction, or one like it.</param>
    /// <returns>The estimate.</returns>
    public static CostEstimate Predict(
        ChainCosts chain,
        SettlementKind kind,
        in BatchShape shape,
        ulong gasPriceWei,
        in L1Prices prices,
        ReadOnlySpan<byte> transaction)
    {
        var price = Math.Max(1, Math.Max(gasPriceWei, chain.BaseFeeFloorWei));
        var gas = GasModel.Predict(kind, shape);
        var l1FeeWei = L1Fee.Of(chain.L1, prices, transaction);
        if (chain.L1 == L1FeeKind.GasInside)
        {
            gas += (ulong)((l1FeeWei + price - 1) / price);
            l1FeeWei = 0;
        }

        return new CostEstimate(shape.Payments, gas, (UInt128)gas * price, l1FeeWei, L1Fee.Operator(prices, gas));
    }

    /// <summary>A payment's share in dollars.</summary>
    /// <param name="nativeUsd">US dollars for one native coin.</param>
    /// <returns>US dollars.</returns>
    public double UsdPerPayment(double nativeUsd) => NativeCoin.ToUsd(TotalWei, nativeUsd) / Payments;

    /// <summary>How far the gas was from what was predicted.</summary>
    /// <param name="receipt">What a block shows.</param>
    /// <returns>0.01 when a hundredth more was used than predicted.</returns>
    public double GasError(TransactionReceipt receipt) => ((double)receipt.GasUsed / Gas) - 1;

    /// <summary>How far the fees were from what was predicted.</summary>
    /// <param name="receipt">What a block shows.</param>
    /// <returns>0.01 when a hundredth more was paid than predicted.</returns>
    public double FeesError(TransactionReceipt receipt) => ((double)receipt.FeesWei / (double)TotalWei) - 1;
}

using SettleEngine.Core.Batch.Cost;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Submit;
using SettleEngine.Pipeline.Submit;

namespace SettleEngine.Pipeline.Batch;

/// <summary>What settling costs at this moment: the model, corrected by receipts, at the prices that the next transaction
/// meets.</summary>
/// <param name="options">What the chain charges for.</param>
/// <param name="fees">What is offered.</param>
/// <param name="baseFee">What the next block asks.</param>
/// <param name="useSettler">Whether batches go through the guarded settler.</param>
/// <remarks>Thread rule: any thread; one lock, held for one sum.</remarks>
internal sealed class CostView(CostOptions options, FeePolicy fees, BaseFeeWatch baseFee, bool useSettler)
{
    private readonly Lock _gate = new();
    private readonly CostCalibration _calibration = new();

    /// <summary>What a transaction pays per gas when it is included next, in wei.</summary>
    public ulong GasPriceWei
    {
        get
        {
            var baseFeeWei = Math.Max(baseFee.PerGasWei, options.Chain.BaseFeeFloorWei);
            return (ulong)UInt128.Min((UInt128)baseFeeWei + fees.First(baseFeeWei).TipPerGasWei, ulong.MaxValue);
        }
    }

    /// <summary>US dollars for one native coin, or null when nobody has told it.</summary>
    public double? NativeUsd => options.NativeUsd();

    /// <summary>How so many payments are settled.</summary>
    /// <param name="payments">At least one.</param>
    /// <returns>The way.</returns>
    public SettlementKind KindOf(int payments) => payments == 1 ? SettlementKind.Plain
        : useSettler ? SettlementKind.Settler
        : SettlementKind.Multicall3;

    /// <summary>Predicts a transaction at this moment's prices.</summary>
    /// <param name="kind">How it settles.</param>
    /// <param name="shape">What it settles.</param>
    /// <param name="bytes">Its size.</param>
    /// <returns>The estimate.</returns>
    public CostEstimate Estimate(SettlementKind kind, in BatchShape shape, int bytes)
    {
        lock (_gate)
        {
            var gas = _calibration.Gas(kind, shape);
            return new CostEstimate(shape.Payments, gas, (UInt128)gas * GasPriceWei, _calibration.L1FeeWei(bytes), 0);
        }
    }

    /// <summary>What a payment costs in a batch of so many payments of different payers to one payee.</summary>
    /// <param name="payments">At least one.</param>
    /// <returns>US dollars, or null when nobody has told the price of the native coin.</returns>
    public double? UsdPerPayment(int payments) =>
        NativeUsd is { } usd
            ? Estimate(KindOf(payments), BatchShape.ToOnePayee(payments), LaneServices.BytesOf(payments)).UsdPerPayment(usd)
            : null;

    /// <summary>Takes a receipt into account.</summary>
    /// <param name="kind">How the transaction settled.</param>
    /// <param name="predictedGas">What <see cref="Estimate"/> said of it; null when its gas is no lesson.</param>
    /// <param name="receipt">What a block shows.</param>
    /// <param name="bytes">Size of the transaction.</param>
    public void OnReceipt(SettlementKind kind, ulong? predictedGas, TransactionReceipt receipt, int bytes)
    {
        lock (_gate)
        {
            _calibration.OnL1Fee(receipt.L1FeeWei, bytes);
            if (predictedGas is { } gas)
            {
                _calibration.OnGas(kind, gas, receipt.GasUsed);
            }
        }
    }
}

namespace SettleEngine.Core.Batch.Cost;

/// <summary>What receipts have shown of how far the cost model is off, and of what bytes cost on the layer below.</summary>
/// <remarks>Pure but for what it was told. The caller holds a lock.</remarks>
public sealed class CostCalibration
{
    // A batch out of sixteen: a token or a chain that changes its gas is followed within seconds of heavy traffic.
    private const double Weight = 1.0 / 16;

    // Beyond this it is not a model that is slightly off but payments that failed, which say nothing of what others need.
    private const double LargestFactor = 1.25;

    private readonly double[] _factors = [1, 1, 1];
    private UInt128 _l1FeeWei;
    private ulong _l1Bytes = 1;

    /// <summary>Transactions that were taken into account.</summary>
    public long Receipts { get; private set; }

    /// <summary>Relative error of the gas of the newest transaction before it was taken into account; 0.01 when a hundredth more was
    /// used than predicted.</summary>
    public double LastGasError { get; private set; }

    /// <summary>Takes the fee for a transaction's bytes into account.</summary>
    /// <param name="l1FeeWei">What the receipt shows, in wei.</param>
    /// <param name="bytes">Size of the transaction.</param>
    public void OnL1Fee(ulong l1FeeWei, int bytes)
    {
        _l1FeeWei = l1FeeWei;
        _l1Bytes = (ulong)Math.Max(1, bytes);
    }

    /// <summary>Takes the gas of a transaction into account whose payments all went through.</summary>
    /// <param name="kind">How it settled.</param>
    /// <param name="predictedGas">What <see cref="Gas"/> said of it.</param>
    /// <param name="gasUsed">What the receipt shows.</param>
    public void OnGas(SettlementKind kind, ulong predictedGas, ulong gasUsed)
    {
        LastGasError = ((double)gasUsed / predictedGas) - 1;
        Receipts++;
        ref var factor = ref _factors[(int)kind];
        var shown = factor * (1 + LastGasError);
        if (shown is > 1 / LargestFactor and < LargestFactor)
        {
            factor += (shown - factor) * Weight;
        }
    }

    /// <summary>The gas of a transaction, by the model and what receipts showed.</summary>
    /// <param name="kind">How it settles.</param>
    /// <param name="shape">What it settles.</param>
    /// <returns>Gas.</returns>
    public ulong Gas(SettlementKind kind, in BatchShape shape) => (ulong)(GasModel.Predict(kind, shape) * _factors[(int)kind]);

    /// <summary>What bytes cost on the layer below, by the newest receipt; 0 until one has named such a fee.</summary>
    /// <param name="bytes">Size of a transaction.</param>
    /// <returns>Wei.</returns>
    public UInt128 L1FeeWei(int bytes) => _l1FeeWei * (ulong)bytes / _l1Bytes;
}

namespace SettleEngine.Core.Batch.Cost;

/// <summary>What bytes cost on the layer below, as a chain's own contracts tell it.</summary>
/// <param name="BaseFeeWei">Base fee of the layer below, in wei per gas.</param>
/// <param name="BlobBaseFeeWei">Its blob base fee, in wei.</param>
/// <param name="BaseFeeScalar">The rollup's weight of the base fee, in millionths.</param>
/// <param name="BlobBaseFeeScalar">The rollup's weight of the blob base fee, in millionths.</param>
/// <param name="OperatorFeeScalar">Operator fee per gas, in millionths of a wei.</param>
/// <param name="OperatorFeeConstantWei">Operator fee of every transaction, in wei.</param>
public readonly record struct L1Prices(
    ulong BaseFeeWei,
    ulong BlobBaseFeeWei,
    uint BaseFeeScalar,
    uint BlobBaseFeeScalar,
    uint OperatorFeeScalar = 0,
    ulong OperatorFeeConstantWei = 0)
{
    /// <summary>Price of 16 units of calldata gas, or of one byte as Fjord counts, in millionths of a wei.</summary>
    public UInt128 MicroWeiPerByte =>
        ((UInt128)16 * BaseFeeScalar * BaseFeeWei) + ((UInt128)BlobBaseFeeScalar * BlobBaseFeeWei);
}

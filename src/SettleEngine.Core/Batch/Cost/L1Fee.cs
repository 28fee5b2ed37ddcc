namespace SettleEngine.Core.Batch.Cost;

/// <summary>What a rollup charges for a transaction's bytes. Pure; any thread.</summary>
public static class L1Fee
{
    private const ulong Million = 1_000_000;
    private const ulong NonZeroGas = 16;
    private const ulong ZeroGas = 4;

    // Fjord's line from FastLZ length to the bytes that a blob will hold, in millionths, and its floor of 100 bytes.
    private const long FjordPerByte = 836_500;
    private const long FjordIntercept = -42_585_600;
    private const long FjordLeast = 100 * (long)Million;

    /// <summary>Bytes that Fjord charges for.</summary>
    /// <param name="fastLzLength">Length by <see cref="FastLzLength"/>.</param>
    /// <returns>Millionths of a byte.</returns>
    public static ulong FjordMicroBytes(int fastLzLength) =>
        (ulong)Math.Max(FjordLeast, FjordIntercept + (FjordPerByte * fastLzLength));

    /// <summary>Gas of bytes as calldata (EIP-2028): what a transaction pays for its call, and what Ecotone charges for on the layer
    /// below.</summary>
    /// <param name="data">The calldata, or a whole signed transaction.</param>
    /// <returns>Gas.</returns>
    public static ulong CalldataGas(ReadOnlySpan<byte> data)
    {
        var zeros = (ulong)data.Count((byte)0);
        return (zeros * ZeroGas) + (((ulong)data.Length - zeros) * NonZeroGas);
    }

    /// <summary>The fee for a transaction's bytes.</summary>
    /// <param name="kind">How the chain charges.</param>
    /// <param name="prices">Its prices.</param>
    /// <param name="transaction">The whole signed transaction.</param>
    /// <returns>Wei.</returns>
    /// <remarks>Arbitrum compresses by brotli. FastLZ stands for it here, which is 1 % too long for a single payment and 8 to 26 % for a
    /// batch of a hundred: predictions err to the dear side there.</remarks>
    public static UInt128 Of(L1FeeKind kind, in L1Prices prices, ReadOnlySpan<byte> transaction) => kind switch
    {
        L1FeeKind.Ecotone => CalldataGas(transaction) * prices.MicroWeiPerByte / (NonZeroGas * Million),
        L1FeeKind.Fjord => FjordMicroBytes(FastLzLength.Of(transaction)) * prices.MicroWeiPerByte / ((UInt128)Million * Million),
        L1FeeKind.GasInside => (ulong)FastLzLength.Of(transaction) * (UInt128)NonZeroGas * prices.BaseFeeWei,
        _ => 0,
    };

    /// <summary>What a transaction's bytes are charged by: at the same prices, fees are to each other as these numbers.</summary>
    /// <param name="kind">How the chain charges. One that is not known to charge and does so is taken for Fjord.</param>
    /// <param name="transaction">The whole signed transaction.</param>
    /// <returns>A number without a unit.</returns>
    public static ulong Measure(L1FeeKind kind, ReadOnlySpan<byte> transaction) => kind == L1FeeKind.Ecotone
        ? CalldataGas(transaction)
        : FjordMicroBytes(FastLzLength.Of(transaction));

    /// <summary>The operator fee of a transaction (Isthmus).</summary>
    /// <param name="prices">The chain's prices.</param>
    /// <param name="gas">Gas used.</param>
    /// <returns>Wei; 0 where none is set.</returns>
    public static UInt128 Operator(in L1Prices prices, ulong gas) =>
        ((UInt128)gas * prices.OperatorFeeScalar / Million) + prices.OperatorFeeConstantWei;
}

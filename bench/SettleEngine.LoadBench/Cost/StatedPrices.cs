using System.Globalization;
using SettleEngine.Core.Batch.Cost;

namespace SettleEngine.LoadBench.Cost;

/// <summary>Prices that costs are told with. A cost without them means nothing.</summary>
internal sealed record StatedPrices
{
    private const double WeiPerGwei = 1e9;
    private const double WeiPerCoin = 1e18;

    /// <summary>Base fee and tip, in gwei per gas. Default: the floor of Base.</summary>
    public double GasPriceGwei { get; init; } = 0.005;

    /// <summary>US dollars for one native coin.</summary>
    public double NativeUsd { get; init; } = 3_000;

    /// <summary>Base fee of the layer below, in gwei per gas; 0 for a chain that charges nothing for bytes.</summary>
    public double L1Gwei { get; init; } = 1;

    /// <summary>Blob base fee of the layer below, in gwei. Default: a sixteenth of <see cref="L1Gwei"/>'s, the floor of EIP-7918.</summary>
    public double BlobGwei { get; init; } = 0.0625;

    /// <summary>The rollup's weight of the base fee, in millionths. Default: what is commonly told of Base.</summary>
    public uint BaseFeeScalar { get; init; } = 2_269;

    /// <summary>The rollup's weight of the blob base fee, in millionths. Default: what is commonly told of Base.</summary>
    public uint BlobBaseFeeScalar { get; init; } = 1_055_762;

    /// <summary>All of it in a sentence.</summary>
    public string Sentence => string.Create(
        CultureInfo.InvariantCulture,
        $"{GasPriceGwei} gwei per gas, {NativeUsd:N0} USD for a native coin, bytes by Fjord at {L1Gwei} gwei and {BlobGwei} gwei a blob on the layer below, scalars {BaseFeeScalar} and {BlobBaseFeeScalar}");

    /// <summary>What bytes cost.</summary>
    public L1Prices L1 => new(ToWei(L1Gwei), ToWei(BlobGwei), BaseFeeScalar, BlobBaseFeeScalar);

    /// <summary>What gas costs.</summary>
    /// <param name="gas">Gas.</param>
    /// <returns>US dollars.</returns>
    public double UsdOfGas(double gas) => gas * GasPriceGwei * WeiPerGwei / WeiPerCoin * NativeUsd;

    /// <summary>What a sum in the native coin is worth.</summary>
    /// <param name="wei">The sum.</param>
    /// <returns>US dollars.</returns>
    public double UsdOfWei(UInt128 wei) => (double)wei / WeiPerCoin * NativeUsd;

    /// <summary>What the cost model says of a transaction whose payments come from different payers and go to one payee who has a
    /// balance.</summary>
    /// <param name="kind">How it settles.</param>
    /// <param name="payments">Payments in it; at least one.</param>
    /// <param name="transaction">The whole signed transaction, or one like it.</param>
    /// <returns>The estimate.</returns>
    public CostEstimate Predict(SettlementKind kind, int payments, ReadOnlySpan<byte> transaction) => CostEstimate.Predict(
        new ChainCosts(0, "ETH", L1FeeKind.Fjord, 0),
        kind,
        BatchShape.ToOnePayee(payments),
        ToWei(GasPriceGwei),
        L1,
        transaction);

    private static ulong ToWei(double gwei) => (ulong)Math.Round(gwei * WeiPerGwei);
}

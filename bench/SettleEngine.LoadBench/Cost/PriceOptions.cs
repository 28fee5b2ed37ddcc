using System.CommandLine;

namespace SettleEngine.LoadBench.Cost;

/// <summary>The prices as options of a command.</summary>
internal sealed class PriceOptions
{
    private static readonly StatedPrices Usual = new();

    private readonly Option<double> _gas =
        RungCommand.Option("--gas-gwei", "Base fee and tip that costs are told with, gwei per gas.", Usual.GasPriceGwei);

    private readonly Option<double> _coin = RungCommand.Option("--native-usd", "US dollars for one native coin.", Usual.NativeUsd);

    private readonly Option<double> _below = RungCommand.Option(
        "--l1-gwei",
        "Base fee of the layer below, gwei per gas; 0 when bytes cost nothing.",
        Usual.L1Gwei);

    private readonly Option<double> _blob =
        RungCommand.Option("--blob-gwei", "Blob base fee of the layer below, gwei.", Usual.BlobGwei);

    private readonly Option<uint> _scalar =
        RungCommand.Option("--base-fee-scalar", "The rollup's weight of that base fee, in millionths.", Usual.BaseFeeScalar);

    private readonly Option<uint> _blobScalar =
        RungCommand.Option("--blob-fee-scalar", "The rollup's weight of that blob base fee, in millionths.", Usual.BlobBaseFeeScalar);

    /// <summary>Gives a command these options.</summary>
    public void AddTo(Command command)
    {
        command.Add(_gas);
        command.Add(_coin);
        command.Add(_below);
        command.Add(_blob);
        command.Add(_scalar);
        command.Add(_blobScalar);
    }

    /// <summary>Reads what was said.</summary>
    public StatedPrices Read(ParseResult parsed) => new()
    {
        GasPriceGwei = parsed.GetValue(_gas),
        NativeUsd = parsed.GetValue(_coin),
        L1Gwei = parsed.GetValue(_below),
        BlobGwei = parsed.GetValue(_blob),
        BaseFeeScalar = parsed.GetValue(_scalar),
        BlobBaseFeeScalar = parsed.GetValue(_blobScalar),
    };
}

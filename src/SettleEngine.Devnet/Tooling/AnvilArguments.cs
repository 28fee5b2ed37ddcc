using System.Globalization;
using SettleEngine.Devnet.TokenContracts;

namespace SettleEngine.Devnet.Tooling;

/// <summary>The node's command line.</summary>
internal static class AnvilArguments
{
    /// <summary>Writes the arguments for a chain.</summary>
    /// <param name="options">How the chain is wanted.</param>
    /// <returns>The arguments in order.</returns>
    public static string[] For(LocalChainOptions options) =>
    [
        "--host", "127.0.0.1",
        "--port", Text(options.Port),
        "--chain-id", Text(LocalContracts.ChainId),
        "--gas-limit", Text(options.GasLimit),
        "--base-fee", options.BaseFeeWei.ToString(),
        "--slots-in-an-epoch", Text(options.SlotsInEpoch),

        // Without the second flag the node takes transactions above 2^24 gas, which no real chain of these rules does.
        "--hardfork", "osaka",
        "--enable-tx-gas-limit",

        // The default order is by fee cap, which is not how the chain that this one stands for orders.
        "--order", "fifo",
        "--no-mining",
        "--auto-impersonate",
        "--no-request-size-limit",
    ];

    private static string Text(IFormattable value) => value.ToString(format: null, CultureInfo.InvariantCulture);
}

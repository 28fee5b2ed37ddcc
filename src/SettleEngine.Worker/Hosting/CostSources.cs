using System.Globalization;
using Microsoft.Extensions.Logging;
using SettleEngine.Core.Batch.Cost;
using SettleEngine.Pipeline.Batch;
using SettleEngine.Worker.Chains;
using SettleEngine.Worker.Options;

namespace SettleEngine.Worker.Hosting;

/// <summary>What a chain charges for and what its coin is worth, from options and files.</summary>
internal sealed partial class CostSources : IAsyncDisposable
{
    private readonly NativePriceFile? _price;

    private CostSources(CostOptions options, NativePriceFile? price)
    {
        Options = options;
        _price = price;
    }

    /// <summary>The pipeline's options.</summary>
    public CostOptions Options { get; }

    /// <summary>Reads what the settings name.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="chainId">The chain.</param>
    /// <param name="logger">Hears what was resolved, and of a price file that cannot be used.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    /// <returns>The sources; the price file is watched until they are disposed.</returns>
    /// <exception cref="SettingException">A file cannot be used.</exception>
    public static async Task<CostSources> OpenAsync(
        EngineSettings settings,
        ulong chainId,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        var chain = (await ChainTable.LoadAsync(settings.ChainCostsFile, cancellationToken)).For(chainId);
        var price = settings.NativeUsdFile is { } file
            ? await NativePriceFile.OpenAsync(file, TimeProvider.System, logger)
            : null;
        price?.Watch();
        Func<double?> nativeUsd = price is null ? () => settings.NativeUsd : () => price.Usd;
        var known = nativeUsd()?.ToString(CultureInfo.InvariantCulture) ?? "an unknown number of";
        LogCosts(logger, chain.Name, chain.Costs.L1, chain.Costs.BaseFeeFloorWei, chain.Costs.NativeCoin, known);
        return new CostSources(new CostOptions { Chain = chain.Costs, NativeUsd = nativeUsd }, price);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _price?.DisposeAsync() ?? ValueTask.CompletedTask;

    [LoggerMessage(EventId = 1920, Level = LogLevel.Information, Message = "Costs on {Chain}: fee for bytes {L1Fee}, base fee at least {FloorWei} wei, one {Coin} is {Usd} USD")]
    private static partial void LogCosts(
        ILogger logger,
        string chain,
        L1FeeKind l1Fee,
        ulong floorWei,
        string coin,
        string usd);
}

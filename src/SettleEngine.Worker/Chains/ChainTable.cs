using System.Globalization;
using SettleEngine.Core.Batch.Cost;
using SettleEngine.Worker.Options;

namespace SettleEngine.Worker.Chains;

/// <summary>What chains charge for: the built-in table, and before it a file of the operator's.</summary>
internal sealed class ChainTable
{
    private const string BuiltIn = "chains.json";

    private readonly Dictionary<ulong, ChainEntry> _chains = [];

    private ChainTable(IEnumerable<ChainEntry> entries)
    {
        foreach (var entry in entries)
        {
            _chains[entry.Costs.ChainId] = entry;
        }
    }

    /// <summary>Every chain of the table.</summary>
    public IEnumerable<ChainEntry> Chains => _chains.Values;

    /// <summary>Loads the table.</summary>
    /// <param name="file">What <c>--chain-costs</c> names, or null.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    /// <returns>The table.</returns>
    /// <exception cref="SettingException">The file cannot be read or has another form.</exception>
    public static async Task<ChainTable> LoadAsync(string? file, CancellationToken cancellationToken)
    {
        var builtIn = ChainFile.Read(await ReadBuiltInAsync(cancellationToken), BuiltIn);
        if (file is null)
        {
            return new ChainTable(builtIn);
        }

        try
        {
            var text = await File.ReadAllBytesAsync(file, cancellationToken);
            return new ChainTable(builtIn.Concat(ChainFile.Read(text, $"--chain-costs {file}")));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new SettingException($"--chain-costs cannot be read: {unreadable.Message}");
        }
    }

    /// <summary>Finds a chain.</summary>
    /// <param name="chainId">The chain.</param>
    /// <returns>Its entry; for a chain that is not in the table one that charges for gas alone and has no floor.</returns>
    public ChainEntry For(ulong chainId) => _chains.TryGetValue(chainId, out var entry)
        ? entry
        : new ChainEntry(
            string.Create(CultureInfo.InvariantCulture, $"chain {chainId}"),
            new ChainCosts(chainId, "native coin", L1FeeKind.None, 0));

    private static async Task<byte[]> ReadBuiltInAsync(CancellationToken cancellationToken)
    {
        await using var stream = typeof(ChainTable).Assembly.GetManifestResourceStream(BuiltIn)
            ?? throw new InvalidOperationException($"This build lacks its resource {BuiltIn}.");
        using var text = new MemoryStream();
        await stream.CopyToAsync(text, cancellationToken);
        return text.ToArray();
    }
}

using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace SettleEngine.Devnet.Tooling;

/// <summary>The packages that the local chain is made of.</summary>
internal sealed partial class NodePackages
{
    private const string AnvilFile = "node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil";
    private const string Multicall3File = "node_modules/viem/_esm/constants/contracts.js";

    private readonly string _folder;

    private NodePackages(string folder) => _folder = folder;

    /// <summary>The pinned node binary. It may be missing on a system that the package does not support.</summary>
    public string AnvilPath => Path.Combine(_folder, AnvilFile);

    /// <summary>Finds the packages, fetching them first when this user never did.</summary>
    /// <param name="options">Where to look, and whom to tell.</param>
    /// <param name="cancellationToken">Stops the fetch; the next start begins again.</param>
    /// <returns>The packages.</returns>
    /// <exception cref="LocalChainException">They are not there and cannot be fetched.</exception>
    public static async Task<NodePackages> EnsureAsync(LocalChainOptions options, CancellationToken cancellationToken)
    {
        if (options.PackagesFolder is { } given)
        {
            return File.Exists(Path.Combine(given, Multicall3File))
                ? new NodePackages(given)
                : throw new LocalChainException($"{given} has no {Multicall3File}; run npm ci there with the pinned lock file.");
        }

        var folder = new NpmFolder(
            "devnet",
            await EmbeddedText.ReadAsync("node/package.json", cancellationToken),
            await EmbeddedText.ReadAsync("node/package-lock.json", cancellationToken))
        {
            Remedy = "The local chain needs Node.js 20 or later with npm on the PATH, once, to fetch anvil and Multicall3. "
                + "Install it (Debian: apt-get install nodejs npm), or set PackagesFolder to a folder where npm ci was run "
                + "with the pinned lock file; --anvil PATH (AnvilPath) replaces the node binary alone.",
            Fetching = () => options.Progress?.Invoke(
                "Fetching anvil and Multicall3 from npm; this happens once and takes some seconds."),
            Check = ThrowIfAnvilIsMissing,
        };
        return new NodePackages(await folder.EnsureAsync(cancellationToken));
    }

    /// <summary>Reads Multicall3's creation code as its authors published it.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The code as hex.</returns>
    /// <exception cref="LocalChainException">The package holds no such constant.</exception>
    public async Task<string> ReadMulticall3CreationCodeAsync(CancellationToken cancellationToken)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(_folder, Multicall3File), cancellationToken);
        var match = Multicall3Constant().Match(text);
        return match.Success
            ? match.Groups[1].Value
            : throw new LocalChainException($"{Multicall3File} holds no multicall3Bytecode.");
    }

    private static void ThrowIfAnvilIsMissing(string folder)
    {
        // npm passes over an optional package that it cannot get. Kept, such a folder would never be filled again.
        var isServed = OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64;
        if (isServed && !File.Exists(Path.Combine(folder, AnvilFile)))
        {
            throw new LocalChainException("npm ci did not bring anvil along. Check the registry and start again.");
        }
    }

    [GeneratedRegex("multicall3Bytecode\\s*=\\s*'(0x[0-9a-f]+)'", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Multicall3Constant();
}

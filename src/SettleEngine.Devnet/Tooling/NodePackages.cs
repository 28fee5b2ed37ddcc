using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace SettleEngine.Devnet.Tooling;

/// <summary>The packages of the lock file, fetched once for a user and shared by every process after that.</summary>
/// <remarks>A folder appears under its final name only when it is complete: it is filled under another name, by the one
/// process that holds the lock file, and then renamed.</remarks>
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

        var manifest = await EmbeddedText.ReadAsync("node/package.json", cancellationToken);
        var lockText = await EmbeddedText.ReadAsync("node/package-lock.json", cancellationToken);
        var root = CacheRoot();
        var folder = Path.Combine(root, $"devnet-{HashOf(manifest + lockText)}");
        if (Directory.Exists(folder))
        {
            return new NodePackages(folder);
        }

        Directory.CreateDirectory(root);
        await using var exclusive = await LockAsync(Path.Combine(root, "devnet.lock"), cancellationToken);
        if (!Directory.Exists(folder))
        {
            options.Progress?.Invoke("Fetching anvil and Multicall3 from npm; this happens once and takes some seconds.");
            await FetchAsync(folder, manifest, lockText, cancellationToken);
        }

        return new NodePackages(folder);
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

    private static async Task FetchAsync(string folder, string manifest, string lockText, CancellationToken cancellationToken)
    {
        var unfinished = folder + ".unfinished";
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        Directory.CreateDirectory(unfinished);
        await File.WriteAllTextAsync(Path.Combine(unfinished, "package.json"), manifest, cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(unfinished, "package-lock.json"), lockText, cancellationToken);
        await RunNpmAsync(unfinished, cancellationToken);

        // npm passes over an optional package that it cannot get. Kept, such a folder would never be filled again.
        var isServed = OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64;
        if (isServed && !File.Exists(Path.Combine(unfinished, AnvilFile)))
        {
            throw new LocalChainException("npm ci did not bring anvil along. Check the registry and start again.");
        }

        Directory.Move(unfinished, folder);
    }

    private static async Task RunNpmAsync(string folder, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var npm = StartNpm(start);
        var output = npm.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = npm.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await npm.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            npm.Kill(entireProcessTree: true);
            throw;
        }

        if (npm.ExitCode != 0)
        {
            throw new LocalChainException($"npm ci ended with {npm.ExitCode} in {folder}:\n{await error}{await output}");
        }
    }

    private static Process StartNpm(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new LocalChainException(
                "The local chain needs Node.js 20 or later with npm on the PATH, once, to fetch anvil and Multicall3. "
                + "Install it (Debian: apt-get install nodejs npm), or set PackagesFolder to a folder where npm ci was run "
                + "with the pinned lock file; --anvil PATH (AnvilPath) replaces the node binary alone.",
                exception);
        }
    }

    private static async Task<FileStream> LockAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                // Another process is fetching. The system frees its lock whatever happens to it.
                await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
            }
        }
    }

    private static string CacheRoot()
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (string.IsNullOrEmpty(cache))
        {
            cache = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        }

        return Path.Combine(cache, "settle-engine");
    }

    private static string HashOf(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));

    [GeneratedRegex("multicall3Bytecode\\s*=\\s*'(0x[0-9a-f]+)'", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Multicall3Constant();
}

using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace SettleEngine.Devnet.Tooling;

/// <summary>The packages of one lock file, fetched once for a user and shared by every process after that.</summary>
/// <remarks>A folder appears under its final name only when it is complete: it is filled under another name, by the one
/// process that holds the lock file, and then renamed. Thread rule: any thread, any process.</remarks>
internal sealed class NpmFolder
{
    private readonly string _name;
    private readonly string _manifest;
    private readonly string _lockText;

    /// <summary>Names what is wanted; nothing is fetched yet.</summary>
    /// <param name="name">Begins the folder's name; one per lock file.</param>
    /// <param name="manifest">The whole <c>package.json</c>.</param>
    /// <param name="lockText">The whole <c>package-lock.json</c>.</param>
    public NpmFolder(string name, string manifest, string lockText)
    {
        _name = name;
        _manifest = manifest;
        _lockText = lockText;
    }

    /// <summary>What the user is told to do where npm is missing.</summary>
    public required string Remedy { get; init; }

    /// <summary>Hears that a fetch begins.</summary>
    /// <value>Default null: nobody is told.</value>
    public Action? Fetching { get; init; }

    /// <summary>Looks at the fetched folder before it is kept, and throws when something is missing.</summary>
    /// <value>Default null: what npm calls a success is one.</value>
    public Action<string>? Check { get; init; }

    /// <summary>Finds the packages, fetching them first when this user never did.</summary>
    /// <param name="cancellationToken">Stops the fetch; the next call begins again.</param>
    /// <returns>The folder that holds <c>node_modules</c>. It is shared: nobody writes into it.</returns>
    /// <exception cref="LocalChainException">They are not there and cannot be fetched.</exception>
    public async Task<string> EnsureAsync(CancellationToken cancellationToken)
    {
        var root = CacheRoot();
        var folder = Path.Combine(root, $"{_name}-{HashOf(_manifest + _lockText)}");
        if (Directory.Exists(folder))
        {
            return folder;
        }

        Directory.CreateDirectory(root);
        await using var exclusive = await LockAsync(Path.Combine(root, $"{_name}.lock"), cancellationToken);
        if (!Directory.Exists(folder))
        {
            Fetching?.Invoke();
            await FetchAsync(folder, cancellationToken);
        }

        return folder;
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

    private async Task FetchAsync(string folder, CancellationToken cancellationToken)
    {
        var unfinished = folder + ".unfinished";
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        Directory.CreateDirectory(unfinished);
        await File.WriteAllTextAsync(Path.Combine(unfinished, "package.json"), _manifest, cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(unfinished, "package-lock.json"), _lockText, cancellationToken);
        await RunNpmAsync(unfinished, cancellationToken);
        Check?.Invoke(unfinished);
        Directory.Move(unfinished, folder);
    }

    private async Task RunNpmAsync(string folder, CancellationToken cancellationToken)
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

    private Process StartNpm(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new LocalChainException(Remedy, exception);
        }
    }
}

using SettleEngine.Devnet;

namespace SettleEngine.Worker.Hosting;

/// <summary>Key files for the local chain's well-known accounts. Never for real money: everybody knows these keys.</summary>
internal static class LaneKeys
{
    /// <summary>Lanes that local commands use.</summary>
    public const int DefaultCount = 4;

    /// <summary>Writes a key file that only its owner may read.</summary>
    /// <param name="path">The file; replaced when it exists.</param>
    /// <param name="accounts">The accounts.</param>
    /// <returns>A task that completes when the file is written.</returns>
    public static async Task WriteAsync(string path, IEnumerable<DevAccount> accounts)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var writer = new StreamWriter(path, options);
        foreach (var account in accounts)
        {
            await writer.WriteLineAsync(account.ToKeyFileLine());
        }
    }
}

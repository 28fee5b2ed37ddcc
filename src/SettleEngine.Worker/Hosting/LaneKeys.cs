using SettleEngine.Devnet;
using SettleEngine.Worker.Options;

namespace SettleEngine.Worker.Hosting;

/// <summary>Key files for the local chain's well-known accounts. Never for real money: everybody knows these keys.</summary>
internal static class LaneKeys
{
    /// <summary>Lanes that local commands use.</summary>
    public const int DefaultCount = 4;

    /// <summary>Writes a key file that only its owner may read.</summary>
    /// <param name="path">The file. One that holds exactly these keys is left as it is; any other is kept, for keys that
    /// are overwritten are money that is lost.</param>
    /// <param name="accounts">The accounts.</param>
    /// <returns>A task that completes when the file is written.</returns>
    /// <exception cref="SettingException">The file holds something else.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static async Task WriteAsync(string path, IEnumerable<DevAccount> accounts)
    {
        var lines = accounts.Select(account => account.ToKeyFileLine()).ToArray();
        if (File.Exists(path))
        {
            if (!await HoldsAsync(path, lines))
            {
                throw new SettingException(
                    $"--lane-key-file {path} exists and holds other keys than the local chain's, so it is not overwritten. "
                    + "Name another file.");
            }

            return;
        }

        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var writer = new StreamWriter(path, options);
        foreach (var line in lines)
        {
            await writer.WriteLineAsync(line);
        }
    }

    private static async Task<bool> HoldsAsync(string path, string[] lines)
    {
        var found = await File.ReadAllLinesAsync(path);
        return found.AsSpan().SequenceEqual(lines);
    }
}

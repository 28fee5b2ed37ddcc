using SettleEngine.Devnet;

namespace SettleEngine.EndToEnd.Tests.Engine;

/// <summary>Keys, journal and socket of one engine, deleted at the end.</summary>
internal sealed class EngineFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("settle-test-").FullName;

    public EngineFolder(IEnumerable<DevAccount> lanes)
    {
        WriteSecret("lanes.txt", string.Join('\n', lanes.Select(lane => lane.ToKeyFileLine())) + "\n");
    }

    public string KeyFile => Path.Combine(_path, "lanes.txt");

    public string Data => Path.Combine(_path, "journal");

    public string Socket => Path.Combine(_path, "frames.sock");

    /// <summary>Writes a file that only its owner may use.</summary>
    public string WriteSecret(string name, string text)
    {
        var path = Path.Combine(_path, name);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return path;
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}

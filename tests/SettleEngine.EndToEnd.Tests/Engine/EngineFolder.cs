using SettleEngine.Devnet;

namespace SettleEngine.EndToEnd.Tests.Engine;

/// <summary>Keys, journal and socket of one engine, deleted at the end.</summary>
internal sealed class EngineFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("settle-test-").FullName;

    public EngineFolder(IEnumerable<DevAccount> lanes)
    {
        File.WriteAllLines(KeyFile, lanes.Select(lane => lane.ToKeyFileLine()));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    public string KeyFile => Path.Combine(_path, "lanes.txt");

    public string Data => Path.Combine(_path, "journal");

    public string Socket => Path.Combine(_path, "frames.sock");

    public void Dispose() => Directory.Delete(_path, recursive: true);
}

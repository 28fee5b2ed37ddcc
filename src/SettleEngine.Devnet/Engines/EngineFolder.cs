namespace SettleEngine.Devnet.Engines;

/// <summary>Keys, journal and socket of one engine, in a temporary folder that is deleted at the end.</summary>
/// <remarks>Thread rule: one caller.</remarks>
public sealed class EngineFolder : IDisposable
{
    private readonly string _path;

    /// <summary>Makes the folder and writes the key file.</summary>
    /// <param name="lanes">The accounts that send.</param>
    /// <param name="parent">Where the folder is made, so that the journal lies on the disk that is meant; null for the
    /// system's folder for temporary files.</param>
    public EngineFolder(IEnumerable<DevAccount> lanes, string? parent = null)
    {
        _path = parent is null
            ? Directory.CreateTempSubdirectory("settle-").FullName
            : Directory.CreateDirectory(Path.Combine(parent, Path.GetRandomFileName())).FullName;
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(KeyFile, options);
        foreach (var lane in lanes)
        {
            writer.WriteLine(lane.ToKeyFileLine());
        }
    }

    /// <summary>The lanes' keys.</summary>
    public string KeyFile => Path.Combine(_path, "lanes.txt");

    /// <summary>The journal's folder.</summary>
    public string Journal => Path.Combine(_path, "journal");

    /// <summary>The frame door's socket.</summary>
    public string Socket => Path.Combine(_path, "frames.sock");

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_path, recursive: true);
}

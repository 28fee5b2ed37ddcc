namespace SettleEngine.Worker.Demo;

/// <summary>A folder for journal, keys and socket: the caller's, or a temporary one that is deleted.</summary>
internal sealed class WorkFolder : IDisposable
{
    private readonly bool _isTemporary;

    /// <summary>Makes the folder.</summary>
    /// <param name="path">The caller's, or null for a temporary one.</param>
    public WorkFolder(string? path)
    {
        _isTemporary = path is null;
        Path = path ?? Directory.CreateTempSubdirectory("settle-").FullName;
        Directory.CreateDirectory(Path);
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isTemporary)
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}

using System.Runtime.InteropServices;

namespace SettleEngine.Storage.Files;

/// <summary>The files of a directory on a real file system.</summary>
internal sealed class DiskFiles(string path) : IJournalFiles
{
    /// <inheritdoc/>
    public long FreeBytes => new DriveInfo(path).AvailableFreeSpace;

    /// <inheritdoc/>
    public IJournalFile? Open(string name, bool create)
    {
        var file = Path.Combine(path, name);
        return create || File.Exists(file) ? new DiskFile(file) : null;
    }

    /// <inheritdoc/>
    public void Delete(string name) => File.Delete(Path.Combine(path, name));

    /// <inheritdoc/>
    public IReadOnlyList<string> List()
    {
        var names = new List<string>();
        foreach (var file in Directory.EnumerateFiles(path))
        {
            names.Add(Path.GetFileName(file));
        }

        return names;
    }

    /// <inheritdoc/>
    public void FlushNames() => FlushNames(path);

    /// <summary>Makes the names in a directory durable.</summary>
    /// <param name="path">The directory.</param>
    /// <exception cref="IOException">They may not be.</exception>
    public static void FlushNames(string path)
    {
        // A new or deleted name is durable only once its directory is; .NET opens no directories, so libc does.
        var descriptor = NativeOpen(System.Text.Encoding.UTF8.GetBytes(path + '\0'), 0);
        if (descriptor < 0)
        {
            throw new IOException($"Cannot open the directory {path}: error {Marshal.GetLastPInvokeError()}.");
        }

        var result = NativeFsync(descriptor);
        var error = Marshal.GetLastPInvokeError();
        _ = NativeClose(descriptor);
        if (result != 0)
        {
            throw new IOException($"Cannot flush the directory {path}: error {error}.", error);
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeOpen(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeFsync(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeClose(int descriptor);
}
